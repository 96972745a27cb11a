/// Requests under way and requests that wait for one of them to end, first come first served among those to one host.
///
/// libcurl could queue, too, but under load it forgets requests that wait for a connection until their deadline.
struct RequestQueue {
    private struct Line {
        var active = 0
        var waiting: [PendingRequest] = []

        var isEmpty: Bool { active == 0 && waiting.isEmpty }

        mutating func admit(_ limit: Int) -> PendingRequest? {
            guard active < limit, !waiting.isEmpty else { return nil }
            active += 1
            return waiting.removeFirst()
        }
    }

    private let limits: HTTPTransportLimits
    private var lines: [String: Line] = [:]
    private var active = 0
    private var waiting = 0

    init(limits: HTTPTransportLimits) {
        self.limits = limits
    }

    /// How many requests are under way or wait.
    var count: Int { active + waiting }

    /// The earliest deadline of a request that waits, in milliseconds of the monotonic clock.
    var nextDeadline: Int64? { waiting == 0 ? nil : allWaiting.map(\.deadline).min() }

    /// Puts a request at the end of its line.
    mutating func enter(_ pending: PendingRequest) {
        lines[pending.origin, default: Line()].waiting.append(pending)
        waiting += 1
    }

    /// Takes out the requests whose turn it is; each counts as under way until `leave`.
    mutating func admit() -> [PendingRequest] {
        guard waiting > 0 else { return [] }
        var admitted: [PendingRequest] = []
        for origin in lines.keys {
            while active < limits.maxConnections, let next = lines[origin]?.admit(limits.maxConnectionsPerHost) {
                active += 1
                waiting -= 1
                admitted.append(next)
            }
        }
        return admitted
    }

    /// Notes that a request that was under way has ended.
    mutating func leave(_ pending: PendingRequest) {
        active -= 1
        lines[pending.origin]?.active -= 1
        if lines[pending.origin]?.isEmpty == true { lines[pending.origin] = nil }
    }

    /// Takes out the waiting requests for which this holds.
    mutating func remove(where isOver: (PendingRequest) -> Bool) -> [PendingRequest] {
        guard waiting > 0 else { return [] }
        let removed = allWaiting.filter(isOver)
        guard !removed.isEmpty else { return [] }
        waiting -= removed.count
        for origin in lines.keys {
            lines[origin]?.waiting.removeAll { pending in removed.contains { $0 === pending } }
            if lines[origin]?.isEmpty == true { lines[origin] = nil }
        }
        return removed
    }

    private var allWaiting: [PendingRequest] { lines.values.flatMap(\.waiting) }
}
