import GRDB
public import GateModel
public import GateRules

extension Journal {
    /// Steps of one attempt that are read at a time.
    private static let maxSteps = 1000

    /// What is kept of an attempt: its last state and the steps that are more than an evaluation.
    ///
    /// - Parameters:
    ///   - number: The attempt, from 1.
    ///   - rollout: The rollout.
    /// - Returns: The record; `nil` when there was no such attempt, or it ended before the journal kept ended attempts.
    /// - Throws: `unreadable`, `damaged` or `closed`.
    public func attemptRecord(_ number: Int, of rollout: String) async throws(JournalError) -> AttemptRecord? {
        try await read { database in
            let before = try database.lastStep(of: number - 1, rollout)
            let ended = try database.lastStep(of: number, rollout)
            let table = ended == nil ? "states WHERE rollout = ?" : "attempts WHERE rollout = ? AND attempt = ?"
            let state = try String.fetchOne(
                database, sql: "SELECT state FROM \(table)",
                arguments: ended == nil ? [rollout] : [rollout, number]
            ).map { try CanonicalJSON.decode(RolloutState.self, from: $0) }
            guard let state, state.attempt?.number == number else { return nil }
            // The step behind its last one says what the attempt made way for.
            let records = try database.notableRecords(
                of: rollout, after: before ?? 0, through: (ended ?? state.sequence) + 1, limit: Self.maxSteps + 1)
            return AttemptRecord(
                state: state, records: records.prefix(Self.maxSteps).reversed(),
                isCut: records.count > Self.maxSteps, head: try database.head())
        }
    }

    /// The rule with this digest, as it was stored; `nil` when it was not.
    public func rule(_ digest: String) async throws(JournalError) -> RolloutRule? {
        try await read { database in
            try String.fetchOne(database, sql: "SELECT rule FROM rules WHERE digest = ?", arguments: [digest])
                .map { try CanonicalJSON.decode(RolloutRule.self, from: $0) }
        }
    }
}

extension Database {
    /// The last step of an attempt that ended; `nil` while it is the newest one, and where it is not kept.
    fileprivate func lastStep(of attempt: Int, _ rollout: String) throws -> Int64? {
        guard try tableExists("attempts") else { return nil }
        return try Int64.fetchOne(
            self, sql: "SELECT sequence FROM attempts WHERE rollout = ? AND attempt = ?",
            arguments: [rollout, attempt])
    }

    /// Steps that are more than an evaluation, newest first.
    fileprivate func notableRecords(
        of rollout: String, after first: Int64, through last: Int64, limit: Int
    ) throws -> [JournalRecord] {
        let notable = """
            SELECT * FROM entries WHERE rollout = ? AND (evaluation_ms IS NULL OR has_decision = 1)
            AND sequence > ? AND sequence <= ? ORDER BY sequence DESC LIMIT ?
            """
        return try StoredEntry.fetchAll(self, sql: notable, arguments: [rollout, first, last, limit]).map { stored in
            try CanonicalJSON.decode(CanonicalEntry.self, from: stored.header).record(payload: stored.payload)
        }
    }

    fileprivate func head() throws -> JournalHead {
        let row = try Row.fetchOne(self, sql: "SELECT id, hash FROM entries ORDER BY id DESC LIMIT 1")
        return JournalHead(
            entry: try row?.decode(Int64.self, forColumn: "id") ?? 0,
            hash: try row?.decode(String.self, forColumn: "hash") ?? CanonicalEntry.genesis)
    }
}
