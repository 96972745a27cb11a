public import GateModel

/// A grid point at which a gate or stop rule comes to something else than was recorded.
public struct VerdictDifference: Equatable, Sendable {
    /// The grid point.
    public let at: Timestamp
    /// The gate or stop rule.
    public let subject: String
    /// What was recorded.
    public let recorded: Outcome
    /// Why.
    public let recordedReason: Reason
    /// The value that was recorded.
    public let recordedValue: SampleValue?
    /// What it comes to now.
    public let now: Outcome
    /// Why.
    public let nowReason: Reason
    /// The value now.
    public let nowValue: SampleValue?
    /// The queries, as they were sent then and now.
    public let queries: [Query]

    /// Whether it is the verdict that changed, and not its value alone.
    public var isVerdict: Bool { recorded != now || recordedReason != nowReason }

    /// Compares what was recorded of a grid point with what is found now.
    ///
    /// - Parameters:
    ///   - recorded: The evaluation as it was recorded.
    ///   - now: The same evaluation, judged again.
    /// - Returns: The differences in the order of the recorded verdicts; a verdict that one of both lacks is left out,
    ///   because it was not judged twice.
    public static func between(_ recorded: Evaluation, and now: Evaluation) -> [VerdictDifference] {
        let pairs = (recorded.gates + recorded.stopRules).map { old in
            (old, (now.gates + now.stopRules).first { $0.subject == old.subject })
        }
        return pairs.compactMap { old, new in
            guard let new, old.outcome != new.outcome || old.reason != new.reason || old.value != new.value else {
                return nil
            }
            return VerdictDifference(
                at: recorded.at, subject: old.subject, recorded: old.outcome, recordedReason: old.reason,
                recordedValue: old.value, now: new.outcome, nowReason: new.reason, nowValue: new.value,
                queries: new.queries.map(\.query))
        }
    }
}

/// The first decision that falls otherwise when a recorded attempt is played again.
public struct DecisionDifference: Equatable, Sendable {
    /// Place of the decision, from 1.
    public let number: Int
    /// What was recorded; `nil` where the replay decides more.
    public let recorded: Decision?
    /// What the replay decides; `nil` where it decides less.
    public let replayed: Decision?

    /// The first difference; `nil` when the sequences are identical, word for word.
    public static func first(_ recorded: [Decision], _ replayed: [Decision]) -> DecisionDifference? {
        for index in 0..<max(recorded.count, replayed.count) {
            let (old, new) = (recorded.element(index), replayed.element(index))
            if old != new { return DecisionDifference(number: index + 1, recorded: old, replayed: new) }
        }
        return nil
    }
}

extension Array {
    fileprivate func element(_ index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
