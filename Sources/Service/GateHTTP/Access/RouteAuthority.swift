public import GateModel

/// What a route asks of its caller.
public enum RouteAuthority: Equatable, Sendable {
    /// Nothing.
    case anyone
    /// Any role; nothing, where reading is open.
    case readers
    /// One of these roles; an admin has them all.
    case roles(Set<Role>)
    /// That the lifecycle routes were opened to everybody, or else an admin.
    ///
    /// - Source: Prometheus answers 403 unless it was started with `--web.enable-lifecycle`.
    case lifecycle

    /// The authority of each route: the only place that says who may do what over HTTP.
    public static func of(_ route: Route) -> RouteAuthority {
        switch route {
        case .healthy, .ready, .login, .logout, .styleSheet, .icon, .script:
            .anyone
        case .landing, .rolloutPage, .gatePage, .rulePage, .statusPage, .live, .rolloutLive, .version, .metrics,
            .buildInfo, .rollouts, .rollout, .weight, .evaluation, .decisions, .journal, .report, .reportPage, .history,
            .deliveries, .explain, .checklist, .config, .flags, .runtimeInfo, .rules, .alerts, .openAPI:
            .readers
        case .actionPage, .hold, .unhold, .rollback, .kill, .preflight, .openIncident, .resolveIncident, .noteIncident,
            .alertmanager, .prove, .drill:
            .roles([.operate, .techLead])
        case .start, .approve, .resume, .abort:
            .roles([.techLead])
        case .reload:
            .lifecycle
        }
    }

    /// Whether it lets pass an actor with these roles; on a page this decides what is offered.
    func admits(_ actor: Actor?) -> Bool {
        switch self {
        case .anyone: true
        case .readers: actor.map { !$0.roles.isEmpty } ?? false
        case .roles(let roles): actor?.hasAny(of: roles) ?? false
        case .lifecycle: actor?.roles.contains(.admin) ?? false
        }
    }
}
