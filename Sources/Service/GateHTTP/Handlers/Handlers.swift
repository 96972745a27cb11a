import GateModel
import GateRuntime
import Hummingbird
import Logging
import MetricsExposition

/// Answers the calls that were let pass.
struct Handlers: Sendable {
    let control: Control
    let metrics: MetricsRegistry
    let options: HTTPOptions
    let waiters = WaiterCount(limit: HTTPLimits.waiters)

    /// The answer to a call.
    func answer(_ call: Call) async throws -> Response {
        switch call.route {
        case .landing: landing()
        case .healthy: .text("Stagegate is Healthy.\n")
        case .ready: await ready()
        case .reload: await reload()
        case .metrics: exposition()
        case .version: try .json(options.build)
        case .buildInfo: try .success(options.build)
        case .rollouts: try .success(API.RolloutList(await control.list()))
        case .rollout: try await watched(call) { API.Rollout($0) }
        case .weight: try await watched(call) { API.Weight($0) }
        case .evaluation: try await evaluation(call)
        case .decisions: try await decisions(call)
        case .journal: try await journal(call)
        case .report: try .success(try await report(call).report)
        case .reportPage: try await reportPage(call)
        case .history: try await history(call)
        case .deliveries: try .success(API.Deliveries(try await deliveries(call.query("rollout"))))
        case .start, .approve, .hold, .unhold, .rollback, .kill, .resume, .abort, .preflight, .openIncident,
            .resolveIncident:
            try await act(call)
        }
    }

    /// The rollout of the call.
    func view(_ call: Call) async throws -> RolloutView {
        guard let view = await control.view(call.rollout) else { throw APIError.unknownRollout(call.rollout) }
        return view
    }
}
