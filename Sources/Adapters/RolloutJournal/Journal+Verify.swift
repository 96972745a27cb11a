import GRDB
public import GateEngine
public import GateModel
public import GateRules

extension Journal {
    /// Proves that nothing in the journal was changed, removed, reordered or put in between, that the states are the ones
    /// recorded last, and that playing the events again gives what was recorded.
    ///
    /// Steps taken by another version of the engine are not played again: the chain covers them, and what they came to is
    /// what was recorded.
    ///
    /// Refusals, alerts waiting and deliveries are notes of the day and not part of the chain. Entries cut off at the very
    /// end together with their states can only be told from a head hash kept elsewhere.
    ///
    /// - Parameters:
    ///   - version: The version of the engine.
    ///   - step: How a step is made; the engine.
    /// - Returns: The report.
    /// - Throws: `unreadable` or `closed`; damage is part of the report.
    public func verify(
        engineVersion version: Int = Engine.version,
        step: @escaping @Sendable (RolloutState, Event, Timestamp, RolloutRule) -> Step = {
            Engine.step($0, $1, at: $2, under: $3)
        }
    ) async throws(JournalError) -> VerifyReport {
        do {
            return try await read { try Verification(step: step, version: version).report($0) }
        } catch .damaged(_, let detail) {
            return VerifyReport(
                entryCount: 0, headHash: CanonicalEntry.genesis,
                problems: [Broken(.fileDamaged, nil, nil, detail).problem],
                folds: [:])
        }
    }
}
