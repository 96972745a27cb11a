import GRDB
import Synchronization

/// Writes that wait: all that wait at the same moment go to disk in one transaction.
///
/// What a step costs is the wait for the disk, and one wait is enough for all of them. Each write stands for itself
/// nevertheless: it is acknowledged when the transaction is on disk and not before, one that throws leaves nothing and takes
/// none of the others with it, and when the transaction as a whole fails, each is tried again in one of its own, so that it
/// gets its own answer.
final class WriteQueue: Sendable {
    /// One write.
    struct Entry: Sendable {
        /// Writes; gives what is to be done once that is on disk.
        ///
        /// May be called again after everything was rolled back.
        let write: @Sendable (Database) throws -> @Sendable () -> Void
        /// Told why nothing was written.
        let fail: @Sendable (any Error) -> Void
    }

    private struct Contents {
        var entries: [Entry] = []
        var isScheduled = false
    }

    /// Writes of one transaction: those who come after it have to wait for all of them.
    private static let groupLimit = 256

    private let contents = Mutex(Contents())

    /// Writes that have not begun yet.
    var count: Int { contents.withLock { $0.entries.count } }

    /// Adds a write; it is carried out in the order of the calls.
    func add(_ entry: Entry, to pool: DatabasePool) {
        let isFirst = contents.withLock { contents in
            contents.entries.append(entry)
            defer { contents.isScheduled = true }
            return !contents.isScheduled
        }
        if isFirst { schedule(pool) }
    }

    private func schedule(_ pool: DatabasePool) {
        pool.asyncWriteWithoutTransaction { [self] database in
            let (group, isMore) = takeGroup()
            if isMore { schedule(pool) }
            Self.write(group, database)
        }
    }

    private func takeGroup() -> (group: [Entry], isMore: Bool) {
        contents.withLock { contents in
            let group = Array(contents.entries.prefix(Self.groupLimit))
            contents.entries.removeFirst(group.count)
            contents.isScheduled = !contents.entries.isEmpty
            return (group, contents.isScheduled)
        }
    }

    private static func write(_ group: [Entry], _ database: Database) {
        guard group.count > 1 else { return group.forEach { writeAlone($0, database) } }
        var outcomes: [@Sendable () -> Void] = []
        do {
            try database.inTransaction {
                for entry in group { outcomes.append(try outcome(of: entry, database)) }
                return .commit
            }
        } catch {
            // Nothing of all this is on disk, and nobody has been told anything.
            return group.forEach { writeAlone($0, database) }
        }
        for outcome in outcomes { outcome() }
    }

    /// Writes one of a group; what it throws concerns the others only when SQLite has rolled back all of them.
    private static func outcome(of entry: Entry, _ database: Database) throws -> @Sendable () -> Void {
        do {
            var acknowledge: @Sendable () -> Void = {}
            try database.inSavepoint {
                acknowledge = try entry.write(database)
                return .commit
            }
            return acknowledge
        } catch {
            guard database.isInsideTransaction else { throw error }
            return { entry.fail(error) }
        }
    }

    private static func writeAlone(_ entry: Entry, _ database: Database) {
        do {
            var acknowledge: @Sendable () -> Void = {}
            try database.inTransaction {
                acknowledge = try entry.write(database)
                return .commit
            }
            acknowledge()
        } catch {
            entry.fail(error)
        }
    }
}
