public import GateModel
public import GateRules

extension Attempt {
    /// The grid point that has to be evaluated next; `nil` once the attempt is over.
    ///
    /// It follows from the last one decided and never from the clock, so that a clock that jumps back delays an evaluation
    /// and none is skipped or repeated.
    public func nextEvaluation(under rule: RolloutRule) -> Timestamp? {
        phase.isEvaluated ? rule.grid.next(after: lastDecidedPoint) : nil
    }

    /// The time up to which nothing has to be evaluated any more.
    public var lastDecidedPoint: Timestamp {
        lastEvaluatedAt.map { max($0, startedAt) } ?? startedAt
    }
}
