import GRDB

/// A line of an export: an entry with its hashes.
///
/// Entry and verdicts are strings, byte for byte as they were hashed, so that common tools can check them:
/// `printf %s "$previous_hash$entry" | sha256sum` gives `hash`.
struct ExportedEntry: Codable {
    let id: Int64
    let entry: String
    let payload: String?
    let previousHash: String
    let hash: String

    private enum CodingKeys: String, CodingKey {
        case id, entry, payload, hash
        case previousHash = "previous_hash"
    }
}

extension Journal {
    /// Writes all entries as JSON lines, oldest first, in a form that can be verified without the database.
    ///
    /// - Parameter write: Takes one line without its line feed; what it throws ends the export and is thrown on.
    /// - Throws: A `JournalError`, or what `write` threw.
    public func export(to write: @escaping @Sendable (_ line: String) throws -> Void) async throws {
        let failure = try await read { database -> (any Error)? in
            let entries = try StoredEntry.fetchCursor(database, sql: "SELECT * FROM entries ORDER BY id")
            while let stored = try entries.next() {
                let line = try CanonicalJSON.encode(
                    ExportedEntry(
                        id: stored.id, entry: stored.header, payload: stored.payload,
                        previousHash: stored.previousHash, hash: stored.hash))
                do { try write(line) } catch { return error }
            }
            return nil
        }
        if let failure { throw failure }
    }

    /// Verifies an export: the chain and the verdicts; there are no states and no rules in it to compare.
    ///
    /// - Parameters:
    ///   - lines: The lines in their order; empty ones are passed over.
    ///   - anchor: The hash of an entry that has to be there, such as the head of an earlier report; `nil`: none.
    /// - Returns: The report, without folds.
    public static func verifyExport(_ lines: some Sequence<String>, anchor: String? = nil) -> VerifyReport {
        var entries: [ExportedEntry] = []
        var chain = ChainCheck(anchor: anchor)
        for (number, line) in lines.filter({ !$0.isEmpty }).enumerated() {
            do {
                entries.append(try CanonicalJSON.decode(ExportedEntry.self, from: line))
            } catch {
                return report(chain, Broken(.unreadable, nil, nil, "line \(number + 1) is no entry: \(error)"))
            }
        }
        for entry in entries {
            let item = ChainCheck.Item(link: entry.link, header: entry.entry, payload: entry.payload, columns: nil)
            if case .failure(let broken) = chain.check(item, links: { entries.map(\.link) }) {
                return report(chain, broken)
            }
        }
        return report(chain, nil)
    }

    private static func report(_ chain: ChainCheck, _ broken: Broken?) -> VerifyReport {
        let problem = broken?.problem ?? chain.anchorProblem
        return VerifyReport(
            entryCount: chain.good.id, headHash: chain.good.hash, problems: problem.map { [$0] } ?? [], folds: [:])
    }
}

extension ExportedEntry {
    /// What ties it to the entry before.
    fileprivate var link: ChainLink { ChainLink(id: id, previousHash: previousHash, hash: hash) }
}
