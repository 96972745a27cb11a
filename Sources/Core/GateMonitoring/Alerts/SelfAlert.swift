/// An alert about Stagegate itself, which Prometheus evaluates: who is down cannot say so.
///
/// Everything that is said about an alert stands here once: the rule, its test and its section of the runbook are made of it.
public struct SelfAlert: Sendable {
    /// How soon somebody has to look.
    public enum Severity: String, CaseIterable, Sendable {
        /// At once.
        case critical
        /// In working hours.
        case warning
        /// When looking for something else.
        case info
        /// Never: the alert is meant to fire.
        case none
    }

    /// The name: CamelCase, with the product's name in front.
    public let name: String
    /// The condition in PromQL.
    let expression: String
    /// How long the condition has to hold; `nil` when it fires at once.
    let hold: String?
    /// How soon somebody has to look.
    public let severity: Severity
    /// One line for the pager; `{{ $labels.x }}` is filled in.
    let summary: String
    /// A sentence or two; `{{ $labels.x }}` is filled in.
    let description: String
    /// What to do about it.
    let runbook: Runbook
    /// When it must fire and when it must not.
    let cases: Cases
}

extension SelfAlert {
    /// What whoever is woken wants to know.
    struct Runbook: Sendable {
        /// What is wrong.
        let meaning: String
        /// What that does to rollouts.
        let impact: String
        /// Where to look, one thing a line.
        let look: [String]
        /// What to do, one thing a line.
        let act: [String]
    }

    /// One test that fires and one that is silent.
    struct Cases: Sendable {
        let firing: FiringCase
        /// `nil` for the one alert that always fires.
        let silent: Case?
    }

    /// Samples, one a minute, and when to look.
    struct Case: Sendable {
        let series: [Series]
        let minute: Int
    }

    /// Samples under which the alert fires, with these labels beside `alertname` and `severity`.
    struct FiringCase: Sendable {
        let series: [Series]
        let minute: Int
        let labels: [(name: String, value: String)]
    }

    /// One series in the notation of promtool.
    struct Series: Sendable {
        let selector: String
        let values: String

        init(_ selector: String, _ values: String) {
            self.selector = selector
            self.values = values
        }
    }
}
