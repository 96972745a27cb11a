import GRDB
public import GateModel

extension Journal {
    /// Everything in the outbox, with what became of its deliveries so far.
    public func outbox() async throws(JournalError) -> [(OutboxAlert, [DeliveryState])] {
        try await read { database in
            let deliveries = try String.fetchAll(
                database, sql: "SELECT state FROM deliveries ORDER BY fingerprint, target"
            )
            .map { try CanonicalJSON.decode(DeliveryState.self, from: $0) }
            let known = Dictionary(grouping: deliveries, by: \.alertID)
            return try Row.fetchAll(database, sql: "SELECT alert, resolved_ms FROM alerts ORDER BY fingerprint").map {
                row in
                let alert = OutboxAlert(
                    alert: try CanonicalJSON.decode(Alert.self, from: try row.decode(String.self, forColumn: "alert")),
                    resolvedAt: try row.decode(Int64?.self, forColumn: "resolved_ms").map(Timestamp.init(milliseconds:))
                )
                return (alert, known[alert.id] ?? [])
            }
        }
    }

    /// Notes what became of deliveries; those of alerts that were forgotten meanwhile are dropped.
    public func recordDeliveries(_ deliveries: [DeliveryState]) async throws(JournalError) {
        var texts: [(DeliveryState, String)] = []
        for delivery in deliveries { texts.append((delivery, try CanonicalJSON.encode(delivery))) }
        guard !texts.isEmpty else { return }
        try await write { [texts] database in
            let upsert = try database.cachedStatement(
                sql: """
                    INSERT INTO deliveries (fingerprint, target, state)
                    SELECT fingerprint, ?, ? FROM alerts WHERE fingerprint = ?
                    ON CONFLICT (fingerprint, target) DO UPDATE SET state = excluded.state
                    """)
            for (delivery, text) in texts {
                try upsert.execute(arguments: [delivery.target, text, delivery.alertID])
            }
        }
    }

    /// Drops resolved alerts and their deliveries; one that fired or was resolved again in between stays.
    public func forgetResolved(_ alerts: [OutboxAlert]) async throws(JournalError) {
        guard !alerts.isEmpty else { return }
        try await write { database in
            let forget = try database.cachedStatement(
                sql: "DELETE FROM alerts WHERE fingerprint = ? AND resolved_ms = ?")
            for alert in alerts { try forget.execute(arguments: [alert.id, alert.resolvedAt?.milliseconds]) }
        }
    }
}
