public import GateModel
public import GateRules

/// What the journal can tell of the past.
public struct EvidenceStore: Sendable {
    /// What is kept of an attempt; `nil` when there was none of that number.
    public var attempt: @Sendable (_ rollout: String, _ number: Int) async throws -> AttemptRecord?
    /// The rule with a digest; `nil` when it is not known.
    public var rule: @Sendable (_ digest: String) async throws -> RolloutRule?
    /// What the gates of a rollout came to over a range of time; whoever asks keeps the range in bounds.
    public var history: @Sendable (_ range: RolloutHistory.Range) async throws -> RolloutHistory

    /// Makes a store.
    public init(
        attempt: @escaping @Sendable (String, Int) async throws -> AttemptRecord?,
        rule: @escaping @Sendable (String) async throws -> RolloutRule?,
        history: @escaping @Sendable (RolloutHistory.Range) async throws -> RolloutHistory
    ) {
        self.attempt = attempt
        self.rule = rule
        self.history = history
    }

    /// A store that knows of nothing.
    public static let empty = EvidenceStore(
        attempt: { _, _ in nil }, rule: { _ in nil },
        history: { RolloutHistory(range: $0, gates: [], evaluationCount: 0, droppedCount: 0) })
}
