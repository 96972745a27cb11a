import GateAnalysis
import GateLint
import GateModel
import GateRules

/// What the gates with confidence of one rollout need, and the traffic there is for them.
struct RolloutProofs {
    let rollout: String
    let needs: [ProofNeed]
    let isOnline: Bool
    /// Why nothing is known of the traffic, by gate.
    private var unknown: [String: String] = [:]

    /// Asks the source for the traffic, where there is one.
    init(_ rule: RolloutRule, _ source: OpenSource?) async {
        rollout = rule.name
        isOnline = source != nil
        let now = rule.grid.last(notAfter: SystemTime.now())
        guard let source, let plan = TrafficSurvey.plan(rule, at: now) else {
            needs = ProofNeed.all(of: rule)
            return
        }
        let evaluation = Judge.judge(plan, await source.ask(plan.queries, timeout: rule.queryTimeout))
        var traffic: [String: Traffic] = [:]
        for gate in rule.gates { traffic[gate.name] = TrafficSurvey.traffic(of: gate, in: evaluation) }
        needs = ProofNeed.all(of: rule, traffic: traffic)
        for verdict in evaluation.gates where traffic[verdict.subject] == nil {
            unknown[verdict.subject] = verdict.summary
        }
    }

    /// One need for people.
    func line(_ need: ProofNeed) -> String {
        unknown[need.gate.name].map { "\(rollout)/\(need.gate.name): nothing is known of the traffic: \($0)" }
            ?? ProofText.line(need, of: rollout)
    }

    /// Whether somebody has to look at it: there is too little traffic, or nobody could tell.
    func isWarning(_ need: ProofNeed) -> Bool {
        ProofText.isWarning(need) || unknown[need.gate.name] != nil
    }

    /// The needs for people, gate by gate.
    var lines: [String] {
        guard isOnline, !needs.isEmpty else {
            var gates: [String] = []
            for need in needs where !gates.contains(need.gate.name) { gates.append(need.gate.name) }
            return gates.compactMap { gate in ProofText.line(needs.filter { $0.gate.name == gate }, of: rollout) }
        }
        // What is known of no stage is said once.
        var said: Set<String> = []
        let shown = needs.filter { unknown[$0.gate.name] == nil || said.insert($0.gate.name).inserted }
        return [ProofText.assumption] + shown.map { (isWarning($0) ? "warning: " : "") + line($0) }
    }

    /// What the traffic is too little for: of each gate the first stage that will not be decided.
    func findings(in source: RuleSource, at place: RulePlace) -> [Finding] {
        guard isOnline else { return [] }
        var said: Set<String> = []
        return needs.filter { isWarning($0) && said.insert($0.gate.name).inserted }.map { need in
            let index = source.rollouts.first { $0.name == rollout }?.gates.firstIndex { $0.name == need.gate.name }
            return Finding(
                .tooLittleTraffic, in: source, at: place["gates"][index ?? 0]["confidence"], line(need),
                hint: "with `undecided: hold` the rollout waits until a person acts")
        }
    }
}
