import GateModel
import GateRuntime
import HTTPTypes
import Hummingbird
import Logging

/// Turns every error into an answer in the envelope and records the calls that were turned away.
struct ErrorMiddleware: RouterMiddleware {
    typealias Context = GateRequestContext

    let metrics: HTTPMetrics
    let now: @Sendable () -> Timestamp
    let recordRefusal: @Sendable (Refusal) async -> Void
    /// What people see of an error; `nil` where a program asked.
    let page: @Sendable (APIError, Request, Context) async -> Response?
    let log: Logger

    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let response: Response
        do {
            response = try await next(request, context)
        } catch {
            let answer = answer(to: error, request, context)
            if [.unauthorized, .forbidden, .tooManyRequests].contains(answer.status) {
                metrics.refused(code: answer.status.code)
                if answer.isRecorded { await record(answer, request, context) }
            }
            if let page = await page(answer, request, context) {
                response = page
            } else {
                response = .failure(answer)
            }
        }
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func answer(to error: any Error, _ request: Request, _ context: Context) -> APIError {
        switch error {
        case let error as APIError:
            return error
        case let error as HTTPError where error.status == .notFound:
            return Route.matching(request.uri.path).map(APIError.methodNotAllowed)
                ?? .notFound("there is nothing at this path")
        case let error as any HTTPResponseError:
            return APIError(status: error.status, type: "bad_data", message: error.status.reasonPhrase)
        default:
            log.error("request failed", metadata: ["http.path": "\(request.uri.path)", "error": "\(error)"])
            return .internal
        }
    }

    private func record(_ answer: APIError, _ request: Request, _ context: Context) async {
        let code = answer.status.code
        let call = "\(request.method.rawValue) \(request.uri.path)"
        log.warning(
            "request refused",
            metadata: [
                "http.call": "\(call.prefix(HTTPLimits.recordedCall))", "http.status": "\(code)",
                "actor.name": "\(answer.actor)", "http.remote": "\(context.remote)",
            ])
        await recordRefusal(
            Refusal(
                at: now(), actor: answer.actor, remote: context.remote,
                call: String(call.prefix(HTTPLimits.recordedCall)), status: code, reason: answer.message))
    }
}
