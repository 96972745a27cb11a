import GateModel

extension TimePort {
    /// Runs `body`, but not past `deadline`.
    ///
    /// - Parameters:
    ///   - deadline: When `body` is cancelled.
    ///   - body: What to run; it has to heed cancellation, because it is waited for.
    /// - Returns: What `body` returned; `nil` when the deadline or a cancellation came first.
    @discardableResult
    func limit<Value: Sendable>(
        _ deadline: Timestamp, _ body: @escaping @Sendable () async -> Value
    ) async -> Value? {
        await withTaskGroup(of: Value?.self) { group in
            group.addTask { await body() }
            group.addTask {
                // The only error says that the sleep was cancelled: `body` was quicker, or nobody waits any more.
                try? await sleep(deadline)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    /// Waits for a signal to be raised more than `seen` times, but not past `deadline`.
    func wait(for signal: Signal, beyond seen: Int, until deadline: Timestamp) async {
        await limit(deadline) { await signal.wait(beyond: seen) }
    }
}
