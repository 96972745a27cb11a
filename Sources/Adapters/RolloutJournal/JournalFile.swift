import GRDB
import Glibc

/// What is done with the file before it is opened for writing: look whether it may be, and create it where there is none.
enum JournalFile {
    /// Read and write for the owner, read for the group: SQLite gives the files beside it the same.
    static let permissions: mode_t = 0o640
    private static let magic = Array("SQLite format 3\0".utf8)

    /// The path with symbolic links followed, so that two names of one journal share one lock.
    static func resolve(_ path: String) -> String {
        guard let resolved = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// Whether there is something at the path.
    static func exists(_ path: String) -> Bool {
        unsafe access(path, F_OK) == 0
    }

    private static func hasContent(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_size > 0
    }

    /// Creates an empty journal.
    ///
    /// It is made under another name and then renamed, so that a file of this name is always a whole journal: one that
    /// is empty or half written was damaged, and is not taken for a new one.
    static func create(_ path: String) throws(JournalError) {
        guard !hasContent(path + "-wal") else { throw .orphanedLog(path: path) }
        let temporary = path + ".new"
        for leftover in [temporary, temporary + "-journal"] { unsafe unlink(leftover) }
        let descriptor = unsafe open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, permissions)
        guard descriptor >= 0 else {
            throw .unwritable(path: path, detail: "\(temporary): \(SystemError.message(errno))")
        }
        Glibc.close(descriptor)
        try attempt(.writing, path) {
            let queue = try DatabaseQueue(path: temporary)
            try queue.writeWithoutTransaction {
                try $0.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
            }
            try Schema.migrator.migrate(queue)
            try queue.close()
        }
        guard unsafe rename(temporary, path) == 0, syncFolder(of: path) else {
            throw .unwritable(
                path: path, detail: "it could not be renamed from \(temporary): \(SystemError.message(errno))")
        }
    }

    /// Throws unless the file is a whole journal of a version this one can read; changes nothing.
    static func inspect(_ path: String, thoroughly isThorough: Bool) throws(JournalError) {
        try inspectBeginning(path)
        try attempt(.reading, path) {
            var configuration = Configuration()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.read { database in
                try inspectSchema(database, path)
                guard isThorough else { return }
                let findings = try String.fetchAll(database, sql: "PRAGMA quick_check(3)")
                if findings != ["ok"] {
                    throw JournalError.damaged(path: path, detail: findings.joined(separator: "; "))
                }
                if let problem = try Verification.tailProblem(database) {
                    throw JournalError.damaged(path: path, detail: "\(problem)")
                }
            }
            try queue.close()
        }
    }

    private static func inspectBeginning(_ path: String) throws(JournalError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path: path, detail: SystemError.message(errno)) }
        defer { Glibc.close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: magic.count)
        let count = unsafe pread(descriptor, &bytes, bytes.count, 0)
        guard count >= 0 else { throw .unreadable(path: path, detail: SystemError.message(errno)) }
        guard count > 0 else { throw .damaged(path: path, detail: "the file is empty, which a journal never is") }
        guard bytes == magic else {
            throw .notAJournal(
                path: path, detail: "it does not begin like an SQLite file, or its beginning was overwritten")
        }
    }

    private static func inspectSchema(_ database: Database, _ path: String) throws {
        let applicationID = try Int.fetchOne(database, sql: "PRAGMA application_id")
        guard applicationID == Schema.applicationID else {
            throw JournalError.notAJournal(path: path, detail: "it is an SQLite file of another application")
        }
        let migrator = Schema.migrator
        guard try migrator.hasBeenSuperseded(database) else { return }
        let unknown = try migrator.appliedIdentifiers(database).subtracting(migrator.migrations)
        throw JournalError.newerSchema(path: path, migrations: unknown.sorted())
    }

    private static func syncFolder(of path: String) -> Bool {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { Glibc.close(descriptor) }
        return fsync(descriptor) == 0
    }
}

/// Runs a database access and names whatever goes wrong.
func attempt<Value>(
    _ activity: JournalError.Activity, _ path: String, _ access: () throws -> Value
) throws(JournalError) -> Value {
    do {
        return try access()
    } catch {
        throw JournalError(error, while: activity, path: path)
    }
}
