import Foundation
import Hummingbird
import Logging

/// A notification as Alertmanager posts it: webhook version 4, as far as it is of use here.
struct Notification: Decodable, Sendable {
    struct Alert: Decodable, Sendable {
        let status: String
        let labels: [String: String]
        let annotations: [String: String]
    }

    let receiver: String
    let status: String
    let alerts: [Alert]
}

/// What the webhook has received.
actor Inbox {
    /// More than any demo brings; what comes after it is not kept.
    private static let capacity = 10_000

    private var notifications: [Notification] = []

    func add(_ notification: Notification) {
        if notifications.count < Self.capacity { notifications.append(notification) }
    }

    /// Alerts that came with this status to this receiver.
    func alerts(_ receiver: String, _ status: String, _ name: String, rollout: String) -> [Notification.Alert] {
        notifications.filter { $0.receiver == receiver }.flatMap(\.alerts).filter {
            $0.status == status && $0.labels["alertname"] == name && $0.labels["rollout"] == rollout
        }
    }

    /// Whether an alert came to this receiver.
    func received(_ receiver: String, _ name: String) -> Bool {
        notifications.contains { $0.receiver == receiver && $0.alerts.contains { $0.labels["alertname"] == name } }
    }
}

/// Stands in for pager, chat, ticket queue and record keeper: every receiver of `alertmanager.yml` leads here.
struct WebhookReceiver: Sendable {
    let port: Int
    let inbox: Inbox

    /// Serves until the task is cancelled.
    func run() async throws {
        var logger = Logger(label: "webhook")
        // Being cancelled at the end is an error to the server and not to us.
        logger.logLevel = .critical
        let router = Router()
        let inbox = inbox
        router.get("/-/ready") { _, _ in "ready\n" }
        router.post("/{receiver}") { request, context -> HTTPResponse.Status in
            await inbox.add(try await request.decode(as: Notification.self, context: context))
            return .ok
        }
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)), logger: logger)
        try await application.run()
    }
}
