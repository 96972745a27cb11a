import GRDB

/// What ties an entry to the one before it.
struct ChainLink: FetchableRecord, Equatable, Sendable {
    /// Place in the chain, from 1.
    let id: Int64
    /// Hash of the entry before.
    let previousHash: String
    /// Hash of this entry.
    let hash: String

    /// Makes a link.
    init(id: Int64, previousHash: String, hash: String) {
        self.id = id
        self.previousHash = previousHash
        self.hash = hash
    }

    /// Reads a row.
    init(row: Row) throws {
        id = try row.decode(Int64.self, forColumn: "id")
        previousHash = try row.decode(String.self, forColumn: "previous_hash")
        hash = try row.decode(String.self, forColumn: "hash")
    }

    /// Says what happened at the first entry that does not follow the one before.
    ///
    /// - Parameters:
    ///   - broken: The entry.
    ///   - isSelfConsistent: Whether its hash fits its own bytes and the hash it names as the one before.
    ///   - good: The entry before, which is whole; place 0 with the genesis hash before the first.
    ///   - links: The links of all entries in the order of their places.
    /// - Returns: The problem.
    static func diagnose(
        _ broken: ChainLink, isSelfConsistent: Bool, after good: ChainLink, among links: [ChainLink]
    ) -> VerifyReport.Problem {
        let expected = good.id + 1
        if broken.id != expected {
            let missing = broken.id == expected + 1 ? "it is" : "entries \(expected) to \(broken.id - 1) are"
            return problem(.removed, expected, "\(missing) missing")
        }
        let predecessor = links.first { $0.hash == broken.previousHash }
        if isSelfConsistent, let predecessor, predecessor.id > broken.id {
            return problem(.reordered, broken.id, "it belongs behind entry \(predecessor.id)")
        }
        if links.contains(where: { $0.id == broken.id + 1 && $0.previousHash == good.hash }) {
            return problem(.inserted, broken.id, "it was put between entries that follow one another")
        }
        if !isSelfConsistent {
            return problem(.changed, broken.id, "its hash does not fit what it says")
        }
        if let predecessor {
            return problem(.inserted, predecessor.id + 1, "entry \(broken.id) also follows entry \(predecessor.id)")
        }
        return problem(.removed, broken.id, "the entry that stood before it is missing")
    }

    private static func problem(
        _ kind: VerifyReport.Problem.Kind, _ entry: Int64, _ detail: String
    ) -> VerifyReport.Problem {
        VerifyReport.Problem(kind: kind, entry: entry, rollout: nil, detail: detail)
    }
}
