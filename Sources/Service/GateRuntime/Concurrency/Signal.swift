import Synchronization

/// A count that others can wait for to rise: how one part of the runtime tells another that there is something to see.
///
/// Nothing is lost between looking and waiting: whoever has seen the count `n` waits for more than `n`.
final class Signal: Sendable {
    private struct Contents {
        var count = 0
        var nextWaiter = 0
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    private let contents = Mutex(Contents())

    /// How often it was raised so far.
    var count: Int { contents.withLock { $0.count } }

    /// Wakes everybody who waits.
    func raise() {
        let waiters = contents.withLock { contents in
            contents.count += 1
            defer { contents.waiters = [:] }
            return contents.waiters.values.map { $0 }
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns as soon as it was raised more than `seen` times, or the task is cancelled.
    func wait(beyond seen: Int) async {
        let waiter = contents.withLock { contents in
            contents.nextWaiter += 1
            return contents.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goesOn = contents.withLock { contents in
                    // A task is marked as cancelled before its handler runs, so one of the two always sees the other.
                    if contents.count > seen || Task.isCancelled { return true }
                    contents.waiters[waiter] = continuation
                    return false
                }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            contents.withLock { $0.waiters.removeValue(forKey: waiter) }?.resume()
        }
    }
}
