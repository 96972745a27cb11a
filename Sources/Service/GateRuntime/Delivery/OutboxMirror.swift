import GateModel
import Synchronization

/// The outbox as it is in the journal, kept in memory: deliveries read it often, and reading it must cost no more for a
/// thousand alerts that fire than for one.
///
/// Steps change it after they were committed; what targets heard is noted here first and written soon after. It is loaded
/// from the journal once, so that a crash loses nothing but the note that something was heard, and that is then said again.
final class OutboxMirror: Sendable {
    /// An alert, and since when it waits for its first target.
    struct Entry: Sendable {
        /// Fingerprint of the labels, worked out once.
        let id: String
        let alert: OutboxAlert
        let noticedAt: Timestamp
    }

    private struct Contents {
        var entries: [String: Entry] = [:]
        /// By target, then by alert.
        var deliveries: [String: [String: DeliveryState]] = [:]
        /// What has to be written, by target.
        var unsaved: [String: Set<String>] = [:]
    }

    /// Raised when alerts have changed, or the targets.
    let changes = Signal()
    /// Raised when a target accepted something, or the targets have changed.
    let acceptances = Signal()
    /// Raised when it was noted what a target heard, or whom it told.
    let notes = Signal()
    private let contents = Mutex(Contents())

    /// Takes over what the journal knows.
    func load(_ outbox: [(OutboxAlert, [DeliveryState])], at now: Timestamp) {
        contents.withLock { contents in
            for (alert, deliveries) in outbox {
                contents.entries[alert.id] = Entry(id: alert.id, alert: alert, noticedAt: now)
                for delivery in deliveries { contents.deliveries[delivery.target, default: [:]][alert.id] = delivery }
            }
        }
    }

    /// Takes over what a step committed.
    func apply(_ effects: [Effect], at now: Timestamp) {
        let changed = effects.compactMap { effect -> OutboxAlert? in
            switch effect {
            case .fire(let alert): OutboxAlert(alert: alert, resolvedAt: nil)
            case .resolve(let alert, let time): OutboxAlert(alert: alert, resolvedAt: time)
            case .decide, .setWeight, .reject: nil
            }
        }
        guard !changed.isEmpty else { return }
        contents.withLock { contents in
            for alert in changed {
                let id = alert.id
                contents.entries[id] = Entry(id: id, alert: alert, noticedAt: now)
            }
        }
        changes.raise()
    }

    /// Every alert with what a target has heard of it, in any order.
    func entries(for target: String) -> [(entry: Entry, delivery: DeliveryState)] {
        contents.withLock { contents in
            let known = contents.deliveries[target] ?? [:]
            return contents.entries.map { id, entry in
                (entry, known[id] ?? DeliveryState(alertID: id, target: target))
            }
        }
    }

    /// Alerts that are over.
    var resolved: [OutboxAlert] {
        contents.withLock { contents in
            contents.entries.values.filter { $0.alert.resolvedAt != nil }.map(\.alert)
        }
    }

    /// What a target has heard of an alert.
    func delivery(of alert: OutboxAlert, to target: String) -> DeliveryState {
        contents.withLock { $0.deliveries[target]?[alert.id] } ?? DeliveryState(alertID: alert.id, target: target)
    }

    /// Notes what a target heard; alerts that were forgotten meanwhile stay forgotten.
    func note(_ deliveries: [DeliveryState]) {
        contents.withLock { contents in
            for var delivery in deliveries where contents.entries[delivery.alertID] != nil {
                // Reading back goes on beside the sending, and may have come to its end meanwhile.
                let known = contents.deliveries[delivery.target]?[delivery.alertID]
                delivery.confirmedStart = known?.confirmedStart ?? delivery.confirmedStart
                contents.deliveries[delivery.target, default: [:]][delivery.alertID] = delivery
                contents.unsaved[delivery.target, default: []].insert(delivery.alertID)
            }
        }
        notes.raise()
    }

    /// Notes which start of alerts was read back, whatever else a target heard meanwhile.
    func noteConfirmed(_ starts: [(alertID: String, startsAt: Timestamp)], by target: String) {
        contents.withLock { contents in
            for (id, startsAt) in starts where contents.entries[id] != nil {
                let known = contents.deliveries[target]?[id] ?? DeliveryState(alertID: id, target: target)
                var next = known
                next.confirmedStart = startsAt
                contents.deliveries[target, default: [:]][id] = next
                contents.unsaved[target, default: []].insert(id)
            }
        }
        notes.raise()
    }

    /// What has to be written about a target; it counts as written from here on.
    func takeUnsaved(of target: String) -> [DeliveryState] {
        contents.withLock { contents in
            let ids = contents.unsaved.removeValue(forKey: target) ?? []
            return ids.sorted().compactMap { contents.deliveries[target]?[$0] }
        }
    }

    /// Puts back what could not be written.
    func putBack(_ deliveries: [DeliveryState]) {
        contents.withLock { contents in
            for delivery in deliveries where contents.entries[delivery.alertID] != nil {
                contents.unsaved[delivery.target, default: []].insert(delivery.alertID)
            }
        }
    }

    /// Drops alerts that are still as they are given.
    func forget(_ alerts: [OutboxAlert]) {
        contents.withLock { contents in
            for alert in alerts where contents.entries[alert.id]?.alert == alert {
                contents.entries[alert.id] = nil
                for target in Array(contents.deliveries.keys) {
                    contents.deliveries[target]?[alert.id] = nil
                    contents.unsaved[target]?.remove(alert.id)
                }
            }
        }
    }

    /// Every alert with all its deliveries, in the order of their fingerprints.
    var overview: [(alert: OutboxAlert, deliveries: [DeliveryState])] {
        contents.withLock { contents in
            contents.entries.sorted { $0.key < $1.key }.map { id, entry in
                let heard = contents.deliveries.values.compactMap { $0[id] }
                return (entry.alert, heard.sorted { $0.target < $1.target })
            }
        }
    }
}
