import Glibc
import MetricsExposition

/// What is known of the journal without asking it.
enum JournalMetrics {
    /// Adds the size of the journal, looked up at every scrape: a file grows and is thinned without our doing.
    static func register(in registry: MetricsRegistry, path: String) {
        let size = registry.gauge(
            "stagegate_journal_size_bytes", help: "Size of the journal on disk, its write-ahead log included."
        ).with()
        registry.onCollect { size.set(["", "-wal"].reduce(0) { $0 + bytes(path + $1) }) }
    }

    /// The size of a file; 0 when there is none.
    private static func bytes(_ path: String) -> Double {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? Double(status.st_size) : 0
    }
}
