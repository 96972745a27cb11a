import GRDB
public import GateModel
public import GateRules
import Hashing

extension Journal {
    /// Writes one step as a whole or not at all: its entry, the state after it, and the alerts it fires or resolves.
    ///
    /// - Parameters:
    ///   - record: The step; its sequence number is the rollout's last one plus one.
    ///   - state: The state after the step, with the same rollout and sequence number.
    /// - Throws: `duplicateEvaluation` when the grid point was decided before, `outOfSequence`, `inconsistent`, `unwritable`
    ///   or `closed`; nothing was changed then.
    public func commit(_ record: JournalRecord, _ state: RolloutState) async throws(JournalError) {
        guard record.rollout == state.rollout, record.sequence == state.sequence else {
            throw .inconsistent(
                detail:
                    "step \(record.sequence) of \(record.rollout) came with state \(state.sequence) of \(state.rollout)"
            )
        }
        let payload = try record.evaluation.map { evaluation throws(JournalError) in
            try CanonicalJSON.encode(evaluation)
        }
        let stateText = try CanonicalJSON.encode(state)
        let endedAttempt = record.endedAttempt
        try await write { database in
            try database.requireNext(record)
            let keptAttempt = try endedAttempt.flatMap { try database.keep($0, of: record) }
            let entry = CanonicalEntry(
                record, payload: payload, state: stateText, ruleHash: try database.ruleHash(of: record.ruleDigest),
                keptAttempt: keptAttempt)
            let id = try database.append(entry, payload: payload)
            if entry.hasDecision { try database.announce(id, state.phase) }
            try database.put(stateText, of: record)
            try database.enqueue(record.effects)
        }
    }

    /// Keeps rules by their digest, so that the journal can be verified and replayed without the rule files.
    ///
    /// A rule whose digest is known is left as it is.
    public func storeRules(_ rules: RuleSet) async throws(JournalError) {
        var texts: [(digest: String, rule: String)] = []
        for rule in rules.rollouts { texts.append((rule.digest, try CanonicalJSON.encode(rule))) }
        try await write { [texts] database in
            for text in texts {
                try database.execute(
                    sql: "INSERT INTO rules (digest, rule) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING",
                    arguments: [text.digest, text.rule])
            }
        }
    }
}

extension Database {
    /// Throws unless the step is new and the next of its rollout.
    fileprivate func requireNext(_ record: JournalRecord) throws {
        if let evaluation = record.evaluation {
            let isKnown = try cachedStatement(sql: "SELECT 1 FROM entries WHERE rollout = ? AND evaluation_ms = ?")
            if try Int.fetchOne(isKnown, arguments: [record.rollout, evaluation.at.milliseconds]) != nil {
                throw JournalError.duplicateEvaluation(rollout: record.rollout, at: evaluation.at)
            }
        }
        let last = try cachedStatement(sql: "SELECT sequence FROM states WHERE rollout = ?")
        let expected = (try Int64.fetchOne(last, arguments: [record.rollout]) ?? 0) + 1
        guard record.sequence == expected else {
            throw JournalError.outOfSequence(rollout: record.rollout, expected: expected, found: record.sequence)
        }
    }

    /// SHA-256 of a rule as it is stored; `nil` when it is not.
    fileprivate func ruleHash(of digest: String) throws -> String? {
        let rule = try cachedStatement(sql: "SELECT rule FROM rules WHERE digest = ?")
        return try String.fetchOne(rule, arguments: [digest]).map { SHA256.hex($0.utf8) }
    }

    /// Adds an entry to the end of the chain, and says at which place.
    fileprivate func append(_ entry: CanonicalEntry, payload: String?) throws -> Int64 {
        let newest = try cachedStatement(sql: "SELECT id, hash FROM entries ORDER BY id DESC LIMIT 1")
        let row = try Row.fetchOne(newest)
        let id = (try row?.decode(Int64.self, forColumn: "id") ?? 0) + 1
        let previousHash = try row?.decode(String.self, forColumn: "hash") ?? CanonicalEntry.genesis
        let header = try CanonicalJSON.encode(entry)
        let columns = StoredEntry.Columns(entry)
        let insert = try cachedStatement(
            sql: """
                INSERT INTO entries (
                    id, rollout, sequence, at_ms, kind, evaluation_ms, has_decision, header, payload, previous_hash, hash
                ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try insert.execute(arguments: [
            id, columns.rollout, columns.sequence, columns.atMilliseconds, columns.kind, columns.evaluationMilliseconds,
            columns.hasDecision, header, payload, previousHash, CanonicalEntry.hash(of: header, after: previousHash),
        ])
        return id
    }

    /// Keeps the state before a step for good, as the last one of the attempt that makes way; says which attempt that is.
    fileprivate func keep(_ attempt: Int, of record: JournalRecord) throws -> Int? {
        try execute(
            sql: """
                INSERT INTO attempts (rollout, attempt, sequence, state)
                SELECT rollout, ?, sequence, state FROM states WHERE rollout = ?
                """, arguments: [attempt, record.rollout])
        return changesCount == 1 ? attempt : nil
    }

    /// Replaces the state of a rollout.
    fileprivate func put(_ state: String, of record: JournalRecord) throws {
        let upsert = try cachedStatement(
            sql: """
                INSERT INTO states (rollout, sequence, state) VALUES (?, ?, ?)
                ON CONFLICT (rollout) DO UPDATE SET sequence = excluded.sequence, state = excluded.state
                """)
        try upsert.execute(arguments: [record.rollout, record.sequence, state])
    }

    /// Puts alerts that fire or are resolved into the outbox.
    fileprivate func enqueue(_ effects: [Effect]) throws {
        for effect in effects {
            switch effect {
            case .fire(let alert): try put(alert, resolvedAt: nil)
            case .resolve(let alert, let time): try put(alert, resolvedAt: time)
            case .decide, .setWeight, .reject: break
            }
        }
    }

    private func put(_ alert: Alert, resolvedAt: Timestamp?) throws {
        let upsert = try cachedStatement(
            sql: """
                INSERT INTO alerts (fingerprint, alert, resolved_ms) VALUES (?, ?, ?)
                ON CONFLICT (fingerprint) DO UPDATE SET alert = excluded.alert, resolved_ms = excluded.resolved_ms
                """)
        try upsert.execute(arguments: [
            alert.labels.fingerprint, try CanonicalJSON.encode(alert), resolvedAt?.milliseconds,
        ])
    }
}

extension JournalRecord {
    /// The attempt before the one that begins in this step.
    fileprivate var endedAttempt: Int? {
        guard let start = decisions.first(where: { $0.kind == .start }), start.attempt > 1 else { return nil }
        return start.attempt - 1
    }
}
