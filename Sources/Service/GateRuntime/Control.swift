import GateAnalysis
import GateEngine
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
    private let findWaitingFor: @Sendable () -> [String]
    /// How many seconds the newest evaluation took; `nil` when it was made before the process was started.
    public let evaluationSeconds: Double?
    /// The moment the view is of.
    private let now: Timestamp

    /// Makes a view; why the rollout waits is found out when somebody asks, because most who want the weight do not.
    ///
    /// - Parameters:
    ///   - rule: The rule in force.
    ///   - state: The state as last committed.
    ///   - servedWeight: The share of traffic served.
    ///   - evaluation: The newest evaluation; `nil` before the first.
    ///   - waitingFor: Why the rollout does not go on by itself.
    ///   - evaluationSeconds: How many seconds the newest evaluation took.
    ///   - now: The moment the checklist is about; the start of the attempt when it is `nil`.
    public init(
        rule: RolloutRule, state: RolloutState, servedWeight: Weight, evaluation: Evaluation?,
        waitingFor: @autoclosure @escaping @Sendable () -> [String], evaluationSeconds: Double? = nil,
        at now: Timestamp? = nil
    ) {
        self.rule = rule
        self.state = state
        self.servedWeight = servedWeight
        self.evaluation = evaluation
        findWaitingFor = waitingFor
        self.evaluationSeconds = evaluationSeconds
        self.now = now ?? state.attempt?.startedAt ?? Timestamp(milliseconds: 0)
    }

    /// What has to be proven before a start, and where it stands.
    public var checklist: [Preflight.Status] { Preflight.checklist(of: state, under: rule, at: now) }

    /// Why the rollout does not go on by itself right now, in words; empty when it does.
    public var waitingFor: [String] { findWaitingFor() }

    /// The alerts that will fire if their conditions last.
    public var pendingAlerts: [Alert] { Engine.pendingAlerts(of: state, under: rule) }

    /// The gates' and stop rules' conditions as PromQL, by name: each has a result while it is failed or fulfilled.
    public var expressions: [String: String] {
        let conditions = ConditionExpression(rule, state.attempt)
        let pairs =
            rule.gates.map { ($0.name, conditions.failing($0)) }
            + rule.stopRules.map { ($0.name, conditions.fulfilled($0)) }
        return Dictionary(pairs) { first, _ in first }
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
    /// Tests the alert routing and the datasource before a start.
    public var prove: @Sendable (_ rollout: String, _ actor: Actor, _ trace: TraceID?) async -> ProvingOutcome = {
        _, _, _ in
        .unavailable(message: "nothing can be proven here")
    }
    /// Rehearses stop, rollback and kill switch.
    public var drill: @Sendable (_ rollout: String, _ actor: Actor, _ trace: TraceID?) async -> ProvingOutcome = {
        _, _, _ in
        .unavailable(message: "nothing can be drilled here")
    }

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
