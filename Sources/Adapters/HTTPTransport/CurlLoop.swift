internal import CLibcurl
internal import Glibc

/// The thread that owns libcurl's multi handle and every transfer on it.
///
/// Callers only append to the inbox; nothing of libcurl is touched by any other thread but `curl_multi_wakeup`, which
/// allows it and is called under the inbox's lock, so that the multi handle cannot be gone.
@safe final class CurlLoop: @unchecked Sendable {  // everything but `inbox` belongs to the loop's own thread
    enum Command {
        case start(PendingRequest)
        case cancel(PendingRequest)
        case stop
    }

    private struct Inbox {
        var commands: [Command] = []
        var isAsleep = false
        var isClosed = false
    }

    /// How long the loop sleeps at most; libcurl's own timers and the inbox wake it earlier.
    private static let longestSleepMilliseconds: Int32 = 60_000

    private let limits: HTTPTransportLimits
    private var queue: RequestQueue
    private let userAgent: String
    private let multi: UnsafeMutableRawPointer
    private let inbox = Locked(Inbox())
    private var transfers: [UnsafeMutableRawPointer: CurlTransfer] = unsafe [:]
    private var idleHandles: [UnsafeMutableRawPointer] = unsafe []

    init(limits: HTTPTransportLimits, userAgent: String) {
        precondition(Self.isLibraryReady, "libcurl could not be started")
        guard let multi = unsafe curl_multi_init() else { preconditionFailure("libcurl has no memory for a handle") }
        unsafe self.multi = unsafe multi
        self.limits = limits
        queue = RequestQueue(limits: limits)
        self.userAgent = userAgent
        unsafe shim_multi_set_long(multi, CURLMOPT_MAXCONNECTS, limits.maxConnections)
    }

    /// Starts the thread, which keeps the loop alive until it is told to stop.
    func start() {
        var thread = pthread_t()
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let context = unsafe Unmanaged.passRetained(self).toOpaque()
        let result = unsafe pthread_create(
            &thread, &attributes,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<CurlLoop>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context)
        unsafe pthread_attr_destroy(&attributes)
        precondition(result == 0, "no thread for http: the system's limit is reached")
    }

    /// Hands a command to the thread.
    ///
    /// - Parameter command: What to do.
    /// - Returns: False when the loop has stopped and nobody will look at the command.
    func post(_ command: Command) -> Bool {
        inbox.withLock { inbox in
            if inbox.isClosed { return false }
            inbox.commands.append(command)
            if inbox.isAsleep {
                inbox.isAsleep = false
                unsafe curl_multi_wakeup(multi)
            }
            return true
        }
    }

    private func run() {
        unsafe pthread_setname_np(pthread_self(), "http")
        var isStopping = false
        while !isStopping {
            for command in takeCommands() where !handle(command) { isStopping = true }
            if isStopping { break }
            expireWaiting()
            startWaiting()
            var running: Int32 = 0
            unsafe curl_multi_perform(multi, &running)
            finishDone()
            if !startWaiting() { sleep() }
        }
        close()
    }

    private func takeCommands() -> [Command] {
        inbox.withLock { inbox in
            inbox.isAsleep = false
            defer { inbox.commands = [] }
            return inbox.commands
        }
    }

    private func sleep() {
        let isEmpty = inbox.withLock { inbox in
            inbox.isAsleep = inbox.commands.isEmpty
            return inbox.isAsleep
        }
        if isEmpty { unsafe curl_multi_poll(multi, nil, 0, sleepMilliseconds, nil) }
    }

    /// How long nothing can happen that libcurl does not know of.
    private var sleepMilliseconds: Int32 {
        guard let deadline = queue.nextDeadline else { return Self.longestSleepMilliseconds }
        let left = Int32(clamping: deadline - MonotonicClock.milliseconds)
        return max(0, min(left, Self.longestSleepMilliseconds))
    }

