import Hashing

/// Walks along the chain and stops at the first entry that is not what was written.
struct ChainCheck {
    /// An entry as it is exported and as it lies in the file.
    struct Item {
        let link: ChainLink
        let header: String
        let payload: String?
        /// The columns beside the header; `nil` in an export, which has none.
        let columns: StoredEntry.Columns?
    }

    /// The last entry that was found to be whole.
    private(set) var good = ChainLink(id: 0, previousHash: "", hash: CanonicalEntry.genesis)
    /// The newest step of every rollout seen so far.
    private(set) var newest: [String: CanonicalEntry] = [:]
    /// The step before the newest one of the same rollout.
    private(set) var previous: CanonicalEntry?
    /// Whether the walk began at the first entry, so that every step of a rollout must be seen.
    private let isComplete: Bool
    private let anchor: String?
    private var hasMetAnchor: Bool

    /// A walk from the first entry, or from behind an entry that is taken to be whole.
    ///
    /// - Parameters:
    ///   - good: The entry before the first one.
    ///   - anchor: A hash that has to be met on the way.
    init(after good: ChainLink? = nil, anchor: String? = nil) {
        isComplete = good == nil
        self.anchor = anchor
        hasMetAnchor = anchor == nil || anchor == CanonicalEntry.genesis
        if let good { self.good = good }
    }

    /// Says that the hash that had to be met was not; `nil` when it was.
    var anchorProblem: VerifyReport.Problem? {
        guard !hasMetAnchor, let anchor else { return nil }
        let detail = "no entry has the hash \(anchor): entries were cut off at the end, or it is another journal's"
        return Broken(.removed, nil, nil, detail).problem
    }

    /// Checks the next entry.
    ///
    /// - Parameters:
    ///   - item: The entry.
    ///   - links: The links of all entries, asked for only when the chain is broken here.
    /// - Returns: The entry, or what is wrong with it.
    mutating func check(
        _ item: Item, links: () throws -> [ChainLink]
    ) rethrows -> Result<CanonicalEntry, Broken> {
        let link = item.link
        let isSelfConsistent = CanonicalEntry.hash(of: item.header, after: link.previousHash) == link.hash
        guard isSelfConsistent, link.id == good.id + 1, link.previousHash == good.hash else {
            return .failure(
                Broken(ChainLink.diagnose(link, isSelfConsistent: isSelfConsistent, after: good, among: try links())))
        }
        let entry: CanonicalEntry
        do {
            entry = try CanonicalJSON.decode(CanonicalEntry.self, from: item.header)
        } catch {
            return .failure(Broken(.unreadable, link.id, nil, "this version cannot read it: \(error)"))
        }
        if let broken = checkContent(of: entry, item) { return .failure(broken) }
        good = link
        if link.hash == anchor { hasMetAnchor = true }
        previous = newest.updateValue(entry, forKey: entry.rollout)
        return .success(entry)
    }

    private func checkContent(of entry: CanonicalEntry, _ item: Item) -> Broken? {
        let id = item.link.id
        if let columns = item.columns, columns != StoredEntry.Columns(entry) {
            return Broken(.changed, id, entry.rollout, "its columns do not say what the entry says")
        }
        if let payload = item.payload, entry.payloadHash != SHA256.hex(payload.utf8) {
            return Broken(.changed, id, entry.rollout, "its verdicts are not the ones that were recorded")
        }
        if item.payload == nil, entry.payloadHash != nil, entry.hasDecision {
            return Broken(.changed, id, entry.rollout, "the verdicts that led to its decision are missing")
        }
        let last = newest[entry.rollout]?.sequence ?? (isComplete ? 0 : nil)
        if let last, entry.sequence != last + 1 {
            return Broken(
                .changed, id, entry.rollout, "it is step \(entry.sequence), but the step before it is \(last)")
        }
        return nil
    }
}

/// A problem on its way to the report.
struct Broken: Error {
    let problem: VerifyReport.Problem

    init(_ problem: VerifyReport.Problem) {
        self.problem = problem
    }

    init(_ kind: VerifyReport.Problem.Kind, _ entry: Int64?, _ rollout: String?, _ detail: String) {
        problem = VerifyReport.Problem(kind: kind, entry: entry, rollout: rollout, detail: detail)
    }
}
