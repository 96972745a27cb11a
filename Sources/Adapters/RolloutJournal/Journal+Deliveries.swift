import GRDB
public import GateModel

extension Journal {
    /// Steps with decisions after a place of the journal, oldest first.
    ///
    /// - Parameters:
    ///   - position: The place; steps at it are left out.
    ///   - limit: At most so many.
    /// - Returns: The steps, and how many there are in all.
    /// - Throws: `unreadable`, `damaged` or `closed`.
    public func announcements(
        after position: Int64, limit: Int
    ) async throws(JournalError) -> (steps: [Announcement], total: Int) {
        try await read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT entry, phase, header FROM announcements JOIN entries ON id = entry
                    WHERE entry > ? ORDER BY entry LIMIT ?
                    """, arguments: [position, max(0, limit)])
            let steps = try rows.map { row in
                let text = try row.decode(String.self, forColumn: "phase")
                guard let phase = Phase(rawValue: text) else {
                    throw JournalError.inconsistent(detail: "`\(text)` is no phase")
                }
                let entry = try CanonicalJSON.decode(
                    CanonicalEntry.self, from: try row.decode(String.self, forColumn: "header"))
                return Announcement(
                    position: try row.decode(Int64.self, forColumn: "entry"), record: try entry.record(payload: nil),
                    phase: phase)
            }
            let total = try Int.fetchOne(
                database, sql: "SELECT count(*) FROM announcements WHERE entry > ?", arguments: [position])
            return (steps, total ?? 0)
        }
    }

    /// How far each of these webhooks has come, in their order; one that is new begins at the end of the journal, and
    /// others are forgotten.
    public func openWebhooks(_ names: [String]) async throws(JournalError) -> [WebhookState] {
        try await write { database in
            let end = try Int64.fetchOne(database, sql: "SELECT max(id) FROM entries") ?? 0
            let known = try String.fetchAll(database, sql: "SELECT state FROM webhooks")
                .map { try CanonicalJSON.decode(WebhookState.self, from: $0) }
            try database.execute(sql: "DELETE FROM webhooks")
            return try names.map { name in
                let state = known.first { $0.name == name } ?? WebhookState(name: name, position: end)
                try database.put(state)
                return state
            }
        }
    }

    /// Notes how far a webhook has come.
    public func saveWebhook(_ state: WebhookState) async throws(JournalError) {
        try await write { try $0.put(state) }
    }

    /// Keeps receipts for ever.
    public func keep(_ receipts: [DeliveryReceipt]) async throws(JournalError) {
        var texts: [(String, String)] = []
        for receipt in receipts { texts.append((receipt.rollout, try CanonicalJSON.encode(receipt))) }
        guard !texts.isEmpty else { return }
        try await write { [texts] database in
            let insert = try database.cachedStatement(sql: "INSERT INTO receipts (rollout, receipt) VALUES (?, ?)")
            for (rollout, text) in texts { try insert.execute(arguments: [rollout, text]) }
        }
    }

    /// The newest receipts, newest first.
    ///
    /// - Parameters:
    ///   - rollout: Those of this rollout; of all when it is `nil`.
    ///   - limit: At most so many.
    /// - Returns: The receipts.
    /// - Throws: `unreadable`, `damaged` or `closed`.
    public func receipts(of rollout: String?, limit: Int) async throws(JournalError) -> [DeliveryReceipt] {
        try await read { database in
            try String.fetchAll(
                database,
                sql: "SELECT receipt FROM receipts WHERE ?1 IS NULL OR rollout = ?1 ORDER BY id DESC LIMIT ?2",
                arguments: [rollout, max(0, limit)]
            ).map { try CanonicalJSON.decode(DeliveryReceipt.self, from: $0) }
        }
    }
}

extension Database {
    fileprivate func put(_ state: WebhookState) throws {
        let upsert = try cachedStatement(
            sql: """
                INSERT INTO webhooks (name, state) VALUES (?, ?)
                ON CONFLICT (name) DO UPDATE SET state = excluded.state
                """)
        try upsert.execute(arguments: [state.name, try CanonicalJSON.encode(state)])
    }

    /// Notes that a step decided something, for whoever subscribes to decisions.
    func announce(_ id: Int64, _ phase: Phase) throws {
        let insert = try cachedStatement(sql: "INSERT INTO announcements (entry, phase) VALUES (?, ?)")
        try insert.execute(arguments: [id, phase.rawValue])
    }
}
