import GateHTTP
import GateModel

/// What became of what was sent, for people.
enum ReceiptText {
    /// One receipt in a line.
    static func line(_ receipt: API.Receipt) -> String {
        let head = "\(receipt.name) (since \(receipt.startsAt)):"
        let detail = receipt.detail.isEmpty ? "" : " (\(receipt.detail))"
        switch receipt.outcome {
        case .routed:
            let state = receipt.state == "active" ? "" : ", \(receipt.state)"
            let receivers = receipt.receivers.joined(separator: ", ")
            return "\(head) accepted by \(receipt.target), routed to \(receivers)\(state)\(detail)"
        case .unconfirmed: return "\(head) accepted by \(receipt.target), not confirmed\(detail)"
        case .dropped: return "\(head) refused by \(receipt.target)\(detail)"
        }
    }

    /// Who has heard of the alerts of a rollout that fire, and who has not.
    static func lines(_ deliveries: API.Deliveries) -> [String] {
        let firing = deliveries.alerts.filter { $0.resolvedAt == nil }
        if firing.isEmpty { return [] }
        let rows = firing.flatMap { alert in
            deliveries.alertmanagers.map { manager in
                let name = alert.labels["alertname"] ?? alert.fingerprint
                return ["  \(name)", manager.name, said(alert, manager, deliveries.receipts)]
            }
        }
        return ["", Terminal.standard.paint("alerts", .strong)] + Terminal.columns(rows)
    }

    private static func said(
        _ alert: API.DeliveredAlert, _ manager: API.Receiver, _ receipts: [API.Receipt]
    ) -> String {
        let delivery = alert.deliveries.first { $0.alertmanager == manager.name }
        if let reason = delivery?.droppedBecause { return "refused: \(reason)" }
        guard let acceptedAt = delivery?.acceptedAt else {
            return Terminal.standard.paint("not accepted yet: \(manager.problem ?? "waiting")", .waiting)
        }
        let receipt = receipts.first {
            $0.target == manager.name && $0.name == alert.labels["alertname"] && $0.startsAt == alert.startsAt
        }
        let routing = receipt.map {
            $0.receivers.isEmpty ? ", \($0.detail)" : ", routed to \($0.receivers.joined(separator: ", "))"
        }
        return "accepted at \(acceptedAt)\(routing ?? "")"
    }
}
