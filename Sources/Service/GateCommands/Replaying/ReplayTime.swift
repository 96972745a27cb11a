import GateModel

/// A moment as the command line names it.
enum ReplayTime {
    /// Reads `2026-02-15T09:30:00Z`, seconds since the epoch, `now`, or how long ago: `2d`.
    static func parse(_ text: String, now: Timestamp) -> Timestamp? {
        if text == "now" { return now }
        if let time = Timestamp(rfc3339: text) { return time }
        if let seconds = Double(text), let milliseconds = Int64(exactly: (seconds * 1000).rounded()) {
            return Timestamp(milliseconds: milliseconds)
        }
        return TimeSpan(prometheusDuration: text).map { now - $0 }
    }

    /// Reads a stretch of time, `FROM/TO`.
    static func range(_ text: String, now: Timestamp) -> ClosedRange<Timestamp>? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let from = parse(String(parts[0]), now: now),
            let through = parse(String(parts[1]), now: now), from <= through
        else { return nil }
        return from...through
    }
}
