public import GateModel
public import GateRules

/// What one kind of answer leads to.
public struct AnswerExplanation: Equatable, Sendable {
    /// Why the verdict would be what it is.
    public let reasons: [Reason]
    /// What the verdict would be.
    public let outcome: Outcome
    /// The key of the rule that says so, and what it says; `nil` where no key does.
    public let policy: Policy?
    /// What becomes of the rollout, in a sentence.
    public let effect: String

    /// What a rule says of evidence that is missing or broken.
    public struct Policy: Equatable, Sendable {
        /// `on_no_data`, `on_nan`, `on_error` or `on_partial`.
        public let key: String
        /// What it says.
        public let policy: BlindnessPolicy
    }

    /// What every answer leads to.
    static func all(
        _ condition: QueryPlan.Condition, in rule: RolloutRule, isCollecting: Bool
    ) -> [AnswerExplanation] {
        switch condition {
        case .gate(let gate): GateAnswers(gate: gate, rule: rule, isCollecting: isCollecting).all
        case .stopRule(let stopRule): StopRuleAnswers(stopRule: stopRule, rule: rule).all
        }
    }
}

/// The answers to a gate.
private struct GateAnswers {
    let gate: Gate
    let rule: RolloutRule
    let isCollecting: Bool

    var all: [AnswerExplanation] {
        if isCollecting { return [collecting] }
        let undecided = gate.confidence.map { [notProven($0)] } ?? []
        return [pass, fail] + undecided + blind
    }

    private var collecting: AnswerExplanation {
        AnswerExplanation(
            reasons: [.withinThreshold], outcome: .pass, policy: nil,
            effect: "any answer is kept as the baseline; the gate takes no part in this stage")
    }

    private var pass: AnswerExplanation {
        let proven = gate.confidence == nil ? "" : ", proven"
        return AnswerExplanation(
            reasons: [.withinThreshold], outcome: .pass, policy: nil,
            effect: "within the limit\(proven): counts as green, and ends a run of failures")
    }

    private var fail: AnswerExplanation {
        AnswerExplanation(
            reasons: [.beyondThreshold], outcome: .fail, policy: nil,
            effect: "beyond the limit: the green time begins anew; \(failing)")
    }

    /// What a run of failures leads to.
    private var failing: String {
        let run = gate.failFor == .zero ? "at once" : "after \(gate.failFor) of it"
        return "\(run) the rollout is taken to the previous stable stage, and StagegateGateFailing fires"
    }

    private func notProven(_ confidence: Confidence) -> AnswerExplanation {
        let end =
            switch confidence.undecided {
            case .hold: "at the end of the window the rollout stays where it is"
            case .extend(let limit): "the rollout stays until it was green for \(limit), then it is held"
            case .promote: "at the end of the window the rollout goes on, and the evidence says that it was not proven"
            }
        return AnswerExplanation(
            reasons: [.notProven], outcome: .inconclusive, policy: nil, effect: "neither proven yet: waits; \(end)")
    }

    private var blind: [AnswerExplanation] {
        let policies = gate.blindness
        return [
            answer(noData, "on_no_data", policies.onNoData),
            answer([.notANumber, .infinite], "on_nan", policies.onNaN),
            answer(errors, "on_error", policies.onError), answer([.partialData], "on_partial", policies.onPartial),
        ]
    }

    private var noData: [Reason] {
        [.noData] + (gate.minEvents > 0 ? [.tooFewEvents] : []) + (gate.confidence == nil ? [] : [.stale])
    }

    private var errors: [Reason] {
        let series: [Reason] = gate.per.isEmpty && gate.reducer == nil && !gate.isThreshold ? [.tooManySeries] : []
        return [.queryRejected, .sourceUnavailable, .badResponse] + series
    }

    private func answer(_ reasons: [Reason], _ key: String, _ policy: BlindnessPolicy) -> AnswerExplanation {
        let effect =
            switch policy {
            case .hold:
                "holds: neither promotes nor takes back; for longer than \(rule.tolerance) the green time is lost, and "
                    + "StagegateNoData fires"
            case .fail: "counts as a failure: \(failing)"
            case .pass: "counts as a pass"
            }
        let outcome = reasons.map { gate.blindness.outcome(of: $0) }.max { $0.badness < $1.badness } ?? .error
        return AnswerExplanation(
            reasons: reasons, outcome: outcome, policy: .init(key: key, policy: policy), effect: effect)
    }
}

extension Gate {
    /// Whether several series are judged one by one without a word.
    fileprivate var isThreshold: Bool {
        if case .threshold = kind { true } else { false }
    }
}

/// The answers to a stop rule.
private struct StopRuleAnswers {
    let stopRule: StopRule
    let rule: RolloutRule

    var all: [AnswerExplanation] {
        let isMeasured = stopRule.kind.isMeasured
        return [quiet, fires] + (isMeasured ? [blind] : [])
    }

    private var quiet: AnswerExplanation {
        AnswerExplanation(
            reasons: [.withinThreshold], outcome: .pass, policy: nil, effect: "not true: nothing is stopped")
    }

    private var fires: AnswerExplanation {
        let place = stopRule.target == .zero ? "to 0 %" : "to the previous stable stage"
        return AnswerExplanation(
            reasons: [.beyondThreshold], outcome: .fail, policy: nil,
            effect:
                "true\(howLong): the rollout is stopped, taken \(place), and StagegateAutoStop fires until a person "
                + "resumes or ends it\(incident)")
    }

    private var howLong: String {
        switch stopRule.kind {
        case .breach(_, let span) where span > .zero: " for \(span)"
        case .expression(let expression) where expression.trueFor > .zero: " for \(expression.trueFor)"
        case .spikes(let spikes): " \(spikes.count) times within \(spikes.within)"
        case .breach, .burnRate, .incident, .expression: ""
        }
    }

    private var incident: String {
        guard case .expression(let expression) = stopRule.kind, let kind = expression.opensIncident else { return "" }
        let what =
            switch kind {
            case .kind(let kind): kind.rawValue
            case .label(let label): "the kind its label \(label) names"
            }
        return "; each series that is true opens an incident of \(what)"
    }

    private var blind: AnswerExplanation {
        var reasons: [Reason] = [
            .notANumber, .infinite, .partialData, .queryRejected, .sourceUnavailable, .badResponse,
        ]
        // An expression that returns nothing is not true; the others count.
        if case .expression = stopRule.kind {} else { reasons = [.noData, .tooFewEvents] + reasons }
        return AnswerExplanation(
            reasons: reasons, outcome: .inconclusive, policy: nil,
            effect: "nobody knows: nothing is stopped and nothing forgotten for \(rule.tolerance)")
    }
}
