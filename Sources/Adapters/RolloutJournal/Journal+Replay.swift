import GRDB
public import GateEngine
public import GateModel
public import GateRules
import Hashing

/// One attempt as the journal has it, with everything that is needed to live it again.
public struct RecordedAttempt: Sendable {
    /// One step, and the state it led to by its hash.
    public struct Step: Sendable {
        /// What happened and what came of it; an evaluation whose verdicts were dropped has none.
        public let record: JournalRecord
        /// Whether the verdicts of an evaluation are older than the retention and were dropped.
        public let isDropped: Bool
        /// Version of the engine that took it.
        public let engineVersion: Int
        /// SHA-256 of the state after it, as the journal stores it.
        public let stateHash: String
    }

    /// Where the rollout stood before the first step.
    public let before: RolloutState
    /// The steps, oldest first.
    public let steps: [Step]
    /// The rules they ran under, by digest.
    public let rules: [String: RolloutRule]
}

/// What playing a recorded attempt again, from the journal alone, came to.
public struct AttemptFold: Equatable, Sendable {
    /// Steps that led, byte for byte, to what was recorded.
    public let steps: Int
    /// The first step that did not, or could not be taken again, and why; `nil` when all did.
    public let trouble: String?
    /// Whether a step led to something else; `false` where one could only not be taken again.
    public let differs: Bool
}

extension Journal {
    /// Reads an attempt with every step.
    ///
    /// - Parameters:
    ///   - number: The attempt, from 1.
    ///   - rollout: The rollout.
    /// - Returns: The attempt; `nil` when there was none of this number, or the state it began from is not kept.
    /// - Throws: `unreadable`, `damaged` or `closed`.
    public func recordedAttempt(_ number: Int, of rollout: String) async throws(JournalError) -> RecordedAttempt? {
        try await read { database in
            let before = try database.attemptEnd(number - 1, rollout)
            if number > 1, before == nil { return nil }
            let after = try database.attemptEnd(number, rollout)?.sequence
            let rows = try StoredEntry.fetchAll(
                database,
                sql: "SELECT * FROM entries WHERE rollout = ? AND sequence > ? AND sequence <= ? ORDER BY sequence",
                arguments: [rollout, before?.sequence ?? 0, after ?? Int64.max])
            let steps = try rows.map(RecordedAttempt.Step.init)
            let isThere = steps.contains { step in
                step.record.effects.contains {
                    if case .decide(let decision) = $0 {
                        decision.kind == .start && decision.attempt == number
                    } else {
                        false
                    }
                }
            }
            guard isThere, let first = steps.first else { return nil }
            let digests = Set(steps.map(\.record.ruleDigest))
            let state = before?.state ?? RolloutState(rollout: rollout, ruleDigest: first.record.ruleDigest)
            return RecordedAttempt(before: state, steps: steps, rules: try database.rules(digests))
        }
    }
}

extension RecordedAttempt {
    /// Takes every step again from the journal alone and compares effects and states byte for byte.
    ///
    /// - Parameters:
    ///   - version: The version of the engine; steps of another are not taken again.
    ///   - step: How a step is made: the engine.
    ///   - visit: Told of every step that can be taken, with the state before it.
    /// - Returns: How far it came.
    public func fold(
        version: Int = Engine.version,
        step: (RolloutState, Event, Timestamp, RolloutRule) -> GateModel.Step = {
            Engine.step($0, $1, at: $2, under: $3)
        }, visit: (RolloutState, Step) -> Void = { _, _ in }
    ) -> AttemptFold {
        var state = before
        for (index, recorded) in steps.enumerated() {
            let record = recorded.record
            if let trouble = obstacle(recorded, version) {
                return AttemptFold(steps: index, trouble: "step \(record.sequence): \(trouble)", differs: false)
            }
            guard let rule = rules[record.ruleDigest] else { continue }
            visit(state, recorded)
            let taken = step(state, record.event, record.at, rule)
            // A state that cannot be written is not the one that was.
            let hash = (try? CanonicalJSON.encode(taken.state)).map { SHA256.hex($0.utf8) }
            guard taken.effects == record.effects, hash == recorded.stateHash else {
                let what = taken.effects == record.effects ? "state" : "effects"
                return AttemptFold(
                    steps: index, trouble: "step \(record.sequence) leads to another \(what)", differs: true)
            }
            state = taken.state
        }
        return AttemptFold(steps: steps.count, trouble: nil, differs: false)
    }

    private func obstacle(_ step: Step, _ version: Int) -> String? {
        if step.engineVersion != version {
            return "decided by engine version \(step.engineVersion), this is version \(version)"
        }
        if step.isDropped { return "its verdicts are older than the retention and were dropped" }
        if rules[step.record.ruleDigest] == nil {
            return "the journal has no rule with the digest \(step.record.ruleDigest)"
        }
        return nil
    }
}

extension RecordedAttempt.Step {
    fileprivate init(_ stored: StoredEntry) throws {
        let entry = try CanonicalJSON.decode(CanonicalEntry.self, from: stored.header)
        record = try entry.record(payload: stored.payload)
        isDropped = entry.payloadHash != nil && stored.payload == nil
        engineVersion = entry.decidedBy
        stateHash = entry.stateHash
    }
}

extension Database {
    /// The last state of an attempt that ended, and the step it was of.
    fileprivate func attemptEnd(_ attempt: Int, _ rollout: String) throws -> (sequence: Int64, state: RolloutState)? {
        guard attempt > 0, try tableExists("attempts") else { return nil }
        let row = try Row.fetchOne(
            self, sql: "SELECT sequence, state FROM attempts WHERE rollout = ? AND attempt = ?",
            arguments: [rollout, attempt])
        return try row.map { row in
            let text = try row.decode(String.self, forColumn: "state")
            let state = try CanonicalJSON.decode(RolloutState.self, from: text)
            return (try row.decode(Int64.self, forColumn: "sequence"), state)
        }
    }

    fileprivate func rules(_ digests: Set<String>) throws -> [String: RolloutRule] {
        var rules: [String: RolloutRule] = [:]
        for digest in digests.sorted() {
            let text = try String.fetchOne(self, sql: "SELECT rule FROM rules WHERE digest = ?", arguments: [digest])
            if let text { rules[digest] = try CanonicalJSON.decode(RolloutRule.self, from: text) }
        }
        return rules
    }
}
