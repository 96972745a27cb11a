import GRDB
public import GateModel

extension Journal {
    /// How many refusals are kept; older ones make way, so that nobody can fill the disk by knocking.
    static let maxRefusals: Int64 = 10_000
    /// Unicode scalars kept of each text of a refusal, for the same reason.
    static let maxRefusalText = 500

    /// Records a call that was turned away; texts are cut to 500 Unicode scalars.
    public func recordRefusal(_ refusal: Refusal) async throws(JournalError) {
        func cut(_ text: String) -> String {
            String(String.UnicodeScalarView(text.unicodeScalars.prefix(Self.maxRefusalText)))
        }
        let short = Refusal(
            at: refusal.at, actor: cut(refusal.actor), remote: cut(refusal.remote), call: cut(refusal.call),
            status: refusal.status, reason: cut(refusal.reason))
        let text = try CanonicalJSON.encode(short)
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
