public import GateModel
import GateRules
import GateStatistics

/// What one gate or stop rule asks, and what each answer leads to.
public struct SubjectExplanation: Equatable, Sendable {
    /// What is judged.
    public let condition: QueryPlan.Condition
    /// When it passes or fires, in a sentence.
    public let sentence: String
    /// What `{{ over }}` stands for and why, in a sentence; `nil` where nothing is asked.
    public let range: String?
    /// How often it asks; `nil` where nothing is asked.
    public let pace: TimeSpan?
    /// What a running evaluation asks; nothing for what looks at gates and incidents only.
    public let queries: [Query]
    /// What the first evaluation of the stage asks; `nil` where it asks nothing else.
    public let first: FirstEvaluation?
    /// Whether a comparing gate only gathers its baseline at this stage.
    public let isCollecting: Bool
    /// Why nothing can be asked; `nil` where it can.
    public let problem: String?
    /// What each answer leads to, the good one first.
    public let answers: [AnswerExplanation]
    /// What can be said in events, each in a sentence.
    public let limits: [String]
    /// The stop rules that look at this gate.
    public let watchedBy: [String]

    /// The name of the gate or stop rule.
    public var name: String {
        switch condition {
        case .gate(let gate): gate.name
        case .stopRule(let stopRule): stopRule.name
        }
    }

    /// Explains something that is asked.
    init(_ subject: QueryPlan.Subject, in rule: RolloutRule, first: FirstEvaluation?) {
        condition = subject.condition
        sentence = ConditionText.sentence(subject.condition)
        range = RangeText.sentence(subject, rule)
        pace = subject.evidence.map { $0.counting == .exact ? rule.interval : subject.range } ?? rule.interval
        queries = subject.queries
        self.first = first
        isCollecting = subject.isCollecting
        problem = subject.problem
        answers = AnswerExplanation.all(subject.condition, in: rule, isCollecting: subject.isCollecting)
        limits = EventLimits.sentences(subject.condition)
        watchedBy = rule.stopRules.filter { $0.kind.looksAt(gate: subject.name) }.map(\.name)
    }

    /// Explains a stop rule that asks nothing itself.
    init(_ stopRule: StopRule, in rule: RolloutRule) {
        condition = .stopRule(stopRule)
        sentence = ConditionText.sentence(condition)
        (range, pace, queries, first, isCollecting, problem) = (nil, nil, [], nil, false, nil)
        answers = AnswerExplanation.all(condition, in: rule, isCollecting: false)
        (limits, watchedBy) = ([], [])
    }
}

extension StopRuleKind {
    /// Whether a stop rule looks at a gate.
    fileprivate func looksAt(gate: String) -> Bool {
        switch self {
        case .breach(let gates, _): gates.contains(gate)
        case .burnRate(let burnRate): burnRate.gate == gate
        case .spikes, .incident, .expression: false
        }
    }
}

/// What range is asked, in words.
enum RangeText {
    static func sentence(_ subject: QueryPlan.Subject, _ rule: RolloutRule) -> String {
        if let evidence = subject.evidence {
            let since = "what was added since the evaluation before, \(subject.range) as a rule"
            return evidence.counting == .exact
                ? "\(since); samples are asked \(CounterForms.lookBack) further back, for the last one before" : since
        }
        switch subject.condition {
        case .gate(let gate): return sentence(gate.over, subject.range, rule)
        case .stopRule(let stopRule): return sentence(stopRule.kind, rule)
        }
    }

    private static func sentence(_ range: GateRange, _ inForce: TimeSpan, _ rule: RolloutRule) -> String {
        switch range {
        case .stage: "everything since the stage was entered, here \(inForce), at least \(rule.interval)"
        case .sliding(let span): clamped("\(span)", rule)
        }
    }

    private static func sentence(_ kind: StopRuleKind, _ rule: RolloutRule) -> String {
        switch kind {
        case .burnRate(let burnRate):
            "\(burnRate.long) always, and \(clamped("\(burnRate.short)", rule))"
        case .spikes(let spikes): clamped("\(spikes.over)", rule)
        case .expression(let expression): "\(expression.over), also across the entry into the stage"
        case .breach, .incident: ""
        }
    }

    private static func clamped(_ span: String, _ rule: RolloutRule) -> String {
        "\(span); with a canary no longer than since the entry into the stage, at least \(rule.interval)"
    }
}

/// What a threshold comes to in events.
enum EventLimits {
    static func sentences(_ condition: QueryPlan.Condition) -> [String] {
        switch condition {
        case .gate(let gate): sentences(gate)
        case .stopRule(let stopRule):
            if case .spikes(let spikes) = stopRule.kind { sentences(spikes) } else { [] }
        }
    }

    private static func sentences(_ gate: Gate) -> [String] {
        guard gate.confidence == nil else { return [] }
        var sentences: [String] = []
        let allowed: (share: Double, what: String)? =
            switch gate.kind {
            case .availability(let availability): (1 - availability.objective, "bad")
            case .latency(let latency): (1 - latency.quantile, "slower than \(NumberText.number(latency.target))")
            case .conversion, .threshold, .events: nil
            }
        if let allowed, gate.minEvents > 0 {
            // Rounded first: 100 × (1 − 0.99) is a little more than 1.
            let most = ((gate.minEvents * allowed.share * 1e9).rounded() / 1e9).rounded(.down)
            sentences.append(
                "of \(NumberText.count(gate.minEvents)) events \(NumberText.count(most)) may be \(allowed.what), "
                    + "\(NumberText.count(most + 1)) are too many")
        }
        return sentences + ["false alarms: no bound, because point values are compared; `confidence` gives one"]
    }

    private static func sentences(_ spikes: Spikes) -> [String] {
        let test = SpikeTest(threshold: spikes.threshold, minEvents: spikes.minEvents)
        let total = max(spikes.minEvents, test.minBad).rounded(.up)
        // Counts are small; where they are not, nobody reads the sentence to the end.
        guard total <= 100_000,
            let least = (1...Int(total)).first(where: { test.isHot(bad: Double($0), total: total) })
        else { return [] }
        return [
            "of \(NumberText.count(total)) events \(NumberText.count(Double(least))) bad ones make an evaluation hot"
        ]
    }
}
