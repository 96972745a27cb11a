import GRDB
public import GateModel

extension Journal {
    /// How many refusals are kept; older ones make way, so that nobody can fill the disk by knocking.
    static let maxRefusals: Int64 = 10_000

    /// Records a call that was turned away.
    public func recordRefusal(_ refusal: Refusal) async throws(JournalError) {
        let text = try CanonicalJSON.encode(refusal)
        try await write { database in
            try database.execute(sql: "INSERT INTO refusals (refusal) VALUES (?)", arguments: [text])
            try database.execute(
                sql: "DELETE FROM refusals WHERE id <= ?", arguments: [database.lastInsertedRowID - Self.maxRefusals])
        }
    }

    /// The newest refusals, newest first, at most `limit`.
    public func refusals(limit: Int) async throws(JournalError) -> [Refusal] {
        try await read { database in
            try String.fetchAll(
                database, sql: "SELECT refusal FROM refusals ORDER BY id DESC LIMIT ?", arguments: [max(0, limit)]
            ).map { try CanonicalJSON.decode(Refusal.self, from: $0) }
        }
    }
}
