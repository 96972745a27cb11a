public import GateModel
public import GateRules

/// What is known of one rollout at one moment.
public struct RolloutView: Sendable {
    /// The rule in force.
    public let rule: RolloutRule
    /// The state as last committed.
    public let state: RolloutState
    /// The share of traffic served: below the state's own while a kill waits to be written.
    public let servedWeight: Weight
    /// The newest evaluation; `nil` before the first.
    public let evaluation: Evaluation?
    /// Why the rollout does not go on by itself right now, in words; empty when it does.
    public let waitingFor: [String]

    /// Makes a view.
    public init(
        rule: RolloutRule, state: RolloutState, servedWeight: Weight, evaluation: Evaluation?, waitingFor: [String]
    ) {
        self.rule = rule
        self.state = state
        self.servedWeight = servedWeight
        self.evaluation = evaluation
        self.waitingFor = waitingFor
    }
}

/// What became of a request.
public enum SubmitOutcome: Sendable {
    /// It was done and is on disk.
    case accepted(RolloutView)
    /// It was refused; nothing changed.
    case rejected(Rejection)
    /// There is no such rollout.
    case unknownRollout
    /// It takes effect now but is not on disk yet: only the kill switch answers so.
    case pending(RolloutView, message: String)
    /// It could not be written, so it was not done.
    case unavailable(message: String)
}

/// What a reload came to.
public enum ReloadOutcome: Sendable {
    /// The new rules are in force.
    case reloaded
    /// The old rules stay; why, line by line.
    case refused([String])
}

/// The running service as its surfaces see it.
public struct Control: Sendable {
    /// All rollouts in the order of the rule files.
    public var list: @Sendable () async -> [RolloutView]
    /// One rollout.
    public var view: @Sendable (_ rollout: String) async -> RolloutView?
    /// One rollout as soon as its sequence number or served weight differs from the given ones, or at the deadline.
    public var changed:
        @Sendable (_ rollout: String, _ sequence: Int64, _ weight: Weight, _ within: TimeSpan) async
            -> RolloutView?
    /// Puts an event to a rollout.
    ///
    /// The actor has been authenticated and authorised for this kind of event.
    public var submit:
        @Sendable (_ rollout: String, _ kind: Event.Kind, _ actor: Actor, _ trace: TraceID?) async
            -> SubmitOutcome
    /// What an event would do if it came now.
    ///
    /// Nothing is changed by asking; `nil` when there is no such rollout.
    public var preview: @Sendable (_ rollout: String, _ kind: Event.Kind, _ actor: Actor) async -> Step?
    /// How long the newest evaluations of a rollout took, oldest first.
    public var timings: @Sendable (_ rollout: String) async -> [EvaluationTiming]
    /// The newest records of a rollout, newest first.
    public var records:
        @Sendable (_ rollout: String, _ limit: Int, _ includingEvaluations: Bool) async throws -> [JournalRecord]
    /// Reads configuration and rule files anew.
    public var reload: @Sendable () async -> ReloadOutcome
    /// Whether the service can take requests; why not, when it cannot.
    public var readiness: @Sendable () async -> String?
    /// Records a call that was turned away.
    public var recordRefusal: @Sendable (_ refusal: Refusal) async -> Void
    /// What was delivered about a rollout, or about all.
    public var deliveries: @Sendable (_ rollout: String?) async throws -> DeliveriesView
    /// What the journal can tell of the past.
    public var evidence: EvidenceStore

    /// Makes a control.
    public init(
        list: @escaping @Sendable () async -> [RolloutView],
        view: @escaping @Sendable (String) async -> RolloutView?,
        changed: @escaping @Sendable (String, Int64, Weight, TimeSpan) async -> RolloutView?,
        submit: @escaping @Sendable (String, Event.Kind, Actor, TraceID?) async -> SubmitOutcome,
        records: @escaping @Sendable (String, Int, Bool) async throws -> [JournalRecord],
        reload: @escaping @Sendable () async -> ReloadOutcome,
        readiness: @escaping @Sendable () async -> String?,
        recordRefusal: @escaping @Sendable (Refusal) async -> Void,
        deliveries: @escaping @Sendable (String?) async throws -> DeliveriesView = { _ in DeliveriesView() },
        evidence: EvidenceStore = .empty,
        preview: @escaping @Sendable (String, Event.Kind, Actor) async -> Step? = { _, _, _ in nil },
        timings: @escaping @Sendable (String) async -> [EvaluationTiming] = { _ in [] }
    ) {
        self.list = list
        self.view = view
        self.changed = changed
        self.submit = submit
        self.records = records
        self.reload = reload
        self.readiness = readiness
        self.recordRefusal = recordRefusal
        self.deliveries = deliveries
        self.evidence = evidence
        self.preview = preview
        self.timings = timings
    }
}
