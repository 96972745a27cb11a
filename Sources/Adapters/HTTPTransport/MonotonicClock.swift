internal import Glibc

/// The clock for deadlines: it goes on evenly whatever happens to the time of day.
enum MonotonicClock {
    /// Milliseconds since some fixed moment.
    static var milliseconds: Int64 {
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
    }
}
