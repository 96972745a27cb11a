import GateModel
import GateRules

/// What can lie in a rollout's mailbox.
enum Letter: Sendable {
    /// An event, and where the answer goes.
    case event(EventLetter)
    /// A kill: the weight has dropped already, the record is still to be written.
    case kill(EventLetter)
    /// A reload that reaches this rollout.
    case ruleChange(RuleChange)

    /// The event that can be answered with a refusal; `nil` for what has to be done whatever happens.
    var refusable: EventLetter? {
        if case .event(let letter) = self { letter } else { nil }
    }
}

/// An event on its way to the engine.
struct EventLetter: Sendable {
    /// What happened.
    let event: Event
    /// The time the step runs at; `nil` for the time of processing.
    var at: Timestamp?
    /// The digest of the rule the event was made under; `nil` when that does not matter.
    var ruleDigest: String?
    /// Where the answer goes.
    let reply = Promise<SubmitOutcome>()
}

/// A reload, seen from one rollout: all rollouts stand still before the first one changes.
struct RuleChange: Sendable {
    /// What is to be done once all agree.
    enum Verdict: Sendable {
        case goAhead, forget
    }

    /// The new rule; `nil` when the rollout is no longer in the rule files.
    let rule: RolloutRule?
    /// The trace of the reload.
    let trace: TraceID
    /// Given by the rollout when it stands still: what speaks against the change, or `nil`.
    let objection = Promise<String?>()
    /// Given by the reload when it knows every objection.
    let verdict = Promise<Verdict>()
    /// Given by the rollout when the change is on disk.
    let written = Promise<Bool>()
}
