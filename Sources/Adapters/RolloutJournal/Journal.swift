import Dispatch
import GRDB

/// The durable truth about all rollouts: an SQLite file with one hash-chained entry a step.
///
/// What returned without an error is on disk (`synchronous = FULL`); what threw changed nothing. Cancelling the caller
/// neither undoes nor abandons a write. SQLite runs on GRDB's own threads, one writer and a few readers.
public final class Journal: Sendable {
    /// How long an access waits for another process, such as an SQLite shell, to let go of the file.
    private static let busyTimeoutSeconds = 5.0

    /// Where the journal is.
    public let path: String
    let pool: DatabasePool
    private let lock: JournalLock?
    private let queue = WriteQueue()

    /// Opens the journal at a path for writing, and creates it where there is none.
    ///
    /// Reads the whole file once to see that it is sound; blocks meanwhile. A file that is not a sound journal is left as
    /// it is.
    ///
    /// - Parameter path: The database file; `<path>-wal`, `<path>-shm` and `<path>.lock` lie beside it.
    /// - Throws: `inUse` while another process holds it, `damaged`, `notAJournal`, `newerSchema`, `orphanedLog`,
    ///   `unreadable` or `unwritable`.
    public convenience init(path: String) throws(JournalError) {
        let path = JournalFile.resolve(path)
        let lock = try JournalLock(journal: path)
        if JournalFile.exists(path) {
            try JournalFile.inspect(path, thoroughly: true)
        } else {
            try JournalFile.create(path)
        }
        try self.init(path: path, lock: lock)
        try attempt(.writing, path) {
            // GRDB sets NORMAL when it opens a pool, after anything a configuration could do; hence here.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            try Schema.migrator.migrate(pool)
        }
    }

    /// Opens an existing journal for reading only, also while a server writes to it.
    ///
    /// - Throws: `missing`, `notAJournal`, `newerSchema` or `unreadable`; a damaged journal can be opened to be verified.
    public static func openReadOnly(_ path: String) throws(JournalError) -> Journal {
        let path = JournalFile.resolve(path)
        guard JournalFile.exists(path) else { throw .missing(path: path) }
        try JournalFile.inspect(path, thoroughly: false)
        return try Journal(path: path, lock: nil)
    }

    private init(path: String, lock: JournalLock?) throws(JournalError) {
        var configuration = Configuration()
        configuration.label = "rollout-journal"
        configuration.readonly = lock == nil
        configuration.busyMode = .timeout(Self.busyTimeoutSeconds)
        self.path = path
        self.lock = lock
        pool = try attempt(lock == nil ? .reading : .writing, path) {
            try DatabasePool(path: path, configuration: configuration)
        }
    }

    /// Waits for what is being written, closes the file and lets another process have it; afterwards every call throws
    /// `closed`.
    public func close() async throws(JournalError) {
        let result = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [pool] in
                // So that the file alone is the whole journal; where a reader prevents it, the log stays beside the file.
                _ = try? pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
                continuation.resume(returning: Result { try pool.close() })
            }
        }
        try attempt(.writing, path) { try result.get() }
        lock?.release()
    }

    /// Writes that have not begun yet.
    var waitingWrites: Int { queue.count }

    /// Runs a transaction, maybe one together with others that wait at the same moment; it is committed when this returns,
    /// whatever became of the calling task.
    ///
    /// `updates` is run again when all of them were rolled back.
    ///
    /// GRDB's own `async` writes roll back when their task is cancelled; a decision must not depend on who waits for it.
    func write<Value: Sendable>(
        _ updates: @escaping @Sendable (Database) throws -> Value
    ) async throws(JournalError) -> Value {
        let result: Result<Value, any Error> = await withCheckedContinuation { continuation in
            let entry = WriteQueue.Entry(
                write: { database in
                    let value = try updates(database)
                    return { continuation.resume(returning: .success(value)) }
                }, fail: { continuation.resume(returning: .failure($0)) })
            queue.add(entry, to: pool)
        }
        return try attempt(.writing, path) { try result.get() }
    }

    /// Reads a consistent snapshot while others write.
    func read<Value: Sendable>(
        _ value: @escaping @Sendable (Database) throws -> Value
    ) async throws(JournalError) -> Value {
        let result = await withCheckedContinuation { continuation in
            pool.asyncRead { database in
                continuation.resume(returning: Result { try value(database.get()) })
            }
        }
        return try attempt(.reading, path) { try result.get() }
    }
}
