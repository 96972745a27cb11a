public import GateRuntime
public import Hummingbird
public import Logging
public import MetricsExposition

/// Wires the HTTP surface.
public enum RouterBuilder {
    /// The router of everything Stagegate answers, and what keeps its pages ready.
    ///
    /// - Parameters:
    ///   - control: The running service.
    ///   - metrics: What `/metrics` shows; the HTTP metrics are added to it.
    ///   - access: Who may call.
    ///   - options: What can be set.
    ///   - log: Where refused and failed calls go.
    /// - Returns: The router, complete, and a service that need not run for it to work.
    public static func build(
        control: Control, metrics: MetricsRegistry, access: AccessControl, options: HTTPOptions, log: Logger
    ) -> (router: Router<GateRequestContext>, keeper: PageKeeper) {
        let router = Router(context: GateRequestContext.self)
        let httpMetrics = HTTPMetrics(metrics)
        router.add(middleware: MetricsMiddleware(metrics: httpMetrics))
        router.add(middleware: SecurityHeaders(configured: options.headers))
        _ = Handlers.receivedAlerts(in: metrics)
        let gatekeeper = Gatekeeper(access, options)
        let handlers = Handlers(control: control, metrics: metrics, options: options, gatekeeper: gatekeeper)
        router.add(
            middleware: ErrorMiddleware(
                metrics: httpMetrics, now: options.now, recordRefusal: control.recordRefusal,
                page: { await handlers.errorPage($0, $1, $2) }, log: log))
        for route in Route.allCases {
            for method in route.methods {
                router.on(RouterPath(route.path), method: method) { request, context in
                    let caller = try await gatekeeper.letPass(route, request, context)
                    return try await handlers.answer(
                        Call(
                            route: route, request: request, context: context, actor: caller.actor,
                            session: caller.session))
                }
            }
        }
        return (router, PageKeeper(pages: handlers.pages))
    }
}
