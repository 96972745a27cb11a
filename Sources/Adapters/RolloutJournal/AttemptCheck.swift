import GRDB
import Hashing

/// Compares the last states of ended attempts with what the entries recorded of them.
struct AttemptCheck {
    private struct Key: Hashable {
        let rollout: String
        let attempt: Int
    }

    private struct Kept {
        let sequence: Int64
        let hash: String
    }

    private var kept: [Key: Kept] = [:]
    /// What is wrong.
    private(set) var problems: [VerifyReport.Problem] = []

    /// Reads the attempts that are kept; a journal of a version before this table keeps none.
    init(_ database: Database) throws {
        guard try database.tableExists("attempts") else { return }
        for row in try Row.fetchAll(database, sql: "SELECT rollout, attempt, sequence, state FROM attempts") {
            let key = Key(
                rollout: try row.decode(String.self, forColumn: "rollout"),
                attempt: try row.decode(Int.self, forColumn: "attempt"))
            kept[key] = Kept(
                sequence: try row.decode(Int64.self, forColumn: "sequence"),
                hash: SHA256.hex(try row.decode(String.self, forColumn: "state").utf8))
        }
    }

    /// Takes the next entry of the chain and the one of the same rollout before it.
    mutating func check(_ entry: CanonicalEntry, after previous: CanonicalEntry?, id: Int64) {
        guard let attempt = entry.keptAttempt else { return }
        guard let found = kept.removeValue(forKey: Key(rollout: entry.rollout, attempt: attempt)) else {
            problems.append(differing(entry.rollout, attempt, "its last state is missing", id))
            return
        }
        if found.sequence != previous?.sequence || found.hash != previous?.stateHash {
            let detail = "its last state is not the one step \(entry.sequence - 1) recorded"
            problems.append(differing(entry.rollout, attempt, detail, id))
        }
    }

    /// What is left when all entries were seen belongs to none of them.
    mutating func finish() {
        let left = kept.keys.sorted { ($0.rollout, $0.attempt) < ($1.rollout, $1.attempt) }
        problems += left.map { differing($0.rollout, $0.attempt, "no entry says that it ended", nil) }
    }

    private func differing(_ rollout: String, _ attempt: Int, _ detail: String, _ id: Int64?) -> VerifyReport.Problem {
        Broken(.attemptDiffers, id, rollout, "attempt \(attempt): \(detail)").problem
    }
}
