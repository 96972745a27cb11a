import Synchronization

/// Looks once a second at what many wait to see, as long as anybody waits.
///
/// Two hundred viewers of a page that each look for themselves are two hundred timers a second, and each finds out anew that
/// nothing has happened. Here one looks and tells the others.
final class Lookout<Sight: Sendable>: Sendable {
    private struct State {
        var waiting: [CheckedContinuation<Sight, Never>] = []
        var isManned = false
    }

    /// What there is to see at this moment.
    let now: @Sendable () async -> Sight
    private let state = Mutex(State())

    /// Makes a lookout from what there is to see at a moment; it looks at nothing yet.
    init(_ now: @escaping @Sendable () async -> Sight) {
        self.now = now
    }

    /// What is seen at the next look; a caller who gives up is told then, too.
    func next() async -> Sight {
        await withCheckedContinuation { continuation in
            let isFirst = state.withLock { state in
                state.waiting.append(continuation)
                defer { state.isManned = true }
                return !state.isManned
            }
            // It ends by itself a moment after the last one has gone, and nobody has to wait for that.
            if isFirst { Task { await watch() } }
        }
    }

    @concurrent private func watch() async {
        while true {
            // Nobody cancels it.
            try? await Task.sleep(for: HTTPLimits.look)
            guard let waiting = relieve() else { return }
            let sight = await now()
            for continuation in waiting { continuation.resume(returning: sight) }
        }
    }

    /// Those who wait; without any the watch is over.
    private func relieve() -> [CheckedContinuation<Sight, Never>]? {
        state.withLock { state in
            defer { state.waiting = [] }
            if !state.waiting.isEmpty { return state.waiting }
            state.isManned = false
            return nil
        }
    }
}
