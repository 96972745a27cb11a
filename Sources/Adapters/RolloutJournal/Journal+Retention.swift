import GRDB
public import GateModel

extension Journal {
    /// Entries thinned in one transaction, so that no step waits long for it.
    private static let thinningBatch = 500

    /// Drops the verdicts of evaluations before a time that led to no decision; the newest one of each rollout is kept.
    ///
    /// The entries themselves stay and the chain stays whole, because it covers the verdicts by their hash.
    ///
    /// - Parameter time: Evaluations at this grid point and later keep their verdicts.
    /// - Returns: How many evaluations lost their verdicts.
    /// - Throws: `unwritable` or `closed`; the batches before stay thinned.
    @discardableResult
    public func thinEvaluations(olderThan time: Timestamp) async throws(JournalError) -> Int {
        var total = 0
        while true {
            let count = try await write { database in
                try database.execute(
                    sql: """
                        UPDATE entries SET payload = NULL WHERE id IN (
                            SELECT id FROM entries AS old
                            WHERE evaluation_ms < ? AND payload IS NOT NULL AND has_decision = 0 AND evaluation_ms < (
                                SELECT max(evaluation_ms) FROM entries WHERE rollout = old.rollout
                            ) LIMIT ?
                        )
                        """, arguments: [time.milliseconds, Self.thinningBatch])
                return database.changesCount
            }
            total += count
            if count < Self.thinningBatch { return total }
        }
    }
}
