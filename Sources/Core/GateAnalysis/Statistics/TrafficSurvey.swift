public import GateModel
public import GateRules

/// Finds out what traffic the gates with confidence have to expect, before a rollout begins.
public enum TrafficSurvey {
    /// How much of the past is looked at.
    public static let span = TimeSpan.hours(1)

    /// What to ask: the counts of every gate with confidence, of the baseline track.
    ///
    /// - Parameters:
    ///   - rule: The rollout's rule.
    ///   - at: When the span ends, less the rule's query offset.
    /// - Returns: The plan; `nil` when the rule has no gate with confidence.
    public static func plan(_ rule: RolloutRule, at: Timestamp) -> QueryPlan? {
        var survey = rule
        survey.stopRules = []
        survey.gates = rule.gates.filter { $0.confidence != nil }.map(plain)
        // The stage without a canary: there gates are asked of the baseline, and comparing ones gather it.
        guard !survey.gates.isEmpty, let stage = rule.stages.first else { return nil }
        let context = PlanContext(revision: "unknown", stage: stage, stageEnteredAt: at - span)
        return Planner.plan(survey, context, at: at)
    }

    /// What was counted of a gate; nothing where the source had nothing.
    ///
    /// - Parameters:
    ///   - gate: The gate as the rule has it.
    ///   - evaluation: What judging the answers to the plan came to.
    /// - Returns: Events as the rule means them (bad ones, slow ones aside) and everything they are part of.
    public static func traffic(of gate: Gate, in evaluation: Evaluation) -> Traffic? {
        guard let verdict = evaluation.gates.first(where: { $0.subject == gate.name }) else { return nil }
        if let counts = verdict.baseline {
            return Traffic(total: counts.total, share: counts.total > 0 ? counts.events / counts.total : nil)
        }
        guard let total = verdict.events, total >= 0, total.isFinite else { return nil }
        guard case .availability = gate.kind, let success = verdict.value?.finite, (0...1).contains(success) else {
            return Traffic(total: total, share: nil)
        }
        return Traffic(total: total, share: 1 - success)
    }

    /// The gate on point values over the span: what it counts is all that matters.
    private static func plain(_ gate: Gate) -> Gate {
        var gate = gate
        gate.confidence = nil
        gate.over = .sliding(span)
        gate.minEvents = 0
        gate.reducer = .sum
        gate.stages = nil
        return gate
    }
}

/// What the baseline track had in the span of a survey.
public struct Traffic: Equatable, Sendable {
    /// Everything that was counted.
    public let total: Double
    /// The share of it that had the event: bad requests, conversions; `nil` where it is not known.
    public let share: Double?

    /// Makes counts.
    public init(total: Double, share: Double?) {
        self.total = total
        self.share = share
    }

    /// How many there are a second.
    public var rate: Double { total / TrafficSurvey.span.seconds }
}
