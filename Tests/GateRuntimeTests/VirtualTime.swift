import GateModel
import GateRuntime
import Synchronization

/// A clock that stands still until a test sets it.
final class VirtualTime: Sendable {
    private struct Sleeper {
        let until: Timestamp
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct Contents {
        var now: Timestamp
        var nextID = 0
        var traces: UInt64 = 0
        var sleepers: [Int: Sleeper] = [:]
    }

    private let contents: Mutex<Contents>

    init(_ now: Timestamp) {
        contents = Mutex(Contents(now: now))
    }

    var now: Timestamp { contents.withLock { $0.now } }

    /// When the sleepers want to be woken, in order.
    var alarms: [Timestamp] { contents.withLock { $0.sleepers.values.map(\.until).sorted() } }

    /// Sets the clock, forwards or back, and wakes everybody whose time has come.
    func set(_ now: Timestamp) {
        let woken = contents.withLock { contents in
            contents.now = now
            let due = contents.sleepers.filter { $0.value.until <= now }
            for id in due.keys { contents.sleepers.removeValue(forKey: id) }
            return due.values.map(\.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    func advance(by span: TimeSpan) {
        set(now + span)
    }

    var port: TimePort {
        TimePort(now: { self.now }, sleep: { try await self.sleep(until: $0) }, newTrace: { self.newTrace() })
    }

    private func newTrace() -> TraceID {
        contents.withLock { contents in
            contents.traces += 1
            return TraceID(high: 0, low: contents.traces)
        }
    }

    private func sleep(until: Timestamp) async throws {
        let id = contents.withLock { contents in
            contents.nextID += 1
            return contents.nextID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = contents.withLock { contents in
                    if until <= contents.now || Task.isCancelled { return true }
                    contents.sleepers[id] = Sleeper(until: until, continuation: continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            contents.withLock { $0.sleepers.removeValue(forKey: id) }?.continuation.resume()
        }
        try Task.checkCancellation()
    }
}
