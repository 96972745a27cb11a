import GateModel
import GateRules
import GateRuntime
import Hummingbird
import ServiceLifecycle
import Synchronization

extension Handlers {
    /// Answers with what `show` makes of the rollout, at once or, where the caller knows the present state and says how
    /// long it can wait, as soon as that changes.
    func watched<Payload: Codable & Sendable>(
        _ call: Call, _ turnstile: Turnstile, _ show: (RolloutView) -> Payload
    ) async throws -> Response {
        let wait = try call.wait()
        let after = try call.after()
        // Who does not wait does nothing before it is its turn.
        let seen = wait > .zero ? try await watch(call, after: after, for: wait) : nil
        return try await turnstile.pass {
            // Whoever waited for a turn gets what is true when it comes.
            let now = try await self.view(call)
            let newest = seen.flatMap { $0.state.sequence > now.state.sequence ? $0 : nil } ?? now
            if call.hasETag(newest.etag) { return Response(status: .notModified, headers: [.eTag: newest.etag]) }
            return try .success(show(newest), etag: newest.etag)
        }
    }

    /// The rollout at once where the caller does not know it, else when it has changed.
    private func watch(_ call: Call, after: Int64?, for wait: TimeSpan) async throws -> RolloutView {
        let view = try await view(call)
        let isKnown = after.map { $0 == view.state.sequence } ?? call.hasETag(view.etag)
        guard isKnown, waiters.enter() else { return view }
        defer { waiters.leave() }
        return try await changed(view, within: wait)
    }

    /// The rollout once it has changed, at the latest when the time is over or the service shuts down.
    private func changed(_ view: RolloutView, within wait: TimeSpan) async throws -> RolloutView {
        let name = view.rule.name
        let changed = await cancelWhenGracefulShutdown { [control] in
            await control.changed(name, view.state.sequence, view.servedWeight, wait)
        }
        guard let changed else { throw APIError.unknownRollout(name) }
        return changed
    }
}

extension Call {
    /// How long the caller can wait, at most ``HTTPLimits/wait``.
    func wait() throws(APIError) -> TimeSpan {
        guard let text = query("wait") else { return .zero }
        guard let wait = TimeSpan(prometheusDuration: text) else {
            throw .badData("wait has to be a duration such as 30s")
        }
        return min(wait, HTTPLimits.wait)
    }

    /// The sequence number the caller knows.
    func after() throws(APIError) -> Int64? {
        guard let text = query("after") else { return nil }
        guard let sequence = Int64(text), sequence >= 0 else {
            throw .badData("after has to be a sequence number")
        }
        return sequence
    }

    /// Whether the caller has this state already.
    ///
    /// - Source: RFC 9110 §13.1.2: `*` means any, weak and strong tags are the same here.
    func hasETag(_ etag: String) -> Bool {
        guard let header = request.headers[.ifNoneMatch] else { return false }
        return header.split(separator: ",").contains { candidate in
            let tag = candidate.drop { $0 == " " }.prefix { $0 != " " }
            return tag == "*" || tag == etag[...] || tag == "W/\(etag)"
        }
    }
}

/// Counts the calls that wait for a change.
final class WaiterCount: Sendable {
    private let count = Atomic(0)
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// Counts one more; `false` when there are enough.
    func enter() -> Bool {
        guard count.add(1, ordering: .relaxed).newValue <= limit else {
            leave()
            return false
        }
        return true
    }

    /// Counts one less.
    func leave() {
        count.subtract(1, ordering: .relaxed)
    }
}
