/// What the journal keeps of one attempt.
public struct AttemptRecord: Equatable, Sendable {
    /// The state as the attempt left it, or as it is now.
    public let state: RolloutState
    /// The steps of the attempt that are more than an evaluation, oldest first.
    public let records: [JournalRecord]
    /// Whether older steps of the attempt were left out because there are too many.
    public let isCut: Bool
    /// The newest entry of the journal when this was read.
    public let head: JournalHead

    /// Makes a record.
    ///
    /// - Parameters:
    ///   - state: The state after the last step of the attempt alone.
    ///   - records: Its steps, oldest first, and the one in which the next attempt began.
    ///   - isCut: Whether older steps were left out.
    ///   - head: The newest entry of the journal.
    public init(state: RolloutState, records: [JournalRecord], isCut: Bool, head: JournalHead) {
        self.records = records
        self.isCut = isCut
        self.head = head
        self.state = Self.closed(state, records)
    }

    /// The state with the end of an attempt that made way: that decision falls in the step that begins the next one.
    private static func closed(_ state: RolloutState, _ records: [JournalRecord]) -> RolloutState {
        guard var attempt = state.attempt, attempt.visit.leftAt == nil else { return state }
        let end = records.flatMap(\.decisions).first { $0.kind == .supersede && $0.attempt == attempt.number }
        guard let end else { return state }
        attempt.visit.leftAt = end.at
        attempt.visit.decision = end.kind
        attempt.visit.owner = end.owner
        attempt.visit.reason = end.reason
        attempt.visit.trace = end.trace
        attempt.phase = .aborted
        var closed = state
        closed.attempt = attempt
        return closed
    }
}

/// The end of the journal's chain at one moment: whoever keeps it can prove later what was there then.
public struct JournalHead: Equatable, Codable, Sendable {
    /// Place of the newest entry in the chain; 0 before the first.
    public let entry: Int64
    /// Its hash.
    public let hash: String

    /// Makes a head.
    public init(entry: Int64, hash: String) {
        self.entry = entry
        self.hash = hash
    }
}

extension JournalRecord {
    /// The decisions among the effects, in their order.
    public var decisions: [Decision] {
        effects.compactMap { if case .decide(let decision) = $0 { decision } else { nil } }
    }
}
