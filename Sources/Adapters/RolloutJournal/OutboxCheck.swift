import GRDB
import GateModel

/// Compares the alerts in the outbox with what the entries fired and resolved.
struct OutboxCheck {
    private struct Told: Equatable {
        /// `nil` when it cannot be read.
        let alert: Alert?
        let resolvedMilliseconds: Int64?
    }

    private var told: [String: Told] = [:]
    private var rollouts: [String: String] = [:]

    /// Takes the next entry of the chain.
    mutating func add(_ entry: CanonicalEntry) {
        for effect in entry.effects {
            switch effect {
            case .fire(let alert): add(alert, nil, entry.rollout)
            case .resolve(let alert, let time): add(alert, time, entry.rollout)
            case .decide, .setWeight, .reject: break
            }
        }
    }

    private mutating func add(_ alert: Alert, _ resolvedAt: Timestamp?, _ rollout: String) {
        let id = alert.labels.fingerprint
        told[id] = Told(alert: alert, resolvedMilliseconds: resolvedAt?.milliseconds)
        rollouts[id] = rollout
    }

    /// What the outbox says otherwise; a resolved alert that everybody has heard of may be gone.
    func problems(_ database: Database) throws -> [VerifyReport.Problem] {
        var problems: [VerifyReport.Problem] = []
        var firing = told.filter { $0.value.resolvedMilliseconds == nil }
        for row in try Row.fetchAll(
            database, sql: "SELECT fingerprint, alert, resolved_ms FROM alerts ORDER BY fingerprint")
        {
            let id = try row.decode(String.self, forColumn: "fingerprint")
            let text = try row.decode(String.self, forColumn: "alert")
            let found = Told(
                // What cannot be read is not what was decided.
                alert: try? CanonicalJSON.decode(Alert.self, from: text),
                resolvedMilliseconds: try row.decode(Int64?.self, forColumn: "resolved_ms"))
            firing[id] = nil
            if let expected = told[id] {
                if found != expected { problems.append(differing(id, "is not what was decided")) }
            } else {
                problems.append(differing(id, "was never decided"))
            }
        }
        return problems + firing.keys.sorted().map { differing($0, "fires, but is missing") }
    }

    private func differing(_ id: String, _ detail: String) -> VerifyReport.Problem {
        Broken(.outboxDiffers, nil, rollouts[id], "alert \(id) of the outbox \(detail)").problem
    }
}
