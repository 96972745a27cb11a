import GRDB
import GateRules
import Hashing

/// One pass over the whole file.
struct Verification {
    /// Entries at the end of the chain that are checked whenever the journal is opened for writing.
    private static let tailLength: Int64 = 1000

    /// How a step is made: the engine.
    let step: HistoryFold.Stepper
    /// The engine's version.
    let version: Int
    /// Hash of an entry that has to be in the chain; `nil`: none in particular.
    let anchor: String?

    /// Checks everything.
    func report(_ database: Database) throws -> VerifyReport {
        var problems = try String.fetchAll(database, sql: "PRAGMA integrity_check(3)").filter { $0 != "ok" }
            .map { Broken(.fileDamaged, nil, nil, $0).problem }
        let rules = try Self.rules(database)
        var chain = ChainCheck(anchor: anchor)
        var fold = HistoryFold(rules: rules.mapValues(\.rule), version: version, step: step)
        var attempts = try AttemptCheck(database)
        var outbox = OutboxCheck()
        let entries = try StoredEntry.fetchCursor(database, sql: "SELECT * FROM entries ORDER BY id")
        var mismatched: Set<String> = []
        while let stored = try entries.next() {
            switch try Self.check(stored, &chain, database) {
            case .failure(let broken):
                return Self.report(chain, problems + [broken.problem], folds: [:])
            case .success(let entry):
                attempts.check(entry, after: chain.previous, id: stored.id)
                outbox.add(entry)
                if entry.ruleHash != nil, entry.ruleHash != rules[entry.ruleDigest]?.hash,
                    mismatched.insert(entry.ruleDigest).inserted
                {
                    let detail = "the rule \(entry.ruleDigest) is not the one this entry was decided under"
                    problems.append(Broken(.ruleDiffers, stored.id, entry.rollout, detail).problem)
                }
                fold.play(entry, payload: stored.payload, id: stored.id)
            }
        }
        attempts.finish()
        problems += chain.anchorProblem.map { [$0] } ?? []
        problems += try Self.stateProblems(database, chain.newest, isComplete: true)
        problems += try attempts.problems + outbox.problems(database)
        return Self.report(chain, problems + fold.problems, folds: fold.outcomes)
    }

    /// The first thing wrong with the newest entries and the states; `nil` when there is nothing.
    static func tailProblem(_ database: Database) throws -> VerifyReport.Problem? {
        let last = try Int64.fetchOne(database, sql: "SELECT max(id) FROM entries") ?? 0
        let id = max(0, last - tailLength)
        let known = try ChainLink.fetchOne(
            database, sql: "SELECT id, previous_hash, hash FROM entries WHERE id = ?", arguments: [id])
        var chain = ChainCheck(after: known)
        let entries = try StoredEntry.fetchCursor(
            database, sql: "SELECT * FROM entries WHERE id > ? ORDER BY id", arguments: [id])
        while let stored = try entries.next() {
            if case .failure(let broken) = try check(stored, &chain, database) { return broken.problem }
        }
        return try stateProblems(database, chain.newest, isComplete: id == 0).first
    }

    private static func report(
        _ chain: ChainCheck, _ problems: [VerifyReport.Problem], folds: [String: VerifyReport.Fold]
    ) -> VerifyReport {
        VerifyReport(entryCount: chain.good.id, headHash: chain.good.hash, problems: problems, folds: folds)
    }

    private static func check(
        _ stored: StoredEntry, _ chain: inout ChainCheck, _ database: Database
    ) throws -> Result<CanonicalEntry, Broken> {
        try chain.check(stored.chainItem) {
            try ChainLink.fetchAll(database, sql: "SELECT id, previous_hash, hash FROM entries ORDER BY id")
        }
    }

    private static func rules(_ database: Database) throws -> [String: (rule: RolloutRule, hash: String)] {
        var rules: [String: (rule: RolloutRule, hash: String)] = [:]
        for row in try Row.fetchAll(database, sql: "SELECT digest, rule FROM rules") {
            let text = try row.decode(String.self, forColumn: "rule")
            // A rule that cannot be decoded is missing: the entries that name its hash report it.
            guard let rule = try? CanonicalJSON.decode(RolloutRule.self, from: text) else { continue }
            rules[try row.decode(String.self, forColumn: "digest")] = (rule, SHA256.hex(text.utf8))
        }
        return rules
    }

    /// Compares the states with what the newest entries recorded; after an incomplete walk only where one was seen.
    private static func stateProblems(
        _ database: Database, _ newest: [String: CanonicalEntry], isComplete: Bool
    ) throws -> [VerifyReport.Problem] {
        var problems: [VerifyReport.Problem] = []
        var unmatched = newest
        for row in try Row.fetchAll(database, sql: "SELECT rollout, sequence, state FROM states ORDER BY rollout") {
            let rollout = try row.decode(String.self, forColumn: "rollout")
            let sequence = try row.decode(Int64.self, forColumn: "sequence")
            let hash = SHA256.hex(try row.decode(String.self, forColumn: "state").utf8)
            guard let entry = unmatched.removeValue(forKey: rollout) else {
                if isComplete { problems.append(differing(rollout, "there is a state but no entry")) }
                continue
            }
            if sequence != entry.sequence {
                let detail = "the state is of step \(sequence), but the newest entry is step \(entry.sequence)"
                problems.append(differing(rollout, detail))
            } else if hash != entry.stateHash {
                problems.append(differing(rollout, "the state is not the one step \(sequence) recorded"))
            }
        }
        return problems + unmatched.keys.sorted().map { differing($0, "there are entries but no state") }
    }

    private static func differing(_ rollout: String, _ detail: String) -> VerifyReport.Problem {
        Broken(.stateDiffers, nil, rollout, detail).problem
    }
}

extension StoredEntry {
    /// The part of the row the chain is about.
    fileprivate var chainItem: ChainCheck.Item {
        ChainCheck.Item(
            link: ChainLink(id: id, previousHash: previousHash, hash: hash), header: header, payload: payload,
            columns: columns)
    }
}
