import GateAnalysis
public import GateModel
import GateRules

/// A replay that goes from grid point to grid point and says what it has to know.
public protocol Replayable: Sendable {
    /// The grid point that comes next; `nil` at the end.
    var nextPoint: Timestamp? { get }

    /// Takes the next grid point, if everything is known that it asks.
    ///
    /// - Parameter store: What is known.
    /// - Returns: What has to be fetched first; empty when the point was taken.
    mutating func advance(_ store: inout AnswerStore) -> [Fetch]
}

extension ReplayRun: Replayable {}

/// Asks again what a recorded attempt asked, from the very states it was in, and compares the verdicts.
public struct VerificationRun: Replayable {
    /// Differences that are kept.
    static let limit = 1_000

    /// Evaluations that were judged again.
    public private(set) var evaluations = 0
    /// Verdicts that were judged again.
    public private(set) var verdicts = 0
    /// Verdicts that came to something else.
    public private(set) var changedVerdicts = 0
    /// Verdicts that are the same with another value.
    public private(set) var changedValues = 0
    /// The verdicts that came to something else, oldest first, up to a limit.
    public private(set) var differences: [VerdictDifference] = []

    private let rules: [String: RolloutRule]
    private var state: RolloutState
    private var script: ArraySlice<JournalRecord>
    private var lastPlan: QueryPlan?

    /// Begins with a recorded attempt.
    public init(_ script: ReplayScript) {
        rules = script.rules
        state = script.before
        self.script = script.records[...]
        skip()
    }

    /// The recorded grid point that comes next.
    public var nextPoint: Timestamp? { script.first?.evaluationTime }

    /// Judges the next grid point again.
    public mutating func advance(_ store: inout AnswerStore) -> [Fetch] {
        guard let record = script.first, case .evaluated(let recorded) = record.event.kind else { return [] }
        store.begin(recorded.at)
        if let plan = plan(at: recorded.at), !recorded.gates.isEmpty {
            guard let answers = store.answers(to: plan) else {
                let present = self
                return FetchPlanner { present.plan(at: $0) }.needs(&store, for: plan)
            }
            compare(recorded, Judge.judge(plan, .full, answers))
            lastPlan = plan
        }
        take(record)
        skip()
        return []
    }

    private func plan(at point: Timestamp) -> QueryPlan? {
        guard let attempt = state.attempt, let digest = script.first?.ruleDigest, let rule = rules[digest],
            let context = PlanContext(rule: rule, attempt: attempt)
        else { return nil }
        guard let lastPlan, lastPlan.rule.digest == digest else { return Planner.plan(rule, context, at: point) }
        return lastPlan.following(context, at: point)
    }

    private mutating func compare(_ recorded: Evaluation, _ now: Evaluation) {
        evaluations += 1
        verdicts += recorded.gates.count + recorded.stopRules.count
        for difference in VerdictDifference.between(recorded, and: now) {
            if difference.isVerdict { changedVerdicts += 1 } else { changedValues += 1 }
            if difference.isVerdict, differences.count < Self.limit { differences.append(difference) }
        }
    }

    /// Takes the recorded step, so that the next point is asked from where the rollout stood then.
    private mutating func take(_ record: JournalRecord) {
        script.removeFirst()
        guard let rule = rules[record.ruleDigest] else { return }
        var rollout = VirtualRollout(under: rule, from: state)
        rollout.take(record.event.kind, by: record.event.actor, at: record.at, trace: record.event.trace)
        state = rollout.state
    }

    private mutating func skip() {
        while let record = script.first, record.evaluationTime == nil { take(record) }
    }
}
