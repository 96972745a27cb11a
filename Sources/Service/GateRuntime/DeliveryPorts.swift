public import GateEngine
public import GateModel

/// The part of the journal that knows subscribers and receipts.
///
/// Every call either took effect on disk when it returns, or throws and changed nothing.
public struct DeliveryStore: Sendable {
    /// The oldest steps with decisions after a place of the journal, at most `limit`, and how many there are in all.
    public var announcements:
        @Sendable (_ position: Int64, _ limit: Int) async throws -> (steps: [Announcement], total: Int)
    /// How far each of these webhooks has come; a new one begins at the end of the journal, others are forgotten.
    public var openWebhooks: @Sendable (_ names: [String]) async throws -> [WebhookState]
    /// Notes how far a webhook has come.
    public var saveWebhook: @Sendable (_ state: WebhookState) async throws -> Void
    /// Keeps receipts for ever.
    public var keep: @Sendable (_ receipts: [DeliveryReceipt]) async throws -> Void
    /// The newest receipts of a rollout, or of all, newest first, at most `limit`.
    public var receipts: @Sendable (_ rollout: String?, _ limit: Int) async throws -> [DeliveryReceipt]

    /// Makes a store.
    public init(
        announcements: @escaping @Sendable (Int64, Int) async throws -> (steps: [Announcement], total: Int),
        openWebhooks: @escaping @Sendable ([String]) async throws -> [WebhookState],
        saveWebhook: @escaping @Sendable (WebhookState) async throws -> Void,
        keep: @escaping @Sendable ([DeliveryReceipt]) async throws -> Void,
        receipts: @escaping @Sendable (String?, Int) async throws -> [DeliveryReceipt]
    ) {
        self.announcements = announcements
        self.openWebhooks = openWebhooks
        self.saveWebhook = saveWebhook
        self.keep = keep
        self.receipts = receipts
    }
}

/// Where Alertmanagers are found: a list, files, a name, a server.
public struct AlertTargetSource: Sendable {
    /// How it finds them, one of ``mechanisms``: the label `mechanism` of our metrics.
    public let mechanism: String
    /// How often it is asked; `nil` when it always says the same.
    public let refreshInterval: TimeSpan?
    /// The members at this moment; what it throws leaves the last ones known in place.
    public var find: @Sendable () async throws -> [AlertTarget]

    /// Every mechanism there is.
    public static let mechanisms = ["static", "file", "dns", "http"]

    /// Makes a source.
    public init(
        mechanism: String, refreshInterval: TimeSpan?, find: @escaping @Sendable () async throws -> [AlertTarget]
    ) {
        self.mechanism = mechanism
        self.refreshInterval = refreshInterval
        self.find = find
    }

    /// A source that always says the same.
    public static func fixed(_ targets: [AlertTarget]) -> AlertTargetSource {
        AlertTargetSource(mechanism: "static", refreshInterval: nil) { targets }
    }
}

/// One Alertmanager.
public struct AlertTarget: Sendable {
    /// Its base URL: the label `alertmanager` of our metrics.
    public let name: String
    /// What becomes of an alert's labels on the way there; `nil` when it is not meant for this target.
    public var relabel: @Sendable (_ labels: Labels) -> Labels?
    /// Posts alerts; never throws, returns in bounded time.
    public var send: @Sendable (_ alerts: [AlertPosting], _ trace: TraceID?) async -> SendReport
    /// Looks up whom alerts were routed to, by their labels; never throws, returns in bounded time.
    public var readBack: @Sendable (_ alerts: [Labels]) async -> ReadBack

    /// Makes a target.
    public init(
        name: String, relabel: @escaping @Sendable (Labels) -> Labels? = { $0 },
        send: @escaping @Sendable ([AlertPosting], TraceID?) async -> SendReport,
        readBack: @escaping @Sendable ([Labels]) async -> ReadBack
    ) {
        self.name = name
        self.relabel = relabel
        self.send = send
        self.readBack = readBack
    }
}

/// What became of alerts that were posted, by their labels' fingerprint; what is not mentioned was accepted.
public struct SendReport: Equatable, Sendable {
    /// Alerts that were refused for their own sake, and why.
    public var refused: [String: String]
    /// Alerts that nothing was heard of.
    public var undelivered: Set<String>
    /// Why some are undelivered; `nil` when none is.
    public var failure: String?

    /// Makes a report; by default everything was accepted.
    public init(refused: [String: String] = [:], undelivered: Set<String> = [], failure: String? = nil) {
        self.refused = refused
        self.undelivered = undelivered
        self.failure = failure
    }
}

/// What a target says about alerts it accepted.
public struct ReadBack: Equatable, Sendable {
    /// Whom an alert was routed to.
    public struct Routing: Equatable, Sendable {
        /// The receivers.
        public let receivers: [String]
        /// `active`, `suppressed`, or `unprocessed` for a moment.
        public let state: String
        /// Silences and alerts that keep it from being told; empty when there are none.
        public let suppressedBy: String

        /// Makes a routing.
        public init(receivers: [String], state: String, suppressedBy: String = "") {
            self.receivers = receivers
            self.state = state
            self.suppressedBy = suppressedBy
        }
    }

    /// What was found, by fingerprint.
    public var found: [String: Routing]
    /// Why nothing could be read; `nil` when the target answered.
    public var problem: String?

    /// Makes an answer.
    public init(found: [String: Routing] = [:], problem: String? = nil) {
        self.found = found
        self.problem = problem
    }
}

/// One alert as it is posted.
public struct AlertPosting: Equatable, Sendable {
    /// Labels, external ones included.
    public let labels: Labels
    /// Annotations.
    public let annotations: Labels
    /// When it began.
    public let startsAt: Timestamp
    /// When it ends by itself unless refreshed, or when it was over.
    public let endsAt: Timestamp

    /// Makes a posting.
    public init(labels: Labels, annotations: Labels, startsAt: Timestamp, endsAt: Timestamp) {
        self.labels = labels
        self.annotations = annotations
        self.startsAt = startsAt
        self.endsAt = endsAt
    }
}

/// Somebody who subscribes to decisions.
public struct WebhookTarget: Sendable {
    /// Its name: the label `webhook` of our metrics.
    public let name: String
    /// What it wants to hear of.
    public var filter: WebhookFilter
    /// Posts a message; never throws, returns in bounded time.
    public var send: @Sendable (_ message: WebhookMessage) async -> WebhookReply

    /// Makes a target.
    public init(
        name: String, filter: WebhookFilter, send: @escaping @Sendable (WebhookMessage) async -> WebhookReply
    ) {
        self.name = name
        self.filter = filter
        self.send = send
    }
}

/// What a webhook made of a message.
public enum WebhookReply: Equatable, Sendable {
    /// It has it.
    case accepted
    /// It will not have it, however often it is sent.
    case refused(String)
    /// It may have it later.
    case failed(String)
}
