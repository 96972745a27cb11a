import Synchronization

/// A value that comes once, later.
final class Promise<Value: Sendable>: Sendable {
    private let slot = Mutex<Value?>(nil)
    private let arrival = Signal()

    /// Gives the value; only the first one counts.
    func fulfil(_ value: Value) {
        let isFirst = slot.withLock { slot in
            if slot != nil { return false }
            slot = value
            return true
        }
        if isFirst { arrival.raise() }
    }

    /// The value as soon as it is there; `nil` when the waiting task is cancelled before.
    func value() async -> Value? {
        await arrival.wait(beyond: 0)
        return slot.withLock { $0 }
    }
}
