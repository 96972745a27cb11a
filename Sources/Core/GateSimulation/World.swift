internal import GateEngine
public import GateModel
public import GateRules

/// A rollout with its clock, moved by events; nothing in it depends on anything but its own values.
public struct World: Sendable {
    /// The rule in force.
    public internal(set) var rule: RolloutRule
    /// Where the rollout stands.
    public internal(set) var state: RolloutState
    /// The time of day.
    public internal(set) var now: Timestamp
    /// What was decided and told by the newest step.
    public internal(set) var lastStep: Step?
    /// Every step since recording was switched on; `nil` while it is off.
    var records: [Record]?

    /// One step as it was taken.
    struct Record: Sendable {
        let event: Event
        let now: Timestamp
        let rule: RolloutRule
        let step: Step
    }

    /// A world in which nobody has started anything.
    public init(_ rule: RolloutRule) {
        self.rule = rule
        state = RolloutState(rollout: rule.name, ruleDigest: rule.digest)
        now = rule.grid.next(after: Timestamp(seconds: 1_770_000_000))
    }

    /// Lets something happen.
    public mutating func make(_ move: Move) {
        switch move {
        case .pass: evaluateNext(Self.pass)
        case .thin: evaluateNext(confident(Self.unproven))
        case .regression: evaluateNext(confident(Self.fail))
        case .fail: evaluateNext { [first = rule.gates[0].name] in $0 == first ? Self.fail($0) : Self.pass($0) }
        case .blind: evaluateNext(Self.error)
        case .alarm: evaluateNext(Self.pass, stopRules: Self.fail)
        case .missed: miss(1)
        case .start: send(.startRequested(revision: "r\(state.attemptCount + 1)"))
        case .approve: send(.approvalGiven(candidate: state.attempt?.candidate?.id ?? "none", onCall: nil))
        case .hold: send(.held(reason: "simulated"))
        case .unhold: send(.unheld(reason: "simulated"))
        case .rollBack: send(.rolledBack(toStage: nil, reason: "simulated"))
        case .kill: send(.killed(reason: "simulated"))
        case .resume: send(.resumed(reason: "simulated"))
        case .abort: send(.aborted(reason: "simulated"))
        case .sev1: openIncident(.sev1)
        case .anomaly: openIncident(.auditAnomaly)
        case .resolve: send(.incidentResolved(id: state.incidents.first?.id ?? "none", note: ""))
        case .reload: reload()
        case .proof: prove()
        }
    }

    /// Puts an event to the engine.
    mutating func send(_ kind: Event.Kind, by actor: Actor = World.lead) {
        let trace = TraceID(high: FNV1a.hash(state.rollout), low: UInt64(clamping: state.sequence + 1))
        let event = Event(actor: actor, trace: trace, kind: kind)
        let step = Engine.step(state, event, at: now, under: rule)
        state = step.state
        lastStep = step
        records?.append(Record(event: event, now: now, rule: rule, step: step))
    }

    /// Goes to the next grid point and evaluates it live.
    mutating func evaluateNext(
        _ gates: (String) -> Verdict, stopRules: (String) -> Verdict = World.pass
    ) {
        now = rule.grid.next(after: now)
        evaluate(now, gates, stopRules: stopRules)
    }

    /// Evaluates a grid point; late when the clock is ahead of it.
    mutating func evaluate(
        _ at: Timestamp, _ gates: (String) -> Verdict, stopRules: (String) -> Verdict = World.pass
    ) {
        send(.evaluated(evaluation(at, gates, stopRules: stopRules)), by: .stagegate)
    }

    /// What is seen at a grid point as the rollout stands now; gates with confidence count, and judge what they counted.
    func evaluation(
        _ at: Timestamp, _ gates: (String) -> Verdict, stopRules: (String) -> Verdict = World.pass
    ) -> Evaluation {
        let verdicts = rule.gates.map { gate in
            SimulatedCounts.verdict(on: gate, seeing: gates(gate.name), at: at, in: state.attempt)
        }
        return Evaluation(
            at: at, gates: verdicts, stopRules: rule.stopRules.filter(\.kind.isMeasured).map { stopRules($0.name) })
    }

    /// Something that only gates with confidence see; the others pass.
    private func confident(_ make: @escaping (String) -> Verdict) -> (String) -> Verdict {
        { [rule] in rule.gate(named: $0)?.confidence == nil ? Self.pass($0) : make($0) }
    }

    /// Lets grid points pass that nobody will evaluate any more.
    mutating func miss(_ count: Int) {
        let before = now
        for _ in 0..<count { now = rule.grid.next(after: now) }
        send(.evaluationsMissed(after: before, through: now), by: .stagegate)
    }

    /// Swaps the rule for one with another window and another digest.
    mutating func reload() {
        let isPlain = rule.digest == SimulatedRules.plainDigest
        rule.digest = isPlain ? SimulatedRules.variantDigest : SimulatedRules.plainDigest
        for index in rule.stages.indices {
            rule.stages[index].window = isPlain ? rule.interval * 2 : rule.interval
        }
        send(.rulesReplaced, by: .stagegate)
    }

    private mutating func openIncident(_ kind: IncidentKind) {
        send(.incidentOpened(id: kind.rawValue, kind: kind, note: "simulated"))
    }

    /// Something is proven, as often as not in vain; the step number stands for chance.
    private mutating func prove() {
        if state.sequence % 3 == 0, state.routingTest == nil { return send(.routingTestBegun) }
        let kinds = PreflightCheckKind.allCases
        let kind = state.routingTest == nil ? kinds[Int(state.sequence) % kinds.count] : .alertRouting
        send(
            .preflightChecked(
                PreflightCheck(kind, ruleDigest: rule.digest, failure: state.sequence % 2 == 0 ? nil : "simulated")))
    }

    static let lead = Actor(name: "lead", roles: [.techLead])

    static func pass(_ subject: String) -> Verdict {
        Verdict(subject: subject, outcome: .pass, reason: .withinThreshold, value: .finite(0.5), threshold: 1)
    }

    static func fail(_ subject: String) -> Verdict {
        Verdict(subject: subject, outcome: .fail, reason: .beyondThreshold, value: .finite(2), threshold: 1)
    }

    static func unproven(_ subject: String) -> Verdict {
        Verdict(subject: subject, outcome: .inconclusive, reason: .notProven, value: .finite(0.5), threshold: 1)
    }

    static func error(_ subject: String) -> Verdict {
        Verdict(subject: subject, outcome: .error, reason: .sourceUnavailable)
    }
}
