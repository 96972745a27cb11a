import GRDB

extension JournalError {
    /// What was being done when SQLite refused.
    enum Activity: Sendable {
        /// Reading or opening.
        case reading
        /// Writing.
        case writing
    }

    /// Names the trouble behind an error that came up in a database access.
    init(_ error: any Error, while activity: Activity, path: String) {
        switch error {
        case let error as JournalError: self = error
        case let error as DatabaseError: self.init(sqlite: error, while: activity, path: path)
        case is DecodingError, is RowDecodingError:
            self = .damaged(path: path, detail: "a row cannot be decoded: \(error)")
        default: self.init(detail: "\(error)", while: activity, path: path)
        }
    }

    private init(sqlite error: DatabaseError, while activity: Activity, path: String) {
        let detail = "\(error.message ?? "no message") (SQLite error \(error.extendedResultCode.rawValue))"
        switch error.resultCode {
        case .SQLITE_CORRUPT: self = .damaged(path: path, detail: detail)
        case .SQLITE_NOTADB: self = .notAJournal(path: path, detail: detail)
        case .SQLITE_CONSTRAINT: self = .inconsistent(detail: detail)
        case .SQLITE_MISUSE: self = .closed(path: path)
        default: self.init(detail: detail, while: activity, path: path)
        }
    }

    private init(detail: String, while activity: Activity, path: String) {
        switch activity {
        case .reading: self = .unreadable(path: path, detail: detail)
        case .writing: self = .unwritable(path: path, detail: detail)
        }
    }
}
