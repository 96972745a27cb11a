public import GateModel
public import GateRules

/// The rollout state machine.
///
/// Reading order: `step` here, then one file a group of events (`Transition+Preflight`, `+Start`, `+Evaluation`, `+Advance`, `+Approval`,
/// `+Operator`, `+Incidents`, `+Alerts`, `+Series`, `+Rules`), the moves between stages they share (`Transition+Moves`), the alerts that follow from
/// the state (`AlertLifecycle`), and what must never happen (`Invariants`).
public enum Engine {
    /// The version of the engine's behaviour: raised by every change after which some history gives other steps than before.
    ///
    /// 1 compared point values only; 2 gathers the evidence of gates with confidence; 3 tells people of its own holds.
    public static let version = 3

    /// Takes one step: total and deterministic, the same arguments give the same step on every run and machine.
    ///
    /// The sequence number rises by one with every step, also when the event is refused; a refused event changes nothing
    /// else. The effects of an accepted event come in a fixed order: its decisions, the weight if it changed, alerts that
    /// are over, alerts that fire; those of a refused event are the rejection alone. A step under another rule than the
    /// last one adopts the rule first, whatever the event.
    ///
    /// - Parameters:
    ///   - state: Where the rollout stands.
    ///   - event: What happened.
    ///   - now: The time of the call; for `evaluated` the newest grid point that is due, so that an evaluation older than
    ///     `now` is known to be late.
    ///   - rule: The rule of this very rollout. A rule under which the running attempt cannot go on
    ///     (`refusalToAdopt`) must not get here.
    /// - Returns: The new state and what has to be done.
    public static func step(
        _ state: RolloutState, _ event: Event, at now: Timestamp, under rule: RolloutRule
    ) -> Step {
        precondition(state.rollout == rule.name, "the rule of \(rule.name) was given to rollout \(state.rollout)")
        var transition = Transition(from: state, by: event, at: now, under: rule)
        var step: Step
        do throws(Rejection) {
            transition.adoptRule()
            try transition.apply(event.kind)
            step = transition.settled(after: state)
        } catch {
            step = Step(state: state, effects: [.reject(error)])
        }
        step.state.sequence = state.sequence + 1
        let violations = Invariants.violations(from: state, by: event, at: now, to: step, under: rule)
        precondition(violations.isEmpty, "\(state.rollout) \(event.kind.name): \(violations.joined(separator: "; "))")
        return step
    }
}

extension Engine {
    /// The alerts that do not fire yet but will if their conditions last, in the order of the rule; for showing, nothing is
    /// decided by them.
    public static func pendingAlerts(of state: RolloutState, under rule: RolloutRule) -> [Alert] {
        AlertLifecycle.pending(in: state, under: rule)
    }
}

extension Transition {
    /// The one place where events part ways.
    mutating func apply(_ kind: Event.Kind) throws(Rejection) {
        switch kind {
        case .startRequested(let revision): try start(revision)
        case .preflightAttested(let item, let note): try attest(item, note)
        case .ruleApproved(let item, let digest, let note): try approveRule(item, digest: digest, note)
        case .routingTestBegun: try beginRoutingTest()
        case .preflightChecked(let check): remember(check)
        case .evaluated(let evaluation): try evaluated(evaluation)
        case .evaluationsMissed(_, let through): try missed(through: through)
        case .approvalGiven(let candidate, let onCall): try approve(candidate, onCall: onCall)
        case .held(let reason): try hold(reason)
        case .unheld(let reason): try unhold(reason)
        case .rolledBack(let stage, let reason): try rollBack(to: stage, reason)
        case .killed(let reason): kill(reason)
        case .resumed(let reason): try resume(reason)
        case .aborted(let reason): try abort(reason)
        case .incidentOpened(let id, let kind, let note): try openIncident(id, kind, note)
        case .incidentResolved(let id, let note): try resolveIncident(id, note)
        case .incidentNoted(let id, let note): try noteIncident(id, note)
        case .alertsReported(let reports): try takeIn(reports)
        case .rulesReplaced: break  // every step adopts its rule first; this event has nothing else to say
        }
    }
}
