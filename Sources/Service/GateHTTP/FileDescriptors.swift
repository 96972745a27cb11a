import Glibc

/// How many files and connections the process may have open.
enum FileDescriptors {
    /// What journal, log, queries and alerts need beside the connections of callers.
    static let reserve = 256

    /// Raises the limit as far as the system allows, at most to 16384.
    ///
    /// Service managers start programs with 1024 for the sake of `select`, which nothing here uses.
    ///
    /// - Returns: The limit in force.
    static func raiseLimit() -> Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
        let before = limit.rlim_cur
        limit.rlim_cur = max(before, min(limit.rlim_max, 16384))
        let isRaised = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
        return Int(clamping: isRaised ? limit.rlim_cur : before)
    }
}
