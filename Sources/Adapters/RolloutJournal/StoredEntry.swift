import GRDB
import GateModel

/// A row of `entries` as it lies in the file.
struct StoredEntry: FetchableRecord, Sendable {
    /// Place in the chain, from 1.
    let id: Int64
    /// Copies of what the header says, for SQL.
    let columns: Columns
    /// The canonical entry, byte for byte as it was hashed.
    let header: String
    /// The verdicts of an evaluation, byte for byte as they were hashed; `nil` for other events or when dropped.
    let payload: String?
    /// Hash of the entry before.
    let previousHash: String
    /// Hash of this entry.
    let hash: String

    /// The columns that repeat what the header says.
    struct Columns: Equatable, Sendable {
        var rollout: String
        var sequence: Int64
        var atMilliseconds: Int64
        var kind: String
        var evaluationMilliseconds: Int64?
        /// 1 or 0, as SQL compares it: another number would hide the entry from those who look for decisions.
        var hasDecision: Int64
    }

    /// Reads a row; throws where SQLite returns something of another type.
    init(row: Row) throws {
        id = try row.decode(Int64.self, forColumn: "id")
        columns = Columns(
            rollout: try row.decode(String.self, forColumn: "rollout"),
            sequence: try row.decode(Int64.self, forColumn: "sequence"),
            atMilliseconds: try row.decode(Int64.self, forColumn: "at_ms"),
            kind: try row.decode(String.self, forColumn: "kind"),
            evaluationMilliseconds: try row.decode(Int64?.self, forColumn: "evaluation_ms"),
            hasDecision: try row.decode(Int64.self, forColumn: "has_decision"))
        header = try row.decode(String.self, forColumn: "header")
        payload = try row.decode(String?.self, forColumn: "payload")
        previousHash = try row.decode(String.self, forColumn: "previous_hash")
        hash = try row.decode(String.self, forColumn: "hash")
    }
}

extension StoredEntry.Columns {
    /// The columns an entry should have.
    init(_ entry: CanonicalEntry) {
        rollout = entry.rollout
        sequence = entry.sequence
        atMilliseconds = entry.at.milliseconds
        kind = entry.kind
        evaluationMilliseconds = entry.evaluationAt?.milliseconds
        hasDecision = entry.hasDecision ? 1 : 0
    }
}
