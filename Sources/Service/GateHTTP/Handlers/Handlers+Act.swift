import GateModel
import GateRuntime
import Hummingbird
import NIOCore

extension Handlers {
    /// Puts the event of the call to the rollout and says what became of it.
    func act(_ call: Call) async throws -> Response {
        // No route that acts lets pass a caller without a name.
        guard let actor = call.actor else { throw APIError.internal }
        let bytes = try await call.route == .kill ? killBody(of: call) : call.body()
        guard let event = try EventRequest.event(call.route, incident: call.parameter("id"), bytes) else {
            throw APIError.internal
        }
        let outcome = await control.submit(call.rollout, event, actor, call.trace)
        try await Self.check(outcome, call, actor, control)
        switch outcome {
        case .accepted(let view):
            return try .success(API.Rollout(view), etag: view.etag)
        case .pending(let view, let message):
            return try .success(API.Rollout(view), status: .accepted, etag: view.etag, warnings: [message])
        case .rejected, .unknownRollout, .unavailable:
            throw APIError.internal
        }
    }

    /// Throws what became of an event that was not done.
    static func check(_ outcome: SubmitOutcome, _ call: Call, _ actor: Actor, _ control: Control) async throws {
        switch outcome {
        case .accepted, .pending: return
        case .rejected(let rejection):
            var error = APIError.rejected(rejection, actor)
            if rejection.code == .outdatedCandidate, let view = await control.view(call.rollout) {
                error.outdated = API.OutdatedCandidate(view)
            }
            throw error
        case .unknownRollout:
            throw APIError.unknownRollout(call.rollout)
        case .unavailable(let message):
            throw APIError.unavailable(message)
        }
    }

    /// The body of a kill; none where there is too much of it: the switch asks for nothing but a token.
    private func killBody(of call: Call) async throws -> ByteBuffer {
        do {
            return try await call.body()
        } catch is APIError {
            return ByteBuffer()
        }
    }
}
