import Synchronization

/// Lets a few calls at a time through, in the order they came.
///
/// Showing a rollout costs far more than stopping one. Without a limit every reader of a flood would have its turn on the few
/// threads before a kill has the next of its own; behind the turnstile they wait without using any.
final class Turnstile: Sendable {
    private struct Contents {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let contents: Mutex<Contents>

    /// Makes a turnstile that lets `width` calls through at a time.
    init(width: Int) {
        contents = Mutex(Contents(free: width))
    }

    /// Runs `body` when it is its turn; it must not wait for anything outside the process.
    ///
    /// A caller who gives up keeps its place: its turn comes soon, because no turn is long.
    func pass<Value: Sendable>(_ body: () async throws -> Value) async rethrows -> Value {
        await enter()
        defer { leave() }
        return try await body()
    }

    private func enter() async {
        await withCheckedContinuation { continuation in
            let isFree = contents.withLock { contents in
                guard contents.free > 0 else {
                    contents.waiting.append(continuation)
                    return false
                }
                contents.free -= 1
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    private func leave() {
        let next = contents.withLock { contents -> CheckedContinuation<Void, Never>? in
            if contents.waiting.isEmpty {
                contents.free += 1
                return nil
            }
            return contents.waiting.removeFirst()
        }
        next?.resume()
    }
}
