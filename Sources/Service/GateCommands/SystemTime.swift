import GateModel
package import GateRuntime
import Glibc

/// The machine's clock and chance: the only place that reads them.
enum SystemTime {
    /// The time of day.
    static func now() -> Timestamp {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// Sleeps until the time of day has come; a clock that is set back makes the sleep longer, never shorter.
    static func sleep(until time: Timestamp) async throws {
        while true {
            let rest = time - now()
            if rest <= .zero { return }
            // Slices, so that a clock that is set forward is noticed.
            try await Task.sleep(for: .milliseconds(min(rest.milliseconds, 10_000)))
        }
    }

    /// A new trace id.
    static func newTrace() -> TraceID {
        TraceID(high: .random(in: .min ... .max), low: .random(in: .min ... .max))
    }
}

extension TimePort {
    /// The machine's.
    package static var system: TimePort {
        TimePort(now: SystemTime.now, sleep: { try await SystemTime.sleep(until: $0) }, newTrace: SystemTime.newTrace)
    }
}
