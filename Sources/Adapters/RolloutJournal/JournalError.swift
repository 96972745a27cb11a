public import GateModel

/// Why the journal could not do what it was asked; whatever it was, nothing was changed.
public enum JournalError: Error, Equatable, Sendable {
    /// Another process holds the journal; `holder` is its process id where it could be read.
    case inUse(path: String, holder: Int32?)
    /// There is no journal to read.
    case missing(path: String)
    /// The write-ahead log is there but the journal it belongs to is not.
    case orphanedLog(path: String)
    /// The file is something else.
    case notAJournal(path: String, detail: String)
    /// The file was written by a newer version; `migrations` names what this version does not know.
    case newerSchema(path: String, migrations: [String])
    /// What is in the file cannot be right.
    case damaged(path: String, detail: String)
    /// The file could not be read.
    case unreadable(path: String, detail: String)
    /// The file could not be written: a full disk, a failing one, missing permission, or opened for reading only.
    case unwritable(path: String, detail: String)
    /// The grid point was decided before.
    case duplicateEvaluation(rollout: String, at: Timestamp)
    /// The step does not follow the last one that was committed.
    case outOfSequence(rollout: String, expected: Int64, found: Int64)
    /// The parts of a step contradict each other or the schema: a defect of Stagegate.
    case inconsistent(detail: String)
    /// The journal was closed before.
    case closed(path: String)
}

extension JournalError: CustomStringConvertible {
    /// What happened to which file, and what to do.
    public var description: String {
        switch self {
        case .inUse(let path, let holder):
            let who = holder.map { "process \($0)" } ?? "another process"
            return "the journal \(path) is in use by \(who); stop it or give this one a journal of its own"
        case .missing(let path):
            return "there is no journal at \(path); check the path, or start the service, which creates it"
        case .orphanedLog(let path):
            return """
                \(path)-wal is there but \(path) is not: the journal was deleted or moved without its log; put it back, \
                or move the -wal and -shm files away to begin with an empty journal
                """
        case .notAJournal(let path, let detail):
            return "\(path) is not a journal of stagegate: \(detail); it was left as it is, give another path"
        case .newerSchema(let path, let migrations):
            return """
                the journal \(path) was written by a newer version of stagegate (it has \
                \(migrations.joined(separator: ", "))); run that version, or restore a backup made before the upgrade
                """
        case .damaged(let path, let detail):
            return """
                the journal \(path) is damaged: \(detail); it was left as it is: keep a copy with its -wal and -shm files, \
                then restore a backup or move the three away to begin with an empty journal
                """
        case .unreadable(let path, let detail):
            return "the journal \(path) could not be read: \(detail); check the path, its permissions and the disk"
        case .unwritable(let path, let detail):
            return """
                the journal \(path) could not be written: \(detail); nothing was changed; check free space, permissions \
                and the disk
                """
        case .duplicateEvaluation(let rollout, let time):
            return "the evaluation of \(rollout) at \(time) is in the journal already; it is not decided again"
        case .outOfSequence(let rollout, let expected, let found):
            return """
                step \(found) of \(rollout) was not recorded: the next one is step \(expected); load the state from the \
                journal again
                """
        case .inconsistent(let detail):
            return "the journal refused a step: \(detail); this is a defect of stagegate, please report it"
        case .closed(let path):
            return "the journal \(path) is closed; open it again to use it"
        }
    }
}
