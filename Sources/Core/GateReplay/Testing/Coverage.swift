public import GateModel
public import GateRules

/// What tests have seen of one rollout's rule.
public struct RolloutCoverage: Equatable, Sendable {
    /// One thing that can be seen: `gate availability: fail`.
    public struct Item: Hashable, Sendable {
        /// What kind of part it is about.
        public let part: Part
        /// The name of the gate or stop rule.
        public let name: String
        /// What can be seen of it.
        public let sight: String

        /// The item in words.
        public var text: String { "\(part.rawValue) \(name): \(sight)" }
    }

    /// Parts of a rule.
    public enum Part: String, CaseIterable, Sendable {
        /// A gate and what it came to.
        case gate
        /// A gate and which of its policies for missing evidence was needed.
        case policy
        /// A stop rule.
        case stopRule = "stop rule"
    }

    /// Everything that can be seen, in the order of the rule.
    public let items: [Item]
    /// What was seen.
    public private(set) var seen: Set<Item> = []
    private let stopRules: [String]
    /// Expressions that open an incident: what stops the rollout is the incident then.
    private let incidentRules: Set<String>

    /// Makes the coverage of a rule of which nothing was seen yet.
    public init(_ rule: RolloutRule) {
        var items: [Item] = []
        for gate in rule.gates {
            items += Outcome.allCases.map { Item(part: .gate, name: gate.name, sight: $0.rawValue) }
            items += Policy.allCases.map { Item(part: .policy, name: gate.name, sight: $0.rawValue) }
        }
        stopRules = rule.stopRules.map(\.name)
        for name in stopRules { items += Firing.allCases.map { Item(part: .stopRule, name: name, sight: $0.rawValue) } }
        self.items = items
        incidentRules = Set(rule.stopRules.filter(\.kind.opensIncident).map(\.name))
    }

    /// What no test has seen, in the order of the rule.
    public var missing: [Item] { items.filter { !seen.contains($0) } }

    /// The share of everything that was seen, 0…1.
    public var ratio: Double { items.isEmpty ? 1 : Double(items.count - missing.count) / Double(items.count) }

    /// Takes in a step.
    public mutating func record(_ record: JournalRecord) {
        guard case .evaluated(let evaluation) = record.event.kind else {
            for decision in record.decisions where decision.kind == .stop {
                see(.stopRule, decision.cause, Firing.fired)
            }
            return
        }
        for verdict in evaluation.gates where !verdict.isCollecting {
            see(.gate, verdict.subject, verdict.outcome)
            if let policy = Policy(verdict.reason) { see(.policy, verdict.subject, policy) }
        }
        let opened = evaluation.stopRules.filter { $0.outcome == .fail && incidentRules.contains($0.subject) }
        let fired = record.decisions.filter { $0.kind == .stop }.map(\.cause) + opened.map(\.subject)
        for name in stopRules { see(.stopRule, name, fired.contains(name) ? Firing.fired : Firing.notFired) }
    }

    /// Adds what another test has seen of the same rule.
    public mutating func merge(_ other: RolloutCoverage) {
        seen.formUnion(other.seen)
    }

    private mutating func see<Sight: RawRepresentable<String>>(_ part: Part, _ name: String, _ sight: Sight) {
        seen.insert(Item(part: part, name: name, sight: sight.rawValue))
    }

    private enum Firing: String, CaseIterable {
        case fired
        case notFired = "not fired"
    }

    /// Which policy a reason goes by.
    private enum Policy: String, CaseIterable {
        case onNoData = "on_no_data"
        case onNaN = "on_nan"
        case onError = "on_error"
        case onPartial = "on_partial"

        init?(_ reason: Reason) {
            switch reason {
            case .withinThreshold, .beyondThreshold, .notProven: return nil
            case .noData, .tooFewEvents, .stale: self = .onNoData
            case .notANumber, .infinite: self = .onNaN
            case .tooManySeries, .queryRejected, .sourceUnavailable, .badResponse: self = .onError
            case .partialData: self = .onPartial
            }
        }
    }
}

extension JournalRecord {
    /// The decisions among the effects.
    var decisions: [Decision] {
        effects.compactMap { if case .decide(let decision) = $0 { decision } else { nil } }
    }
}

extension StopRuleKind {
    fileprivate var opensIncident: Bool {
        if case .expression(let expression) = self { expression.opensIncident != nil } else { false }
    }
}
