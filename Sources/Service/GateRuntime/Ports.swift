public import GateModel
public import GateRules

/// Where the numbers come from.
public struct MetricsSource: Sendable {
    /// What it is called: the label `datasource` of our metrics.
    public let name: String
    /// The most series an answer may have; +Inf when there is no limit.
    public let seriesLimit: Double
    /// Answers one query.
    ///
    /// Returns within `timeout`, whatever the server does, and never throws: trouble is an outcome.
    public var query: @Sendable (_ query: Query, _ timeout: TimeSpan, _ trace: TraceID) async -> QueryOutcome

    /// Makes a source.
    public init(
        name: String = "prometheus", seriesLimit: Double = .infinity,
        query: @escaping @Sendable (Query, TimeSpan, TraceID) async -> QueryOutcome
    ) {
        self.name = name
        self.seriesLimit = seriesLimit
        self.query = query
    }
}

/// The durable truth.
///
/// Every call either took effect on disk when it returns, or throws and changed nothing.
public struct JournalPort: Sendable {
    /// The states of all rollouts as last committed.
    public var loadStates: @Sendable () async throws -> [RolloutState]
    /// Writes one step in one transaction: record, decisions, state, and the alerts that it fires or resolves.
    ///
    /// A grid point that was committed before is refused with an error.
    public var commit: @Sendable (_ record: JournalRecord, _ state: RolloutState) async throws -> Void
    /// Keeps the rules, so that the journal can be verified and replayed without the rule files.
    public var storeRules: @Sendable (_ rules: RuleSet) async throws -> Void
    /// Records a call that was turned away; bounded by the journal itself.
    public var recordRefusal: @Sendable (_ refusal: Refusal) async throws -> Void
    /// The newest evaluation of a rollout; `nil` before the first.
    public var latestEvaluation: @Sendable (_ rollout: String) async throws -> Evaluation?
    /// The newest records of a rollout, newest first, at most `limit`; `evaluated` records without a decision are left
    /// out unless asked for.
    public var records:
        @Sendable (_ rollout: String, _ limit: Int, _ includingEvaluations: Bool) async throws -> [JournalRecord]
    /// Everything in the outbox with the delivery states known.
    public var outbox: @Sendable () async throws -> [(OutboxAlert, [DeliveryState])]
    /// Notes what became of deliveries.
    public var recordDeliveries: @Sendable (_ deliveries: [DeliveryState]) async throws -> Void
    /// Drops resolved alerts that everybody has heard of; one that fired or was resolved again in between stays.
    public var forgetResolved: @Sendable (_ alerts: [OutboxAlert]) async throws -> Void
    /// What subscribers are told, and what became of it.
    public var deliveries: DeliveryStore
    /// What it can tell of the past.
    public var evidence: EvidenceStore

    /// Makes a journal port.
    public init(
        loadStates: @escaping @Sendable () async throws -> [RolloutState],
        commit: @escaping @Sendable (JournalRecord, RolloutState) async throws -> Void,
        storeRules: @escaping @Sendable (RuleSet) async throws -> Void,
        recordRefusal: @escaping @Sendable (Refusal) async throws -> Void,
        latestEvaluation: @escaping @Sendable (String) async throws -> Evaluation?,
        records: @escaping @Sendable (String, Int, Bool) async throws -> [JournalRecord],
        outbox: @escaping @Sendable () async throws -> [(OutboxAlert, [DeliveryState])],
        recordDeliveries: @escaping @Sendable ([DeliveryState]) async throws -> Void,
        forgetResolved: @escaping @Sendable ([OutboxAlert]) async throws -> Void,
        deliveries: DeliveryStore, evidence: EvidenceStore = .empty
    ) {
        self.loadStates = loadStates
        self.commit = commit
        self.storeRules = storeRules
        self.recordRefusal = recordRefusal
        self.latestEvaluation = latestEvaluation
        self.records = records
        self.outbox = outbox
        self.recordDeliveries = recordDeliveries
        self.forgetResolved = forgetResolved
        self.deliveries = deliveries
        self.evidence = evidence
    }
}

/// The clock, and the one source of randomness.
public struct TimePort: Sendable {
    /// The time of day.
    public var now: @Sendable () -> Timestamp
    /// Sleeps until the time of day is `time`; throws `CancellationError` when cancelled.
    public var sleep: @Sendable (_ until: Timestamp) async throws -> Void
    /// A new trace id.
    public var newTrace: @Sendable () -> TraceID

    /// Makes a clock.
    public init(
        now: @escaping @Sendable () -> Timestamp, sleep: @escaping @Sendable (Timestamp) async throws -> Void,
        newTrace: @escaping @Sendable () -> TraceID
    ) {
        self.now = now
        self.sleep = sleep
        self.newTrace = newTrace
    }
}
