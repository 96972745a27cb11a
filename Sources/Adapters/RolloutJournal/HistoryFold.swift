import GateModel
import GateRules
import Hashing

/// Plays the events of all rollouts again and compares what comes out with what was recorded.
struct HistoryFold {
    /// How a step is made: the engine.
    typealias Stepper = @Sendable (RolloutState, Event, Timestamp, RolloutRule) -> Step

    private let rules: [String: RolloutRule]
    private let step: Stepper
    private let version: Int
    private var states: [String: RolloutState] = [:]
    private var folds: [String: VerifyReport.Fold] = [:]
    /// What came out differently.
    private(set) var problems: [VerifyReport.Problem] = []

    /// A fold that has seen nothing yet, with an engine of this version.
    init(rules: [String: RolloutRule], version: Int, step: @escaping Stepper) {
        self.rules = rules
        self.version = version
        self.step = step
    }

    /// The outcome for each rollout.
    var outcomes: [String: VerifyReport.Fold] { folds }

    /// Plays one entry; a rollout whose fold has ended is passed over.
    mutating func play(_ entry: CanonicalEntry, payload: String?, id: Int64) {
        let rollout = entry.rollout
        switch folds[rollout] {
        case nil, .folded: break
        case .differs, .notFoldable: return
        }
        // Another engine may have had other rules of its own: that its steps come out differently says nothing.
        guard entry.decidedBy == version else {
            let reason = "decided by engine version \(entry.decidedBy), this is version \(version)"
            folds[rollout] = .notFoldable(since: entry.sequence, reason: reason)
            return
        }
        guard entry.payloadHash == nil || payload != nil else {
            folds[rollout] = .notFoldable(since: entry.sequence, reason: "the verdicts of this step were dropped")
            return
        }
        guard let rule = rules[entry.ruleDigest] else {
            let reason = "the journal has no rule with the digest \(entry.ruleDigest)"
            folds[rollout] = .notFoldable(since: entry.sequence, reason: reason)
            return
        }
        do {
            try compare(entry, try entry.record(payload: payload), under: rule, id: id)
        } catch {
            folds[rollout] = .notFoldable(since: entry.sequence, reason: "the step cannot be read: \(error)")
        }
    }

    private mutating func compare(
        _ entry: CanonicalEntry, _ record: JournalRecord, under rule: RolloutRule, id: Int64
    ) throws {
        let rollout = entry.rollout
        let before = states[rollout] ?? RolloutState(rollout: rollout, ruleDigest: entry.ruleDigest)
        let after = step(before, record.event, record.at, rule)
        let hasSameState = SHA256.hex(try CanonicalJSON.encode(after.state).utf8) == entry.stateHash
        guard after.effects == record.effects, hasSameState else {
            let what = hasSameState ? "effects" : "state"
            problems.append(
                Broken(.foldDiffers, id, rollout, "playing step \(entry.sequence) again gives another \(what)").problem)
            folds[rollout] = .differs(sequence: entry.sequence)
            return
        }
        states[rollout] = after.state
        folds[rollout] = .folded(steps: entry.sequence)
    }
}
