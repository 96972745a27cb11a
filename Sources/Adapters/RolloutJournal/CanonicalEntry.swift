import GateEngine
import GateModel
import Hashing

/// What the hash of an entry covers: everything about a step except the verdicts of an evaluation, which are covered by
/// their own hash and can therefore be dropped one day without breaking the chain.
struct CanonicalEntry: Equatable, Codable {
    /// Version of this form.
    static let currentFormat = 1
    /// The hash the first entry follows.
    static let genesis = String(repeating: "0", count: 64)

    /// Version of the form the entry was written in.
    let format: Int
    /// Version of the engine that took the step; `nil` in entries from before there were versions.
    let engineVersion: Int?
    /// The rollout.
    let rollout: String
    /// The step's number within the rollout.
    let sequence: Int64
    /// The time the step ran at.
    let at: Timestamp
    /// Digest of the rule it ran under.
    let ruleDigest: String
    /// SHA-256 of that rule as the journal stores it; `nil` when it had not been stored.
    let ruleHash: String?
    /// Who caused the event.
    let actor: Actor
    /// The trace it belongs to.
    let trace: TraceID
    /// The event's name.
    let kind: String
    /// The event; `nil` for an evaluation, which is the payload.
    let event: Event.Kind?
    /// The grid point; `nil` for every other event.
    let evaluationAt: Timestamp?
    /// What came of it.
    let effects: [Effect]
    /// SHA-256 of the payload; `nil` where there is none.
    let payloadHash: String?
    /// SHA-256 of the state after the step, as the journal stores it.
    let stateHash: String
    /// The attempt that made way in this step and whose last state, that of the step before, the journal keeps.
    let keptAttempt: Int?

    private enum CodingKeys: String, CodingKey {
        case format, rollout, sequence, at, actor, trace, kind, event, effects
        case engineVersion = "engine_version"
        case ruleDigest = "rule_digest"
        case ruleHash = "rule_hash"
        case evaluationAt = "evaluation_at"
        case payloadHash = "payload_hash"
        case stateHash = "state_hash"
        case keptAttempt = "kept_attempt"
    }

    /// The entry of a record.
    init(_ record: JournalRecord, payload: String?, state: String, ruleHash: String?, keptAttempt: Int? = nil) {
        format = Self.currentFormat
        engineVersion = Engine.version
        rollout = record.rollout
        sequence = record.sequence
        at = record.at
        ruleDigest = record.ruleDigest
        self.ruleHash = ruleHash
        actor = record.event.actor
        trace = record.event.trace
        kind = record.event.kind.name
        evaluationAt = record.evaluation?.at
        event = record.evaluation == nil ? record.event.kind : nil
        effects = record.effects
        payloadHash = payload.map { SHA256.hex($0.utf8) }
        stateHash = SHA256.hex(state.utf8)
        self.keptAttempt = keptAttempt
    }

    /// The hash of an entry that follows another: SHA-256 over the other's hash in hex, then the entry's bytes.
    static func hash(of header: String, after previousHash: String) -> String {
        SHA256.hex(Array(previousHash.utf8) + Array(header.utf8))
    }

    /// The version of the engine that took the step.
    var decidedBy: Int { engineVersion ?? 1 }

    /// Whether something was decided.
    var hasDecision: Bool {
        effects.contains { if case .decide = $0 { true } else { false } }
    }

    /// The record; an evaluation whose verdicts were dropped has none.
    func record(payload: String?) throws -> JournalRecord {
        let kind: Event.Kind
        if let event {
            kind = event
        } else if let payload {
            kind = .evaluated(try CanonicalJSON.decode(Evaluation.self, from: payload))
        } else {
            kind = .evaluated(Evaluation(at: evaluationAt ?? at, gates: []))
        }
        return JournalRecord(
            rollout: rollout, sequence: sequence, at: at, ruleDigest: ruleDigest,
            event: Event(actor: actor, trace: trace, kind: kind), effects: effects)
    }
}

extension JournalRecord {
    /// The evaluation, where the event is one.
    var evaluation: Evaluation? {
        if case .evaluated(let evaluation) = event.kind { evaluation } else { nil }
    }
}
