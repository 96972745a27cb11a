public import GateModel
public import GateRules

/// What takes place over the range of a replay.
public enum ReplayCourse: Equatable, Sendable {
    /// Attempts one after the other under the rule.
    case attempts(AttemptSettings)
    /// One stage is judged over the whole range without being left upwards.
    case hold(stage: String)
    /// What the journal recorded of an attempt happens again at its times; only the evaluations are made anew.
    case script(ReplayScript)
}

/// How attempts follow each other.
public struct AttemptSettings: Equatable, Sendable {
    /// Whether a candidate is approved at the very point at which it comes to be; nobody approves it otherwise.
    public var approvesAtOnce: Bool
    /// Whether another attempt begins when one has ended or was stopped.
    public var restarts: Bool
    /// The revision under rollout.
    public var revision: String

    /// Makes settings.
    public init(approvesAtOnce: Bool = true, restarts: Bool = true, revision: String = "replay") {
        self.approvesAtOnce = approvesAtOnce
        self.restarts = restarts
        self.revision = revision
    }
}

/// A recorded attempt, to be played again.
public struct ReplayScript: Equatable, Sendable {
    /// Where the rollout stood before its first step.
    public let before: RolloutState
    /// Its steps, oldest first; what was judged in them is not used.
    public let records: [JournalRecord]
    /// The rules its steps ran under, by digest.
    public let rules: [String: RolloutRule]

    /// Makes a script.
    public init(before: RolloutState, records: [JournalRecord], rules: [String: RolloutRule]) {
        self.before = before
        self.records = records
        self.rules = rules
    }
}

extension RolloutRule {
    /// The rule as attempts of a replay run under it: who may approve and what has to be attested is left out, because
    /// nobody was asked; what is measured and what follows from it stays.
    var forReplay: RolloutRule {
        var rule = self
        rule.preflight = []
        rule.approval = ApprovalRule(roles: rule.approval.roles, expiresAfter: rule.approval.expiresAfter)
        return rule
    }

    /// The rule with one stage that is never left upwards.
    func held(at stage: Int) -> RolloutRule {
        var rule = forReplay
        rule.stages[stage].window = .hours(24 * 36_500)
        return rule
    }
}
