import GateModel
import GateRuntime
import Hummingbird

/// Proofs that machines make before a start.
extension Handlers {
    /// Lets something be proven, and says what was found.
    func proving(
        _ call: Call, _ prove: @Sendable (String, Actor, TraceID?) async -> ProvingOutcome
    ) async throws -> Response {
        // No route that acts lets pass a caller without a name.
        guard let actor = call.actor else { throw APIError.internal }
        _ = try StrictBody(await call.body(), known: [], mayBeEmpty: true)
        switch await prove(call.rollout, actor, call.trace) {
        case .done(let checks, let view): return try .success(API.Proving(checks, view))
        case .rejected(let rejection): throw APIError.rejected(rejection, actor)
        case .unknownRollout: throw APIError.unknownRollout(call.rollout)
        case .unavailable(let message): throw APIError.unavailable(message)
        }
    }
}
