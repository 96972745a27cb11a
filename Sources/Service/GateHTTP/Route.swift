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
    /// The configuration in force.
    case config = "/api/v1/status/config"
    /// The command line flags.
    case flags = "/api/v1/status/flags"
    /// The running process.
    case runtimeInfo = "/api/v1/status/runtimeinfo"
    /// The rules as Prometheus shows alerting rules.
    case rules = "/api/v1/rules"
    /// The alerts as Prometheus shows them.
    case alerts = "/api/v1/alerts"
    /// The description of all this.
    case openAPI = "/api/v1/openapi.json"
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
    /// Attests a preflight item, or approves the rule for one.
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
    /// What has to be proven before a start; the same path as ``preflight``, read.
    case checklist = "GET /api/v1/rollouts/{name}/preflight"
    /// Proves by machine what can be proven without a drill.
    case prove = "/api/v1/rollouts/{name}/preflight/run"
    /// Rehearses stop, rollback and kill switch.
    case drill = "/api/v1/rollouts/{name}/drill"

    /// The path, parameters in braces: the label `handler` of our metrics.
    public var path: String { self == .checklist ? Route.preflight.rawValue : rawValue }

    /// The methods it answers; a route that answers `GET` answers `HEAD`, too.
    var methods: [HTTPRequest.Method] {
        switch self {
        case .landing, .healthy, .ready, .metrics, .version, .buildInfo, .rollouts, .rollout, .weight, .evaluation,
            .decisions, .journal, .report, .reportPage, .history, .deliveries, .explain, .checklist, .config, .flags,
            .runtimeInfo, .rules, .alerts, .openAPI:
            [.get, .head]
        case .reload:
            [.post, .put]
        case .start, .approve, .hold, .unhold, .rollback, .kill, .resume, .abort, .preflight, .openIncident,
            .resolveIncident, .noteIncident, .alertmanager, .prove, .drill:
            [.post]
        }
    }

    /// The methods that are answered at the path of this route, by whichever route.
    var methodsOfPath: [HTTPRequest.Method] {
        Route.allCases.filter { $0.path == path }.flatMap(\.methods)
    }

    /// The first route with this path, whatever the method.
    static func matching(_ path: String) -> Route? {
        let parts = path.split(separator: "/")
        return allCases.first { route in
            let pattern = route.path.split(separator: "/")
            return pattern.count == parts.count
                && zip(pattern, parts).allSatisfy { $0 == $1 || $0.first == "{" }
        }
    }
}
