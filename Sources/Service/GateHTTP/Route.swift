import HTTPTypes

/// Everything that can be asked over HTTP: one path a case.
public enum Route: String, CaseIterable, Sendable {
    /// The landing page.
    case landing = "/"
    /// Whether the process lives.
    case healthy = "/-/healthy"
    /// Whether it can take requests.
    case ready = "/-/ready"
    /// Reads configuration and rule files anew.
    case reload = "/-/reload"
    /// The metrics.
    case metrics = "/metrics"
    /// The build, without an envelope.
    case version = "/version"
    /// The build.
    case buildInfo = "/api/v1/status/buildinfo"
    /// What became of alerts and webhooks.
    case deliveries = "/api/v1/alerts/deliveries"
    /// All rollouts.
    case rollouts = "/api/v1/rollouts"
    /// One rollout.
    case rollout = "/api/v1/rollouts/{name}"
    /// Its weight.
    case weight = "/api/v1/rollouts/{name}/weight"
    /// Its newest evaluation.
    case evaluation = "/api/v1/rollouts/{name}/evaluation"
    /// Its decisions.
    case decisions = "/api/v1/rollouts/{name}/decisions"
    /// Its journal.
    case journal = "/api/v1/rollouts/{name}/journal"
    /// Its evidence log.
    case report = "/api/v1/rollouts/{name}/report"
    /// The same as a page with plots.
    case reportPage = "/api/v1/rollouts/{name}/report.html"
    /// What its gates came to over time.
    case history = "/api/v1/rollouts/{name}/history"
    /// Starts an attempt.
    case start = "/api/v1/rollouts/{name}/start"
    /// Approves a candidate.
    case approve = "/api/v1/rollouts/{name}/approve"
    /// Suspends promotions.
    case hold = "/api/v1/rollouts/{name}/hold"
    /// Lifts the hold.
    case unhold = "/api/v1/rollouts/{name}/unhold"
    /// Takes the rollout back to a lower stage.
    case rollback = "/api/v1/rollouts/{name}/rollback"
    /// Pulls the kill switch.
    case kill = "/api/v1/rollouts/{name}/kill"
    /// Lets a stopped rollout go on.
    case resume = "/api/v1/rollouts/{name}/resume"
    /// Ends the attempt.
    case abort = "/api/v1/rollouts/{name}/abort"
    /// Attests a preflight item.
    case preflight = "/api/v1/rollouts/{name}/preflight"
    /// Opens an incident.
    case openIncident = "/api/v1/rollouts/{name}/incidents"
    /// Resolves an incident.
    case resolveIncident = "/api/v1/rollouts/{name}/incidents/{id}/resolve"
    /// Adds a note to an incident.
    case noteIncident = "/api/v1/rollouts/{name}/incidents/{id}/notes"
    /// What it asks, and what each answer leads to.
    case explain = "/api/v1/rollouts/{name}/explain"
    /// Takes the notifications of Alertmanager's webhook.
    case alertmanager = "/api/v1/alertmanager"

    /// The path, parameters in braces: the label `handler` of our metrics.
    public var path: String { rawValue }

    /// The methods it answers; a route that answers `GET` answers `HEAD`, too.
    var methods: [HTTPRequest.Method] {
        switch self {
        case .landing, .healthy, .ready, .metrics, .version, .buildInfo, .rollouts, .rollout, .weight, .evaluation,
            .decisions, .journal, .report, .reportPage, .history, .deliveries, .explain:
            [.get, .head]
        case .reload:
            [.post, .put]
        case .start, .approve, .hold, .unhold, .rollback, .kill, .resume, .abort, .preflight, .openIncident,
            .resolveIncident, .noteIncident, .alertmanager:
            [.post]
        }
    }

    /// The route with this path, whatever the method.
    static func matching(_ path: String) -> Route? {
        let parts = path.split(separator: "/")
        return allCases.first { route in
            let pattern = route.path.split(separator: "/")
            return pattern.count == parts.count
                && zip(pattern, parts).allSatisfy { $0 == $1 || $0.first == "{" }
        }
    }
}
