public import GateAnalysis
internal import GateEngine
public import GateModel
public import GateRules

/// A rollout on a clock of its own: the engine as it runs in `serve`, driven by whoever holds it.
///
/// Rule tests and replays plan here, ask wherever their data are, and hand the answers back. Nothing in it depends on
/// anything but its arguments, so that the same data and the same events give the same records, byte for byte.
public struct VirtualRollout: Sendable {
    /// The rule in force.
    public let rule: RolloutRule
    /// Where the rollout stands.
    public private(set) var state: RolloutState
    private var lastPlan: QueryPlan?
    private let nameHash: UInt64

    /// Makes a rollout that stands where `state` says, or one that nobody has started.
    public init(under rule: RolloutRule, from state: RolloutState? = nil) {
        self.rule = rule
        nameHash = FNV1a.hash(rule.name)
        self.state = state ?? RolloutState(rollout: rule.name, ruleDigest: rule.digest)
        nextEvaluation = state?.attempt?.nextEvaluation(under: rule)
    }

    /// The grid point that has to be evaluated next; `nil` while nothing runs.
    public private(set) var nextEvaluation: Timestamp?

    /// What has to be asked at a grid point; `nil` while nothing runs.
    public func plan(at point: Timestamp) -> QueryPlan? {
        guard let attempt = state.attempt, let context = PlanContext(rule: rule, attempt: attempt) else { return nil }
        return lastPlan?.following(context, at: point) ?? Planner.plan(rule, context, at: point)
    }

    /// Judges the answers to a plan and takes the step that follows.
    ///
    /// - Parameters:
    ///   - plan: What was asked, made by `plan(at:)` of this very state.
    ///   - answers: What came back, in the order of the plan's `questions`.
    ///   - detail: How much is said beside what it comes to.
    ///   - now: The newest grid point that is due, where that is not the plan's: the evaluation is then a late one.
    ///   - trace: The trace of the evaluation.
    /// - Returns: The step, with the evaluation in its event.
    public mutating func evaluate(
        _ plan: QueryPlan, _ answers: [QueryOutcome], _ detail: Judge.Detail = .full, at now: Timestamp? = nil,
        trace: TraceID? = nil
    ) -> JournalRecord {
        lastPlan = plan
        return take(.evaluated(Judge.judge(plan, detail, answers)), by: .stagegate, at: now ?? plan.at, trace: trace)
    }

    /// Judges the answers to a plan and takes the step that follows, with words only where something is decided.
    ///
    /// Decisions are the same, word for word; verdicts, and alerts that fire without a decision, say their numbers alone.
    ///
    /// - Parameters:
    ///   - plan: What was asked, made by `plan(at:)` of this very state.
    ///   - answers: What came back, in the order of the plan's `questions`.
    /// - Returns: The step.
    public mutating func evaluateBriefly(_ plan: QueryPlan, _ answers: [QueryOutcome]) -> JournalRecord {
        let before = state
        let brief = evaluate(plan, answers, .decisive)
        // The words of an incident are those of the verdict that opened it, and may be quoted by later decisions.
        if brief.decisions.isEmpty, state.incidents == before.incidents { return brief }
        state = before
        return evaluate(plan, answers)
    }

    /// Takes a step.
    ///
    /// - Parameters:
    ///   - kind: What happens.
    ///   - actor: Who causes it.
    ///   - now: When; of an evaluation its grid point.
    ///   - trace: The trace it belongs to; one made of the rollout's name and the step's number by default.
    /// - Returns: The step as the journal would keep it; refused ones, too.
    @discardableResult
    public mutating func take(
        _ kind: Event.Kind, by actor: Actor, at now: Timestamp, trace: TraceID? = nil
    ) -> JournalRecord {
        let event = Event(actor: actor, trace: trace ?? nextTrace, kind: kind)
        let step = Engine.step(state, event, at: now, under: rule)
        state = step.state
        nextEvaluation = state.attempt?.nextEvaluation(under: rule)
        return JournalRecord(
            rollout: rule.name, sequence: state.sequence, at: now, ruleDigest: rule.digest, event: event,
            effects: step.effects)
    }

    private var nextTrace: TraceID {
        TraceID(high: nameHash, low: UInt64(clamping: state.sequence + 1))
    }
}
