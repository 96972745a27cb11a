import GateModel
import GateRules
import GateRuntime
import HTTPTypes
import Hummingbird
import NIOCore

extension Call {
    /// What whoever calls may do on a page: nothing without a session, because forms need one.
    var actions: Set<PageAction> { session == nil ? [] : PageAction.allowed(to: actor) }
}

/// Doing something on the page: asking first, then the same as the API does.
extension Handlers {
    /// Asks, or does what was asked for.
    func action(_ call: Call) async throws -> Response {
        guard let action = call.parameter("action").flatMap(PageAction.init) else {
            throw APIError.notFound("there is nothing of this name that could be done")
        }
        guard let actor = call.actor else { throw APIError.internal }
        if case .roles(let roles) = RouteAuthority.of(action.route), !actor.hasAny(of: roles) {
            throw APIError.missingRole(roles, actor)
        }
        guard call.request.method == .post else { return try await ask(action, call, actor) }
        return try await act(action, call, actor)
    }

    private func ask(_ action: PageAction, _ call: Call, _ actor: Actor) async throws -> Response {
        let view = try await view(call)
        let values = ["item", "id", "to_stage", "kind", "revision"].reduce(into: [:]) { values, name in
            values[name] = call.query(name)
        }
        return try await answer(action, call, actor, view, values)
    }

    private func act(_ action: PageAction, _ call: Call, _ actor: Actor) async throws -> Response {
        guard let session = call.session else { throw APIError.unauthorized("log in first", AccessPolicy()) }
        let form = Form(try await call.body())
        try FormGuard.check(call.request, form, session, options)
        let names = action.fields
        do {
            guard
                let event = try EventRequest.event(action.route, incident: form["id"], try form.json(of: names))
            else { throw APIError.internal }
            let outcome = await control.submit(call.rollout, event, actor, call.trace)
            try await Self.check(outcome, call, actor, control)
            let isPending = if case .pending = outcome { true } else { false }
            let query = isPending ? "pending" : action.rawValue
            return .redirect(to: PageKit.path(call.rollout) + "?done=\(query)")
        } catch let error as APIError
            where error.status == .conflict || error.status == .badRequest || error.status == .forbidden
        {
            let values = (names + ["id"]).reduce(into: [:]) { $0[$1] = form[$1] }
            return try await answer(action, call, actor, try await view(call), values, refusal: error)
        }
    }

    /// The page that asks.
    private func answer(
        _ action: PageAction, _ call: Call, _ actor: Actor, _ view: RolloutView, _ values: [String: String],
        refusal: APIError? = nil
    ) async throws -> Response {
        // What was just refused need not be said twice.
        let previews = await previews(action, view, actor, values).filter { refusal == nil || $0.step.rejection == nil }
        let page = ActionPage(
            action: action, view: view, session: call.session, previews: previews,
            receivers: await receivers(), values: values, refusal: refusal)
        return document(
            call, "\(action.title): \(view.rule.name)", page.content, status: refusal?.status ?? .ok,
            trail: [("/", "Rollouts"), (PageKit.path(view.rule.name), view.rule.name)])
    }

    /// What the engine says to each thing that can be chosen.
    private func previews(
        _ action: PageAction, _ view: RolloutView, _ actor: Actor, _ values: [String: String]
    ) async -> [(choice: String, step: Step)] {
        var previews: [(choice: String, step: Step)] = []
        for (choice, kind) in action.choices(view, values) {
            if let step = await control.preview(view.rule.name, kind, actor) { previews.append((choice, step)) }
        }
        return previews
    }

    /// Everybody who is sent alerts and messages; nobody where that cannot be found out, which keeps nobody from acting.
    private func receivers() async -> [String] {
        guard let view = try? await control.deliveries(nil) else { return ["(the journal could not be read)"] }
        return view.targets.map(\.name) + view.webhooks.map { "webhook \($0.name)" }
    }
}

extension PageAction {
    /// The fields of its form that the API knows.
    var fields: [String] {
        switch self {
        case .start: ["revision"]
        case .approve: ["candidate"]
        case .hold, .unhold, .resume, .abort, .kill: ["reason"]
        case .rollback: ["to_stage", "reason"]
        case .preflight: ["item", "note", "digest"]
        case .openIncident: ["kind", "note"]
        case .noteIncident, .resolveIncident: ["note"]
        }
    }

    /// What can be chosen, and the event it stands for; the words a person still has to find are not decisive.
    fileprivate func choices(_ view: RolloutView, _ values: [String: String]) -> [(choice: String, kind: Event.Kind)] {
        let reason = "a reason"
        switch self {
        case .start: return [("", .startRequested(revision: values["revision"] ?? "a new revision"))]
        case .approve: return [("", .approvalGiven(candidate: view.state.attempt?.candidate?.id ?? "", onCall: nil))]
        case .hold: return [("", .held(reason: reason))]
        case .unhold: return [("", .unheld(reason: reason))]
        case .resume: return [("", .resumed(reason: reason))]
        case .abort: return [("", .aborted(reason: reason))]
        case .kill: return [("", .killed(reason: reason))]
        case .preflight: return []
        case .noteIncident: return []
        case .resolveIncident: return [("", .incidentResolved(id: values["id"] ?? "", note: reason))]
        case .openIncident:
            return IncidentKind.allCases.map {
                ($0.rawValue.replacing("_", with: " "), .incidentOpened(id: "preview", kind: $0, note: reason))
            }
        case .rollback:
            let present = view.state.attempt.flatMap { view.rule.stageIndex(named: $0.visit.stage) } ?? 0
            return [("To the previous stable stage", .rolledBack(toStage: nil, reason: reason))]
                + view.rule.stages.prefix(present).reversed().map {
                    ("To \($0.name)", .rolledBack(toStage: $0.name, reason: reason))
                }
        }
    }
}
