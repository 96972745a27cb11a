import GateModel
import GateRuntime
import Hummingbird
import Logging
import MetricsExposition
import NIOCore

/// Answers the calls that were let pass.
struct Handlers: Sendable {
    let control: Control
    let metrics: MetricsRegistry
    let options: HTTPOptions
    let gatekeeper: Gatekeeper
    let waiters = WaiterCount(limit: HTTPLimits.waiters)
    /// Where all who read pass one by one, so that they leave the other threads to those who act.
    let reading = Turnstile(width: max(1, System.coreCount - 1))
    /// The same for the weight: who only wants to know that must not wait for those who want to know all.
    let weighing = Turnstile(width: 1)
    /// What the live pages share.
    let pages: PageStore
    let viewers = WaiterCount(limit: HTTPLimits.viewers)

    init(control: Control, metrics: MetricsRegistry, options: HTTPOptions, gatekeeper: Gatekeeper) {
        self.control = control
        self.metrics = metrics
        self.options = options
        self.gatekeeper = gatekeeper
        pages = PageStore(control: control, reading: reading, now: options.now)
    }

    /// The answer to a call.
    func answer(_ call: Call) async throws -> Response {
        switch call.route {
        case .landing, .rolloutPage, .gatePage, .rulePage, .actionPage, .statusPage, .live, .rolloutLive, .login,
            .logout, .styleSheet, .icon, .script:
            try await page(call)
        case .healthy: .text("Stagegate is Healthy.\n")
        case .ready: await ready()
        case .reload: await reload()
        case .metrics: await reading.pass { exposition(call) }
        case .version: try .json(options.build)
        case .buildInfo: try buildDetails()
        case .config: try configuration()
        case .flags: try flags()
        case .runtimeInfo: try await runtimeInfo()
        case .rules: try await reading.pass { try await rules(call) }
        case .alerts: try await reading.pass { try await alerts() }
        case .openAPI: try await reading.pass { try openAPI() }
        case .rollouts: try await reading.pass { try .success(API.RolloutList(await control.list())) }
        case .rollout: try await watched(call, reading) { API.Rollout($0) }
        case .weight: try await watched(call, weighing) { API.Weight($0) }
        case .evaluation: try await evaluation(call)
        case .decisions: try await decisions(call)
        case .journal: try await journal(call)
        case .report: try await reading.pass { try .success(try await report(call).report) }
        case .reportPage: try await reading.pass { try await reportPage(call) }
        case .history: try await reading.pass { try await history(call) }
        case .explain: try await reading.pass { try await explain(call) }
        case .deliveries:
            try await reading.pass { try .success(API.Deliveries(try await deliveries(call.query("rollout")))) }
        case .start, .approve, .hold, .unhold, .rollback, .kill, .resume, .abort, .preflight, .openIncident,
            .resolveIncident, .noteIncident:
            try await act(call)
        case .alertmanager: try await alertmanager(call)
        case .checklist: try await reading.pass { try .success(API.Preflight(try await view(call))) }
        case .prove: try await proving(call, control.prove)
        case .drill: try await proving(call, control.drill)
        }
    }

    /// The rollout of the call.
    func view(_ call: Call) async throws -> RolloutView {
        guard let view = await control.view(call.rollout) else { throw APIError.unknownRollout(call.rollout) }
        return view
    }
}
