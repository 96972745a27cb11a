import HTTPTypes

/// Everything that can be asked over HTTP: one path a case.
public enum Route: String, CaseIterable, Sendable {
    /// The page of all rollouts.
    case landing = "/"
    /// The page of one rollout.
    case rolloutPage = "/rollouts/{name}"
    /// The page of one gate with its evaluations.
    case gatePage = "/rollouts/{name}/gates/{gate}"
    /// The page of a rollout's rule.
    case rulePage = "/rollouts/{name}/rule"
    /// The page that asks before something is done, and does it.
    case actionPage = "/rollouts/{name}/actions/{action}"
    /// The page of what Stagegate depends on.
    case statusPage = "/status"
    /// What changes on the page of all rollouts, as server-sent events.
    case live = "/live"
    /// What changes on the page of one rollout, as server-sent events.
    case rolloutLive = "/rollouts/{name}/live"
    /// The page to log in at.
    case login = "/login"
    /// Ends a session.
    case logout = "/logout"
    /// The style sheet of all pages.
    case styleSheet = "/static/stagegate.css"
    /// The icon of all pages.
    case icon = "/static/stagegate.svg"
    /// The script of live pages.
    case script = "/static/stagegate.js"
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
        case .actionPage, .login:
            [.get, .head, .post]
        case .landing, .rolloutPage, .gatePage, .rulePage, .statusPage, .live, .rolloutLive, .styleSheet, .icon,
            .script, .healthy, .ready, .metrics, .version, .buildInfo, .rollouts, .rollout, .weight, .evaluation,
            .decisions, .journal, .report, .reportPage, .history, .deliveries, .explain, .checklist, .config, .flags,
            .runtimeInfo, .rules, .alerts, .openAPI:
            [.get, .head]
        case .reload:
            [.post, .put]
        case .start, .approve, .hold, .unhold, .rollback, .kill, .resume, .abort, .preflight, .openIncident,
            .resolveIncident, .noteIncident, .alertmanager, .prove, .drill, .logout:
            [.post]
        }
    }

    /// The methods that are answered at the path of this route, by whichever route.
    var methodsOfPath: [HTTPRequest.Method] {
        Route.allCases.filter { $0.path == path }.flatMap(\.methods)
    }

    /// Whether it belongs to the web page: people see its errors as a page, and its forms need a session.
    public var isPage: Bool {
        switch self {
        case .landing, .rolloutPage, .gatePage, .rulePage, .actionPage, .statusPage, .live, .rolloutLive, .login,
            .logout, .styleSheet, .icon, .script:
            true
        default: false
        }
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
