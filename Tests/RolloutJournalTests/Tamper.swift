import Foundation
import GRDB
import RolloutJournal

/// Changes a closed journal as somebody with an SQLite shell would.
enum Tamper {
    /// Runs SQL with every protection of what is proved switched off.
    static func run(_ path: String, _ sql: String) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA ignore_check_constraints = ON")
            let triggers =
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('entries', 'attempts')"
            for trigger in try String.fetchAll(database, sql: triggers) {
                try database.execute(sql: "DROP TRIGGER IF EXISTS \(trigger)")
            }
            try database.execute(sql: sql)
        }
        try queue.close()
    }

    /// SQL that makes room for an entry at a place by moving every later one.
    static func makingRoom(at id: Int) -> String {
        "UPDATE entries SET id = -id WHERE id >= \(id); UPDATE entries SET id = 1 - id WHERE id < 0;"
    }
}
