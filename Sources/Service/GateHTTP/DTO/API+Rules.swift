public import GateModel

extension API {
    /// The rules as Prometheus shows alerting rules.
    ///
    /// - Source: prometheus/prometheus `docs/querying/api.md` (Rules); fields that it does not know are ours.
    public struct RuleGroups: Codable, Equatable, Sendable {
        /// The groups: one a rollout.
        public var groups: [RuleGroup]
        /// Where the next page begins; left out on the last one.
        public var groupNextToken: String?
    }

    /// A rollout as a group of alerting rules.
    public struct RuleGroup: Codable, Equatable, Sendable {
        /// The rollout's name.
        public var name: String
        /// The rule file; empty when it is not known.
        public var file: String
        /// Its gates, its stop rules, and the alerts that belong to neither.
        public var rules: [AlertingRule]
        /// Seconds between two evaluations.
        public var interval: Double
        /// Always 0: there is no limit of alerts.
        public var limit: Int
        /// How many seconds the newest evaluation took; 0 before the first.
        public var evaluationTime: Double
        /// The newest evaluation timestamp; the year 1 before the first.
        public var lastEvaluation: String
        /// The rollout's phase.
        public var phase: Phase
        /// The present stage.
        public var stage: String?
    }

    /// A gate, a stop rule, or another reason for an alert, as an alerting rule.
    public struct AlertingRule: Codable, Equatable, Sendable {
        /// `inactive`, `pending` or `firing`.
        public var state: AlertState
        /// The name of the gate or stop rule; else the alert's.
        public var name: String
        /// The condition in PromQL: a picture of it, not what is asked.
        public var query: String
        /// For how many seconds it has to last.
        public var duration: Double
        /// Always 0: an alert ends with its condition.
        public var keepFiringFor: Double
        /// The labels of its alerts, as far as all of them have them.
        public var labels: Labels
        /// The rule's annotations and the description.
        public var annotations: Labels
        /// The alerts that fire, or will if it lasts.
        public var alerts: [ActiveAlert]
        /// `ok`, `err`, or `unknown` before the first evaluation.
        public var health: RuleHealth
        /// What went wrong at the newest evaluation.
        public var lastError: String?
        /// How many seconds the newest evaluation took: all conditions of a rollout are evaluated together.
        public var evaluationTime: Double
        /// The newest evaluation timestamp; the year 1 before the first.
        public var lastEvaluation: String
        /// Always `alerting`.
        public var type: RuleType
        /// `gate`, `stop_rule` or `built_in`.
        public var kind: RuleKind
        /// What it came to; left out before the first evaluation, as are the following.
        public var verdict: Outcome?
        /// Why.
        public var reason: Reason?
        /// The measured value.
        public var value: SampleValue?
        /// The limit it was held against.
        public var threshold: Double?
    }

    /// Whether an alert fires.
    public enum AlertState: String, Codable, CaseIterable, Sendable {
        /// It does not.
        case inactive
        /// It will if its condition lasts.
        case pending
        /// It does.
        case firing
    }

    /// Whether a rule can be evaluated.
    public enum RuleHealth: String, Codable, CaseIterable, Sendable {
        /// It was.
        case ok
        /// There was no usable evidence.
        case err
        /// It has not been evaluated yet.
        case unknown
    }

    /// What Prometheus tells rules apart by.
    public enum RuleType: String, Codable, CaseIterable, Sendable {
        /// A rule that makes alerts.
        case alerting
    }

    /// What we tell rules apart by.
    public enum RuleKind: String, Codable, CaseIterable, Sendable {
        /// A gate.
        case gate
        /// A stop rule.
        case stopRule = "stop_rule"
        /// An alert that belongs to neither.
        case builtIn = "built_in"
    }

    /// The alerts of all rollouts as Prometheus shows them.
    public struct AlertList: Codable, Equatable, Sendable {
        /// The alerts.
        public var alerts: [ActiveAlert]
    }

    /// An alert that fires, or will if its condition lasts.
    public struct ActiveAlert: Codable, Equatable, Sendable {
        /// The labels, without external ones.
        public var labels: Labels
        /// The annotations.
        public var annotations: Labels
        /// `pending` or `firing`.
        public var state: AlertState
        /// When its condition was first seen.
        public var activeAt: String
        /// The measured value; 1 where nothing is measured.
        public var value: SampleValue
    }
}