    /// Carries out a command; false when it says stop.
    private func handle(_ command: Command) -> Bool {
        switch command {
        case .start(let pending):
            begin(pending)
        case .cancel(let pending):
            pending.isCancelled = true
            if !queue.remove(where: { $0 === pending }).isEmpty {
                pending.finish(.failure(pending.error(.cancelled, "the caller gave up")))
            } else if let transfer = unsafe transfers.values.first(where: { $0.pending === pending }) {
                finish(transfer, .failure(transfer.error(.cancelled, "the caller gave up")))
            }
        case .stop:
            return false
        }
        return true
    }

    private func begin(_ pending: PendingRequest) {
        if pending.isCancelled { return pending.finish(.failure(pending.error(.cancelled, "the caller gave up"))) }
        guard queue.count < limits.maxRequests else {
            return pending.finish(
                .failure(pending.error(.queueFull, "\(limits.maxRequests) requests are under way already")))
        }
        queue.enter(pending)
    }

    /// Starts the requests whose turn it is.
    ///
    /// - Returns: Whether there were any.
    @discardableResult
    private func startWaiting() -> Bool {
        let admitted = queue.admit()
        admitted.forEach(start)
        return !admitted.isEmpty
    }

    private func expireWaiting() {
        let now = MonotonicClock.milliseconds
        for pending in queue.remove(where: { $0.deadline <= now }) { pending.finish(.failure(pending.timeout())) }
    }

    private func start(_ pending: PendingRequest) {
        guard let handle = unsafe idleHandles.popLast() ?? curl_easy_init() else {
            queue.leave(pending)
            return pending.finish(.failure(pending.error(.internalError, "libcurl has no memory for a handle")))
        }
        do {
            let transfer = try unsafe CurlTransfer(pending, handle: handle)
            unsafe transfers[handle] = transfer
            submit(transfer)
        } catch {
            unsafe recycle(handle)
            queue.leave(pending)
            pending.finish(.failure(error))
        }
    }

    private func submit(_ transfer: CurlTransfer) {
        do {
            try transfer.prepare(userAgent: userAgent)
        } catch {
            return finish(transfer, .failure(error))
        }
        if unsafe curl_multi_add_handle(multi, transfer.handle) != CURLM_OK {
            finish(transfer, .failure(transfer.error(.internalError, "libcurl did not take the request")))
        }
    }

    private func finishDone() {
        var code = CURLE_OK
        while let handle = unsafe shim_multi_next_done(multi, &code) {
            guard let transfer = unsafe transfers[handle] else { continue }
            let result = transfer.result(code)
            do {
                if try transfer.followsRedirect(result) {
                    unsafe curl_multi_remove_handle(multi, handle)
                    submit(transfer)
                } else {
                    finish(transfer, result)
                }
            } catch {
                finish(transfer, .failure(error))
            }
        }
    }

    private func finish(_ transfer: CurlTransfer, _ result: Result<HTTPResponse, TransportError>) {
        unsafe curl_multi_remove_handle(multi, transfer.handle)
        unsafe transfers[transfer.handle] = nil
        unsafe recycle(transfer.handle)
        queue.leave(transfer.pending)
        transfer.pending.finish(result)
    }

    private func recycle(_ handle: UnsafeMutableRawPointer) {
        // Resetting drops the pointers into the finished transfer, and the secrets of its request.
        unsafe curl_easy_reset(handle)
        if unsafe idleHandles.count < limits.maxConnections {
            unsafe idleHandles.append(handle)
        } else {
            unsafe curl_easy_cleanup(handle)
        }
    }

    private func close() {
        let unseen = inbox.withLock { inbox in
            inbox.isClosed = true
            defer { inbox.commands = [] }
            return inbox.commands
        }
        for case .start(let pending) in unseen { pending.finish(.failure(pending.error(.shutdown, "shutting down"))) }
        for pending in queue.remove(where: { _ in true }) {
            pending.finish(.failure(pending.error(.shutdown, "shutting down")))
        }
        for transfer in unsafe Array(transfers.values) {
            finish(transfer, .failure(transfer.error(.shutdown, "shutting down")))
        }
        while let handle = unsafe idleHandles.popLast() { unsafe curl_easy_cleanup(handle) }
        unsafe curl_multi_cleanup(multi)
    }

    /// The library's one-time start; Swift runs it once, whichever thread comes first.
    private static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}
