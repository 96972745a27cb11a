public import GateModel
public import GateRules

/// What happened over the range of a replay: verdicts as runs, decisions as they fell.
///
/// Its size follows what changed, not how long the range is: runs and decisions beyond a limit are counted and not kept.
public struct Timeline: Sendable {
    /// Runs of one gate that are kept.
    static let runLimit = 2_000
    /// Decisions that are kept.
    static let decisionLimit = 5_000

    /// The rule.
    public let rule: RolloutRule
    /// The first moment.
    public let from: Timestamp
    /// The last moment.
    public let through: Timestamp
    /// What each gate came to, in the order of the rule.
    public private(set) var gates: [SubjectTimeline]
    /// What each measured stop rule came to, in the order of the rule; `fail` means that its condition was true.
    public private(set) var stopRules: [SubjectTimeline]
    /// The decisions, oldest first.
    public private(set) var decisions: [Decision] = []
    /// Decisions beyond the limit.
    public private(set) var decisionsLeftOut = 0
    /// Every stop and every rollback.
    public private(set) var stops: [ReplayedStop] = []
    /// Where the rollout stood, oldest first.
    public private(set) var visits: [ReplayedVisit] = []
    /// Stretches in which no gate could be judged.
    public private(set) var gaps: [VerdictRun] = []
    /// Grid points that were evaluated.
    public private(set) var evaluations = 0
    /// Requests that were refused.
    public private(set) var refusals = 0

    /// An empty timeline.
    init(rule: RolloutRule, from: Timestamp, through: Timestamp, plotPoints: Int) {
        self.rule = rule
        self.from = from
        self.through = through
        gates = rule.gates.map {
            SubjectTimeline($0.name, from: from, through: through, step: rule.interval, plotPoints: plotPoints)
        }
        stopRules = rule.stopRules.filter(\.kind.isMeasured).map {
            SubjectTimeline($0.name, from: from, through: through, step: rule.interval, plotPoints: 0)
        }
    }

    /// Takes note of a step.
    mutating func record(_ record: JournalRecord, from before: RolloutState, to after: RolloutState) {
        if case .evaluated(let evaluation) = record.event.kind { self.record(evaluation, isWatched: true) }
        for effect in record.effects {
            switch effect {
            case .decide(let decision): note(decision, from: before, to: after)
            case .reject: refusals += 1
            case .setWeight, .fire, .resolve: continue
            }
        }
    }

    /// Takes note of the verdicts of a grid point.
    mutating func record(_ evaluation: Evaluation, isWatched: Bool) {
        evaluations += 1
        for verdict in evaluation.gates {
            guard let index = gates.firstIndex(where: { $0.name == verdict.subject }) else { continue }
            gates[index].add(verdict, at: evaluation.at)
        }
        for verdict in evaluation.stopRules {
            guard let index = stopRules.firstIndex(where: { $0.name == verdict.subject }) else { continue }
            stopRules[index].add(verdict, at: evaluation.at)
        }
        let isBlind = evaluation.gates.allSatisfy {
            $0.outcome != .pass && $0.outcome != .fail && $0.reason != .notProven
        }
        guard isBlind, let first = evaluation.gates.first else { return }
        VerdictRun.extend(&gaps, first, at: evaluation.at, step: rule.interval, limit: Self.runLimit)
    }

    /// A held stage is entered; what it was left for is over.
    mutating func enter(_ stage: String, at time: Timestamp) {
        if let last = stops.indices.last, stops[last].overAt == nil { stops[last].overAt = time }
        if let last = visits.indices.last, visits[last].through == nil { visits[last].through = time }
        if visits.count < Self.decisionLimit {
            visits.append(ReplayedVisit(attempt: (visits.last?.attempt ?? 0) + 1, stage: stage, from: time))
        }
    }

    private mutating func note(_ decision: Decision, from before: RolloutState, to after: RolloutState) {
        if decisions.count < Self.decisionLimit { decisions.append(decision) } else { decisionsLeftOut += 1 }
        if let stop = ReplayedStop(decision, from: before, to: after) {
            if stops.count < Self.decisionLimit { stops.append(stop) }
        }
        guard let visit = after.attempt?.visit, visits.last.map({ $0.isLeft(for: visit, decision) }) ?? true else {
            return
        }
        if let last = visits.indices.last, visits[last].through == nil { visits[last].through = decision.at }
        if visits.count < Self.decisionLimit {
            visits.append(ReplayedVisit(attempt: decision.attempt, stage: visit.stage, from: decision.at))
        }
    }
}
