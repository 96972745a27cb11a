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
    /// The alerts waiting are compared with what was decided; refusals and deliveries are notes of the day and not part of
    /// the chain. Entries cut off at the very end together with everything that tells of them can only be told from a
    /// head hash kept elsewhere.
    ///
    /// - Parameters:
    ///   - anchor: The hash of an entry that has to be there, such as the head of an earlier report; `nil`: none.
    ///   - version: The version of the engine.
    ///   - step: How a step is made; the engine.
    /// - Returns: The report.
    /// - Throws: `unreadable` or `closed`; damage is part of the report.
    public func verify(
        anchor: String? = nil, engineVersion version: Int = Engine.version,
        step: @escaping @Sendable (RolloutState, Event, Timestamp, RolloutRule) -> Step = {
            Engine.step($0, $1, at: $2, under: $3)
        }
    ) async throws(JournalError) -> VerifyReport {
        do {
            return try await read { try Verification(step: step, version: version, anchor: anchor).report($0) }
        } catch .damaged(_, let detail) {
            return VerifyReport(
                entryCount: 0, headHash: CanonicalEntry.genesis,
                problems: [Broken(.fileDamaged, nil, nil, detail).problem],
                folds: [:])
        }
    }
}
