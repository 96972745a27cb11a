import GateModel
import GatePlots
import GateRules
import GateRuntime

/// A candidate as an approver has to see it.
struct CandidateView {
    private let candidate: API.Candidate
    private let rule: RolloutRule

    init(_ candidate: Candidate, _ rule: RolloutRule) {
        self.candidate = API.Candidate(candidate, rule)
        self.rule = rule
    }

    init(_ candidate: API.Candidate, _ rule: RolloutRule) {
        self.candidate = candidate
        self.rule = rule
    }

    var markup: Markup {
        let gates = candidate.nextGates.isEmpty ? "none" : candidate.nextGates.joined(separator: ", ")
        return Markup(
            [
                PageKit.facts([
                    ("Green at \(candidate.stage) since", Markup(ReportPage.time(candidate.greenSince))),
                    ("Window complete", Markup(ReportPage.time(candidate.completedAt))),
                    (
                        "Exposes next",
                        Markup("\(candidate.nextWeightPercent) % of the traffic at \(candidate.nextStage)")
                    ),
                    ("Watched there for", candidate.nextWindow.map { Markup($0) }), ("Gates there", Markup(gates)),
                    ("Not proven", candidate.caveat.map { Markup($0) }),
                ]),
                Self.table(candidate.gates, rule),
            ])
    }

    /// What was measured, and how sure.
    static func table(_ gates: [API.GateSnapshot], _ rule: RolloutRule) -> Markup {
        ReportPage.table(
            ["Gate", "Verdict", "Value", "Limit", "Events", "How sure"],
            gates.map { gate in
                [
                    Markup(gate.name),
                    gate.collecting ? Markup("collects its baseline") : ReportPage.verdict(gate.verdict),
                    Markup(value(gate, rule)), Markup(limit(gate, rule)),
                    Markup(gate.events.map { NumberText.count($0) } ?? "–"),
                    Markup(
                        gate.certainty.map { CertaintyText.lines($0).joined(separator: "; ") }
                            ?? "compared with its limit"),
                ]
            })
    }

    /// What has changed since a candidate stood that somebody approves.
    static func differences(_ outdated: API.OutdatedCandidate, _ rule: RolloutRule) -> Markup {
        func side(_ gate: API.GateSnapshot?) -> Markup {
            guard let gate else { return Markup("not judged") }
            return Markup([ReportPage.verdict(gate.verdict), Markup(" \(value(gate, rule))")])
        }
        let rows = outdated.changes.map { [Markup($0.gate), side($0.was), side($0.now)] }
        // At another stage there is nothing to compare: the refusal itself says so.
        if rows.isEmpty { return Markup([]) }
        return ReportPage.table(["Gate", "When it stood", "Now"], rows)
    }

    private static func unit(_ gate: API.GateSnapshot, _ rule: RolloutRule) -> PlotUnit {
        PlotUnit(rule.gate(named: gate.name)?.kind)
    }

    private static func value(_ gate: API.GateSnapshot, _ rule: RolloutRule) -> String {
        gate.value.map { unit(gate, rule).text($0) } ?? gate.reason.rawValue.replacing("_", with: " ")
    }

    private static func limit(_ gate: API.GateSnapshot, _ rule: RolloutRule) -> String {
        gate.threshold.map { unit(gate, rule).limit(gate.comparison, $0) } ?? "–"
    }
}
