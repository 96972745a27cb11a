import GRDB

/// The tables of the journal, as forward-only named migrations in plain SQL.
///
/// A migration that was released is never edited; the next change is the next migration.
enum Schema {
    /// Marks a SQLite file as a journal: `STGJ` in ASCII.
    static let applicationID = 0x5354_474A

    /// The migrations in their order.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("0001-journal") { try $0.execute(sql: journal) }
        migrator.registerMigration("0002-deliveries") { try $0.execute(sql: deliveries) }
        migrator.registerMigration("0003-attempts") { try $0.execute(sql: attempts) }
        return migrator
    }

    private static let journal = """
        CREATE TABLE entries (
            id INTEGER PRIMARY KEY,
            rollout TEXT NOT NULL CHECK (rollout <> ''),
            sequence INTEGER NOT NULL CHECK (sequence >= 1),
            at_ms INTEGER NOT NULL,
            kind TEXT NOT NULL,
            evaluation_ms INTEGER,
            has_decision INTEGER NOT NULL CHECK (has_decision IN (0, 1)),
            header TEXT NOT NULL,
            payload TEXT,
            previous_hash TEXT NOT NULL CHECK (length(previous_hash) = 64),
            hash TEXT NOT NULL CHECK (length(hash) = 64),
            UNIQUE (rollout, sequence),
            UNIQUE (rollout, evaluation_ms),
            CHECK ((kind = 'evaluated') = (evaluation_ms IS NOT NULL)),
            CHECK (payload IS NULL OR kind = 'evaluated')
        ) STRICT;
        CREATE INDEX entries_notable ON entries (rollout, sequence) WHERE evaluation_ms IS NULL OR has_decision = 1;
        CREATE INDEX entries_thinnable ON entries (evaluation_ms) WHERE payload IS NOT NULL AND has_decision = 0;

        CREATE TRIGGER entries_are_kept BEFORE DELETE ON entries
        BEGIN SELECT RAISE(ABORT, 'entries of the journal are never deleted'); END;
        CREATE TRIGGER entries_stay_as_they_are
        BEFORE UPDATE OF id, rollout, sequence, at_ms, kind, evaluation_ms, has_decision, header, previous_hash, hash
        ON entries
        BEGIN SELECT RAISE(ABORT, 'entries of the journal are never changed'); END;
        CREATE TRIGGER payloads_are_only_dropped BEFORE UPDATE OF payload ON entries
        WHEN NEW.payload IS NOT NULL OR OLD.has_decision = 1
        BEGIN SELECT RAISE(ABORT, 'verdicts that led to a decision are never changed or dropped'); END;

        CREATE TABLE states (
            rollout TEXT PRIMARY KEY NOT NULL,
            sequence INTEGER NOT NULL,
            state TEXT NOT NULL,
            FOREIGN KEY (rollout, sequence) REFERENCES entries (rollout, sequence)
        ) STRICT;

        CREATE TABLE rules (
            digest TEXT PRIMARY KEY NOT NULL CHECK (digest <> ''),
            rule TEXT NOT NULL
        ) STRICT;

        CREATE TABLE alerts (
            fingerprint TEXT PRIMARY KEY NOT NULL,
            alert TEXT NOT NULL,
            resolved_ms INTEGER
        ) STRICT;

        CREATE TABLE deliveries (
            fingerprint TEXT NOT NULL REFERENCES alerts (fingerprint) ON DELETE CASCADE,
            target TEXT NOT NULL CHECK (target <> ''),
            state TEXT NOT NULL,
            PRIMARY KEY (fingerprint, target)
        ) STRICT;

        CREATE TABLE refusals (
            id INTEGER PRIMARY KEY,
            refusal TEXT NOT NULL
        ) STRICT;
        """

    /// The last state of every attempt that made way for another: proven by the entry of its last step.
    private static let attempts = """
        CREATE TABLE attempts (
            rollout TEXT NOT NULL,
            attempt INTEGER NOT NULL CHECK (attempt >= 1),
            sequence INTEGER NOT NULL,
            state TEXT NOT NULL,
            PRIMARY KEY (rollout, attempt),
            FOREIGN KEY (rollout, sequence) REFERENCES entries (rollout, sequence)
        ) STRICT;
        CREATE TRIGGER attempts_are_kept BEFORE DELETE ON attempts
        BEGIN SELECT RAISE(ABORT, 'attempts that ended are never deleted'); END;
        CREATE TRIGGER attempts_stay_as_they_are BEFORE UPDATE ON attempts
        BEGIN SELECT RAISE(ABORT, 'attempts that ended are never changed'); END;
        """

    /// What subscribers are told, how far each has come, and the evidence of what was delivered.
    private static let deliveries = """
        CREATE TABLE announcements (
            entry INTEGER PRIMARY KEY NOT NULL REFERENCES entries (id),
            phase TEXT NOT NULL
        ) STRICT;

        CREATE TABLE webhooks (
            name TEXT PRIMARY KEY NOT NULL CHECK (name <> ''),
            state TEXT NOT NULL
        ) STRICT;

        CREATE TABLE receipts (
            id INTEGER PRIMARY KEY,
            rollout TEXT NOT NULL,
            receipt TEXT NOT NULL
        ) STRICT;
        CREATE INDEX receipts_of_rollout ON receipts (rollout, id);
        CREATE TRIGGER receipts_are_kept BEFORE DELETE ON receipts
        BEGIN SELECT RAISE(ABORT, 'receipts are never deleted'); END;
        CREATE TRIGGER receipts_stay_as_they_are BEFORE UPDATE ON receipts
        BEGIN SELECT RAISE(ABORT, 'receipts are never changed'); END;
        """
}
