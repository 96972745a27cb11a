public import GateModel

/// A stop or a rollback, and what led to it.
public struct ReplayedStop: Equatable, Sendable {
    /// The decision.
    public let decision: Decision
    /// When what led to it was first seen.
    public let firstBreachAt: Timestamp
    /// When it was over: known of a held stage alone.
    public internal(set) var overAt: Timestamp?

    /// From the first breach to the decision.
    public var timeToStop: TimeSpan { decision.at - firstBreachAt }

    /// The stop that a decision is; `nil` for every other decision.
    init?(_ decision: Decision, from before: RolloutState, to after: RolloutState) {
        self.decision = decision
        switch decision.kind {
        case .stop: firstBreachAt = min(after.attempt?.stop?.firstBreachAt ?? decision.at, decision.at)
        case .rollBack:
            let memory = before.attempt?.gates.first { $0.gate == decision.cause }
            firstBreachAt = min(memory?.failingSince ?? decision.at, decision.at)
        default: return nil
        }
    }

    /// Whether it took place in a stretch that is known to have been good, from the first breach on.
    public func isFalse(_ good: [ClosedRange<Timestamp>]) -> Bool {
        good.contains { $0.lowerBound <= firstBreachAt && decision.at <= $0.upperBound }
    }
}

/// A stretch of time that the rollout spent at one stage.
public struct ReplayedVisit: Equatable, Sendable {
    /// The attempt.
    public let attempt: Int
    /// The stage.
    public let stage: String
    /// From when on.
    public let from: Timestamp
    /// Until when; `nil` while it lasts.
    public internal(set) var through: Timestamp?

    func isLeft(for visit: StageVisit, _ decision: Decision) -> Bool {
        attempt != decision.attempt || stage != visit.stage || (through == nil && visit.enteredAt > from)
    }
}
