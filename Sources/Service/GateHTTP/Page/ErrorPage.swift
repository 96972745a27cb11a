import GateModel
import GatePlots
import HTTPTypes
import Hummingbird

/// What people see in place of an answer in the envelope.
extension Handlers {
    /// The page of a refusal; `nil` for a program, which gets the envelope.
    func errorPage(_ error: APIError, _ request: Request, _ context: GateRequestContext) async -> Response? {
        let route = Route.matching(request.uri.path)
        let isForPeople = request.headers[.accept]?.contains("text/html") ?? false
        guard isForPeople, route?.isPage ?? !request.uri.path.hasPrefix("/api/") else { return nil }
        let caller = await gatekeeper.reader(request, context)
        let call = Call(
            route: route ?? .landing, request: request, context: context, actor: caller.actor, session: caller.session)
        if route == .login || error.status == .unauthorized { return await loginPage(call, error) }
        let content: [Markup] = [
            .element("h1", text: "\(error.status.code) \(error.status.reasonPhrase)"),
            PageKit.notice(.stop, "This did not work", [.element("p", text: error.message)]),
            .element("p", ["class": "actions"], [PageKit.link("/", "All rollouts", style: "button")]),
        ]
        var response = document(call, error.status.reasonPhrase, content, status: error.status)
        response.headers[.retryAfter] = error.headers[.retryAfter]
        return response
    }
}
