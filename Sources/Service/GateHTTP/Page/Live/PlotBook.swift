import GateModel
import GatePlots
import GateRules
import GateRuntime

/// The points of every gate during one visit to a stage, kept in memory so that nobody who looks has to wait for the journal.
struct PlotBook: Sendable {
    /// Which visit it is about.
    struct Visit: Equatable, Sendable {
        let attempt: Int
        let stage: String
        let enteredAt: Timestamp
        let digest: String
    }

    let visit: Visit
    /// The first moment that is plotted.
    let from: Timestamp
    /// The newest evaluation in it.
    private(set) var through: Timestamp
    private var points: [String: [GatePoint]] = [:]
    private var comparisons: [String: String] = [:]
    /// Points that were thinned are so far apart, about.
    private var bucket = TimeSpan.zero

    /// The visit that a view is in; `nil` before the first.
    static func visit(of view: RolloutView) -> Visit? {
        view.state.attempt.map {
            Visit(
                attempt: $0.number, stage: $0.visit.stage, enteredAt: $0.visit.enteredAt, digest: view.rule.digest)
        }
    }

    /// An empty book of the visit; a long visit is begun late, so that little has to be read.
    init(_ visit: Visit, at newest: Timestamp, interval: TimeSpan) {
        self.visit = visit
        let earliest = Timestamp(milliseconds: newest.milliseconds - (interval * HTTPLimits.pageHistory).milliseconds)
        from = max(visit.enteredAt, earliest)
        through = from
    }

    /// Adds what an evaluation came to.
    mutating func add(_ evaluation: Evaluation) {
        guard evaluation.at > through else { return }
        for verdict in evaluation.gates {
            add(
                GatePoint(
                    at: evaluation.at, outcome: verdict.outcome, reason: verdict.reason, value: verdict.value,
                    threshold: verdict.threshold), to: verdict.subject, verdict.comparison)
        }
        through = evaluation.at
    }

    /// Adds what the journal knows.
    mutating func add(_ history: RolloutHistory) {
        for gate in history.gates {
            for point in gate.points where point.at > through { add(point, to: gate.gate, gate.comparison) }
        }
        through = max(through, history.range.through)
    }

    private mutating func add(_ point: GatePoint, to gate: String, _ comparison: String) {
        comparisons[gate] = comparison
        points[gate, default: []].append(point)
        guard let count = points[gate]?.count, count > 2 * HTTPLimits.pagePoints else { return }
        var thinner = HistoryThinner(from: from, through: point.at, limit: HTTPLimits.pagePoints)
        for point in points[gate] ?? [] { thinner.add(point) }
        bucket = max(bucket, thinner.bucketWidth)
        points[gate] = thinner.points
    }

    /// The plot of a gate over the visit; `nil` where nothing is known of it.
    func plot(_ gate: Gate, _ view: RolloutView, now: Timestamp) -> GatePlot? {
        guard let points = points[gate.name], let last = points.last else { return nil }
        let isOver = view.state.phase == .completed || view.state.phase == .aborted
        return GatePlot(
            label: "\(gate.name) at stage \(visit.stage), now \(last.outcome.rawValue)", points: points,
            comparison: comparisons[gate.name] ?? "<=", unit: PlotUnit(gate.kind), from: from,
            through: isOver ? max(through, from) : max(now, through),
            longestStep: max(TimeSpan(milliseconds: view.rule.interval.milliseconds * 3 / 2), bucket * 2),
            window: PlotPlan(view, now: now).visits.last?.window)
    }
}
