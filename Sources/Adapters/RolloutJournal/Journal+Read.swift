import GRDB
public import GateModel

extension Journal {
    /// The states of all rollouts as last committed, in the order of their names.
    public func loadStates() async throws(JournalError) -> [RolloutState] {
        try await read { database in
            try String.fetchAll(database, sql: "SELECT state FROM states ORDER BY rollout")
                .map { try CanonicalJSON.decode(RolloutState.self, from: $0) }
        }
    }

    /// The newest evaluation of a rollout; `nil` before the first.
    public func latestEvaluation(of rollout: String) async throws(JournalError) -> Evaluation? {
        try await read { database in
            let newest = """
                SELECT payload FROM entries WHERE rollout = ? AND evaluation_ms IS NOT NULL AND payload IS NOT NULL
                ORDER BY evaluation_ms DESC LIMIT 1
                """
            return try String.fetchOne(database, sql: newest, arguments: [rollout])
                .map { try CanonicalJSON.decode(Evaluation.self, from: $0) }
        }
    }

    /// The newest records of a rollout, newest first.
    ///
    /// - Parameters:
    ///   - rollout: Its name.
    ///   - limit: At most so many; none when it is not positive.
    ///   - includingEvaluations: Whether evaluations without a decision are among them; where their verdicts were dropped
    ///     by `thinEvaluations(olderThan:)` they have none.
    /// - Returns: The records.
    /// - Throws: `unreadable`, `damaged` or `closed`.
    public func records(
        of rollout: String, limit: Int, includingEvaluations: Bool
    ) async throws(JournalError) -> [JournalRecord] {
        guard limit > 0 else { return [] }
        let isNotable = "AND (evaluation_ms IS NULL OR has_decision = 1)"
        let newest = """
            SELECT * FROM entries WHERE rollout = ? \(includingEvaluations ? "" : isNotable) ORDER BY sequence DESC LIMIT ?
            """
        return try await read { database in
            try StoredEntry.fetchAll(database, sql: newest, arguments: [rollout, limit]).map { stored in
                try CanonicalJSON.decode(CanonicalEntry.self, from: stored.header).record(payload: stored.payload)
            }
        }
    }
}
