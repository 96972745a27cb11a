import GateEngine
import GateModel

/// Whom an alert was told to, for those who have to prove it.
extension OutboxService {
    /// Waits until every Alertmanager has said whom it routed an alert to, or has had its time.
    ///
    /// - Parameters:
    ///   - alert: An alert that fires.
    ///   - began: Since when it is waited for.
    /// - Returns: One route a member, in the order of the configuration; empty when no member is known.
    func routes(of alert: Alert, since began: Timestamp) async -> [MemberRoute] {
        let settings = surroundings.settings
        let entry = OutboxAlert(alert: alert, resolvedAt: nil)
        while true {
            let seen = surroundings.outbox.notes.count
            let now = surroundings.time.now()
            let waiting = shared.directory.targets.filter { isWaiting(for: $0, entry) }
            let isSilent = waiting.allSatisfy { shared.directory.trouble(of: $0.name) != nil }
            let deadline = began + (isSilent ? settings.silenceLimit : settings.readBackLimit)
            if waiting.isEmpty || now >= deadline || Task.isCancelled { break }
            await surroundings.time.wait(for: surroundings.outbox.notes, beyond: seen, until: deadline)
        }
        let receipts = await receipts(of: alert)
        return shared.directory.targets.map { route(of: entry, at: $0, receipts) }
    }

    /// Waits until every Alertmanager has accepted that an alert is over, or has had its time.
    ///
    /// - Returns: The members that have not.
    func unresolved(_ alert: Alert, since began: Timestamp) async -> [String] {
        let deadline = began + surroundings.settings.silenceLimit
        let entry = OutboxAlert(alert: alert, resolvedAt: began)
        while true {
            let seen = surroundings.outbox.notes.count
            let deaf = shared.directory.targets.filter { target in
                shared.labels(of: entry, for: target) != nil
                    && surroundings.outbox.delivery(of: entry, to: target.name).resolutionAcceptedAt == nil
            }
            if deaf.isEmpty || surroundings.time.now() >= deadline || Task.isCancelled { return deaf.map(\.name) }
            await surroundings.time.wait(for: surroundings.outbox.notes, beyond: seen, until: deadline)
        }
    }

    private func isWaiting(for target: AlertTarget, _ entry: OutboxAlert) -> Bool {
        guard shared.labels(of: entry, for: target) != nil else { return false }
        let delivery = surroundings.outbox.delivery(of: entry, to: target.name)
        return delivery.confirmedStart != entry.alert.startsAt && delivery.drop?.startsAt != entry.alert.startsAt
    }

    private func route(
        of entry: OutboxAlert, at target: AlertTarget, _ receipts: Result<[DeliveryReceipt], Unreadable>
    ) -> MemberRoute {
        guard shared.labels(of: entry, for: target) != nil else {
            return MemberRoute(member: target.name, problem: "relabelling keeps the alert from it")
        }
        let delivery = surroundings.outbox.delivery(of: entry, to: target.name)
        if let drop = delivery.drop, drop.startsAt == entry.alert.startsAt {
            return MemberRoute(member: target.name, problem: "it refused the alert: \(drop.reason)")
        }
        guard delivery.confirmedStart == entry.alert.startsAt else {
            let trouble = shared.directory.trouble(of: target.name)
            return MemberRoute(
                member: target.name,
                problem: trouble?.message ?? "it did not say in time whom it routed the alert to")
        }
        switch receipts {
        case .failure(let error): return MemberRoute(member: target.name, problem: error.description)
        case .success(let receipts):
            guard let receipt = receipts.first(where: { $0.target == target.name }), receipt.outcome == .routed else {
                let detail = receipts.first { $0.target == target.name }?.detail ?? "there is no receipt of it"
                return MemberRoute(member: target.name, problem: "it accepted the alert, but \(detail)")
            }
            let isKept = receipt.state == "suppressed"
            return MemberRoute(
                member: target.name, receivers: receipt.receivers, state: receipt.state,
                problem: isKept ? "nobody is told because of \(receipt.detail)" : nil)
        }
    }

    private struct Unreadable: Error, CustomStringConvertible {
        let description: String
    }

    /// The receipts of this very firing, newest first.
    private func receipts(of alert: Alert) async -> Result<[DeliveryReceipt], Unreadable> {
        do {
            let all = try await surroundings.ports.journal.deliveries.receipts(
                alert.labels["rollout"], DeliveriesView.maxReceipts)
            return .success(
                all.filter { $0.name == alert.labels["alertname"] && $0.startsAt == alert.startsAt })
        } catch {
            return .failure(Unreadable(description: "the receipts of deliveries could not be read: \(error)"))
        }
    }
}

extension MemberRoute {
    /// What happened, as a sentence of evidence.
    var sentence: String {
        if let problem { return "\(member): \(problem)" }
        return "\(member) routed it to \(receivers.joined(separator: ", ")) (\(state))"
    }
}
