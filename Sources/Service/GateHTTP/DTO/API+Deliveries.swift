public import GateModel
public import GateRuntime

extension API {
    /// What was delivered, what waits and who is in trouble.
    public struct Deliveries: Codable, Equatable, Sendable {
        /// The Alertmanagers.
        public var alertmanagers: [Receiver]
        /// The webhooks.
        public var webhooks: [Receiver]
        /// The alerts that fire, or were over not long ago.
        public var alerts: [DeliveredAlert]
        /// What became of what was sent, newest first.
        public var receipts: [Receipt]
    }

    /// Somebody who is sent something.
    public struct Receiver: Codable, Equatable, Sendable {
        /// Base URL or name.
        public var name: String
        /// Since when it takes nothing; left out when it does.
        public var failingSince: String?
        /// When it is tried again.
        public var retryAt: String?
        /// What it said last.
        public var problem: String?

        enum CodingKeys: String, CodingKey {
            case name, problem
            case failingSince = "failing_since"
            case retryAt = "retry_at"
        }
    }

    /// An alert and who has heard of it.
    public struct DeliveredAlert: Codable, Equatable, Sendable {
        /// Identity of its labels before external ones and relabelling.
        public var fingerprint: String
        /// The labels before external ones and relabelling.
        public var labels: Labels
        /// The annotations.
        public var annotations: Labels
        /// When it began.
        public var startsAt: String
        /// When it was over.
        public var resolvedAt: String?
        /// What each Alertmanager has heard.
        public var deliveries: [Delivery]

        enum CodingKeys: String, CodingKey {
            case fingerprint, labels, annotations, deliveries
            case startsAt = "starts_at"
            case resolvedAt = "resolved_at"
        }
    }

    /// What one Alertmanager has heard of one alert.
    public struct Delivery: Codable, Equatable, Sendable {
        /// Base URL of the Alertmanager.
        public var alertmanager: String
        /// When it accepted the alert last; left out before it did so with this start.
        public var acceptedAt: String?
        /// When it accepted first that the alert is over.
        public var resolutionAcceptedAt: String?
        /// Why it does not get the alert.
        public var droppedBecause: String?

        enum CodingKeys: String, CodingKey {
            case alertmanager
            case acceptedAt = "accepted_at"
            case resolutionAcceptedAt = "resolution_accepted_at"
            case droppedBecause = "dropped_because"
        }
    }

    /// What became of something that was sent.
    public struct Receipt: Codable, Equatable, Sendable {
        /// When this was found.
        public var at: String
        /// The rollout.
        public var rollout: String
        /// Base URL of the Alertmanager, or name of the webhook.
        public var target: String
        /// Fingerprint of the alert as the Alertmanager has it, or key of the message.
        public var subject: String
        /// `alertname`, or the kind of decision.
        public var name: String
        /// When what it tells of began.
        public var startsAt: String
        /// `routed`, `unconfirmed` or `dropped`.
        public var outcome: DeliveryReceipt.Outcome
        /// The receivers it was routed to.
        public var receivers: [String]
        /// Alertmanager's word for who is told.
        public var state: String
        /// What silences or inhibits it, or why it was dropped or not read.
        public var detail: String

        enum CodingKeys: String, CodingKey {
            case at, rollout, target, subject, name, outcome, receivers, state, detail
            case startsAt = "starts_at"
        }
    }
}

extension API.Deliveries {
    /// The view as the API shows it.
    public init(_ view: DeliveriesView) {
        alertmanagers = view.targets.map { API.Receiver($0.name, $0.trouble) }
        webhooks = view.webhooks.map { API.Receiver($0.name, $0.trouble) }
        alerts = view.alerts.map { API.DeliveredAlert($0.alert, $0.deliveries) }
        receipts = view.receipts.map(API.Receipt.init)
    }
}

extension API.Receiver {
    fileprivate init(_ name: String, _ trouble: TargetTrouble?) {
        self.init(
            name: name, failingSince: API.text(trouble?.since), retryAt: API.text(trouble?.retryAt),
            problem: trouble?.message)
    }
}

extension API.DeliveredAlert {
    fileprivate init(_ entry: OutboxAlert, _ deliveries: [DeliveryState]) {
        self.init(
            fingerprint: entry.id, labels: entry.alert.labels, annotations: entry.alert.annotations,
            startsAt: entry.alert.startsAt.description, resolvedAt: API.text(entry.resolvedAt),
            deliveries: deliveries.map { state in
                let isPresent = state.acceptedStart == entry.alert.startsAt
                return API.Delivery(
                    alertmanager: state.target, acceptedAt: isPresent ? API.text(state.acceptedAt) : nil,
                    resolutionAcceptedAt: API.text(state.resolutionAcceptedAt), droppedBecause: state.drop?.reason)
            })
    }
}

extension API.Receipt {
    /// The receipt as the API shows it.
    public init(_ receipt: DeliveryReceipt) {
        self.init(
            at: receipt.at.description, rollout: receipt.rollout, target: receipt.target, subject: receipt.subject,
            name: receipt.name, startsAt: receipt.startsAt.description, outcome: receipt.outcome,
            receivers: receipt.receivers, state: receipt.state, detail: receipt.detail)
    }
}
