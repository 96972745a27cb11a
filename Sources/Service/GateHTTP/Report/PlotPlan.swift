import GateModel
import GatePlots
import GateRules
import GateRuntime

/// Which time is plotted of each visit to a stage.
struct PlotPlan {
    /// A visit and the time of it that is plotted.
    struct Visit {
        let stage: String
        /// The time; `nil` when the visits after it are so long that nothing is left to read for it.
        let range: RolloutHistory.Range?
        /// Whether the beginning of the visit is left out.
        let isCut: Bool
        /// The time that had to be green, as far as it is known.
        let window: GatePlot.Window?
    }

    /// The visits, oldest first.
    let visits: [Visit]

    /// Plans the plots of a report, the newest visit first, with what may be read for all of them together.
    init(_ view: RolloutView, now: Timestamp) {
        guard let attempt = view.state.attempt else {
            visits = []
            return
        }
        var left = view.rule.interval * HTTPLimits.evaluations
        var visits: [Visit] = []
        for visit in (attempt.pastVisits + [attempt.visit]).reversed() {
            let through = max(visit.leftAt ?? now, visit.enteredAt)
            let span = min(through - visit.enteredAt, left)
            let range = RolloutHistory.Range(
                rollout: view.rule.name, from: Timestamp(milliseconds: through.milliseconds - span.milliseconds),
                through: through, limit: HTTPLimits.plottedPoints)
            visits.append(
                Visit(
                    stage: visit.stage, range: left == .zero ? nil : range, isCut: range.from > visit.enteredAt,
                    window: Self.window(of: visit, view)))
            left = TimeSpan(milliseconds: left.milliseconds - span.milliseconds)
        }
        self.visits = visits.reversed()
    }

    /// The green time of a visit that goes on, or the full window that ended in a promotion.
    private static func window(of visit: StageVisit, _ view: RolloutView) -> GatePlot.Window? {
        guard let leftAt = visit.leftAt else {
            guard let attempt = view.state.attempt, let green = attempt.window.greenSince else { return nil }
            return GatePlot.Window(from: max(green, visit.enteredAt), through: attempt.lastEvaluatedAt ?? green)
        }
        guard visit.decision == .promote || visit.decision == .complete,
            let stage = view.rule.stages.first(where: { $0.name == visit.stage })
        else { return nil }
        return GatePlot.Window(from: max(leftAt - stage.window, visit.enteredAt), through: leftAt)
    }
}
