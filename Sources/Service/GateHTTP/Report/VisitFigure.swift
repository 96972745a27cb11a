import GateModel
public import GatePlots
public import GateRules

/// A plot of one gate during one visit, and what has to be said beside it.
struct VisitFigure: Equatable {
    /// What is plotted.
    let caption: String
    /// What is not seen in it; `nil` when it shows everything.
    let remark: String?
    let plot: GatePlot

    /// One figure for each gate that was judged during the visit, in the order of the rule.
    static func all(
        of history: RolloutHistory, _ visit: PlotPlan.Visit, under rule: RolloutRule
    ) -> [VisitFigure] {
        let order = rule.gates.map(\.name)
        let gates = history.gates.enumerated().sorted { left, right in
            let places = [left, right].map { order.firstIndex(of: $0.element.gate) ?? order.count }
            return (places[0], left.offset) < (places[1], right.offset)
        }
        return gates.map { VisitFigure($0.element, in: history, visit, under: rule) }
    }

    private init(
        _ gate: GateHistory, in history: RolloutHistory, _ visit: PlotPlan.Visit, under rule: RolloutRule
    ) {
        let definition = rule.gates.first { $0.name == gate.gate }
        let counts = Dictionary(grouping: gate.points, by: \.outcome).mapValues(\.count)
        let others = [Outcome.fail, .inconclusive, .error].filter { counts[$0] != nil }
        let verdicts = others.isEmpty ? "passes only" : "also \(others.map(\.rawValue).joined(separator: ", "))"
        caption = "\(gate.gate) at \(visit.stage)"
        remark = Self.remark(history, isCut: visit.isCut)
        plot = GatePlot(
            label: "\(gate.gate) at stage \(visit.stage) over time, "
                + "\(NumberText.events(Double(gate.pointCount), "evaluation")): \(verdicts)",
            points: gate.points, comparison: gate.comparison, unit: PlotUnit(definition?.kind),
            from: history.range.from, through: history.range.through,
            longestStep: history.longestStep(interval: rule.interval), window: visit.window)
    }

    private static func remark(_ history: RolloutHistory, isCut: Bool) -> String? {
        var remarks: [String] = []
        if isCut { remarks.append("the visit began earlier; its end is shown") }
        if history.droppedCount > 0 {
            let count = NumberText.events(Double(history.droppedCount), "evaluation")
            remarks.append("the values of \(count) are older than the retention and were dropped")
        }
        return remarks.isEmpty ? nil : remarks.joined(separator: "; ")
    }
}

extension PlotUnit {
    /// How the values of a gate are written; plain numbers where the rule has the gate no more.
    public init(_ kind: GateKind?) {
        switch kind {
        case .availability, .conversion: self = .ratio
        case .latency: self = .seconds
        case .threshold, .events, nil: self = .number
        }
    }
}
