import Hummingbird

/// Counts every answer under the route that gave it.
struct MetricsMiddleware: RouterMiddleware {
    typealias Context = GateRequestContext

    let metrics: HTTPMetrics

    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let duration = start.duration(to: .now) / .seconds(1)
        let handler = context.endpointPath.flatMap(Route.init) ?? nil
        metrics.answered(
            handler: handler?.path ?? HTTPMetrics.unknownHandler, code: response.status.code, seconds: duration)
        return response
    }
}
