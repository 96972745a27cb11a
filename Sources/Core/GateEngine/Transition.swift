internal import GateModel
internal import GateRules

/// The working value of one step: the state on its way, and the decisions made so far.
struct Transition {
    /// The state so far.
    var state: RolloutState
    /// The decisions so far, in order.
    private(set) var decisions: [Decision] = []
    /// What happened.
    let event: Event
    /// The time of the call; from then on a new weight is served.
    let now: Timestamp
    /// What decisions are dated with: the evaluation timestamp in an evaluation, else the time of the call.
    let moment: Timestamp
    /// The rule in force.
    let rule: RolloutRule

    init(from state: RolloutState, by event: Event, at now: Timestamp, under rule: RolloutRule) {
        self.state = state
        self.event = event
        self.now = now
        if case .evaluated(let evaluation) = event.kind { moment = evaluation.at } else { moment = now }
        self.rule = rule
    }

    /// The present attempt; only to be touched where the event has been found to have one.
    var attempt: Attempt {
        get {
            guard let attempt = state.attempt else { preconditionFailure("\(event.kind.name) needs an attempt") }
            return attempt
        }
        // Taken out and put back: changing a copy would copy all that was gathered with every assignment.
        _modify {
            guard var attempt = state.attempt.take() else { preconditionFailure("\(event.kind.name) needs an attempt") }
            defer { state.attempt = attempt }
            yield &attempt
        }
    }

    /// The step number this transition will have.
    var sequence: Int64 { state.sequence + 1 }

    /// Records a decision that changes neither stage nor weight.
    mutating func decide(_ kind: Decision.Kind, cause: String = "operator", _ reason: String) {
        let visit = attempt.visit
        record(decision(kind, from: visit, to: visit.stage, attempt.weight, cause: cause, reason))
    }

    /// Adds a decision to the effects.
    mutating func record(_ decision: Decision) {
        decisions.append(decision)
    }

    /// A decision of this event's actor, unless somebody else is named.
    func decision(
        _ kind: Decision.Kind, from visit: StageVisit, to stage: String, _ weight: Weight, cause: String,
        _ reason: String, owner: String? = nil
    ) -> Decision {
        Decision(
            kind: kind, attempt: attempt.number, at: moment, owner: owner ?? event.actor.name, trace: event.trace,
            fromStage: visit.stage, toStage: stage, fromWeight: attempt.weight, toWeight: weight, cause: cause,
            reason: reason)
    }

    /// The finished step: alerts brought in line with the new state, effects in their order.
    func settled(after before: RolloutState) -> Step {
        var step = Step(state: state, effects: decisions.map { .decide($0) })
        if state.weight != before.weight { step.effects.append(.setWeight(state.weight)) }
        let change = AlertLifecycle.change(from: before.alerts, to: AlertLifecycle.alerts(of: state, under: rule))
        step.state.alerts = change.firing
        step.effects += change.ended.map { .resolve($0, at: max(moment, $0.startsAt)) }
        step.effects += change.begun.map { .fire($0) }
        return step
    }
}

extension Transition {
    /// Refuses what needs an attempt that is still being evaluated.
    func requireRunning() throws(Rejection) {
        guard state.phase.isEvaluated else {
            throw Rejection(.notRunning, "no attempt of \(state.rollout) is running (phase \(state.phase.rawValue))")
        }
    }

    /// Refuses what nobody gave a reason for.
    func requireReason(_ reason: String) throws(Rejection) {
        guard reason.contains(where: { !$0.isWhitespace }) else {
            throw Rejection(.reasonRequired, "say why: the reason goes into the decision log")
        }
    }

    /// Refuses what may not happen while a safety event is open.
    func requireNoIncident() throws(Rejection) {
        guard !state.incidents.isEmpty else { return }
        let open = state.incidents.map { "\($0.id) (\($0.kind.rawValue))" }.joined(separator: ", ")
        throw Rejection(.incidentOpen, "incident \(open) is open; resolve it first")
    }
}
