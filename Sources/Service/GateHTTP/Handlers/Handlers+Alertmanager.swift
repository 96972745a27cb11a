import GateModel
import GateRules
import GateRuntime
import Hummingbird
import Logging
import MetricsExposition

extension Handlers {
    /// Takes a notification of Alertmanager's webhook to every rollout whose rule is about one of its alerts.
    ///
    /// Alertmanager repeats what was not answered 2xx, so anything that could not be done is an error for all of it; what was
    /// done is done once, however often it is repeated.
    func alertmanager(_ call: Call) async throws -> Response {
        // No route that acts lets pass a caller without a name.
        guard let actor = call.actor else { throw APIError.internal }
        let notification = try AlertmanagerNotification(try await call.body(limit: HTTPLimits.notification))
        let views = await control.list()
        let sorted = views.map { SortedReports(notification.alerts, for: $0) }
        count(notification, sorted)
        let outcomes = await submit(sorted, actor, call.trace)
        var changed: [String] = []
        for (rollout, outcome) in outcomes.sorted(by: { $0.key < $1.key }) {
            switch outcome {
            case .accepted, .pending: changed.append(rollout)
            // Somebody else brought the same, or the rollout has left the rules meanwhile.
            case .rejected(let rejection) where rejection.code == .alreadyDone: continue
            case .unknownRollout: continue
            case .rejected(let rejection): throw APIError.rejected(rejection, actor)
            case .unavailable(let message): throw APIError.unavailable("rollout \(rollout): \(message)")
            }
        }
        if let full = sorted.first(where: { !$0.crowdedOut.isEmpty }) {
            throw APIError.crowdedOut(full.rollout)
        }
        return try .success(
            API.NotificationReceipt(
                alerts: notification.alerts.count, matched: matched(sorted, of: notification.alerts.count),
                changed: changed),
            warnings: warnings(notification, call))
    }

    private func submit(
        _ sorted: [SortedReports], _ actor: Actor, _ trace: TraceID?
    ) async -> [String: SubmitOutcome] {
        await withTaskGroup(of: (String, SubmitOutcome).self) { group in
            for one in sorted where !one.news.isEmpty {
                group.addTask {
                    (one.rollout, await control.submit(one.rollout, .alertsReported(one.news), actor, trace))
                }
            }
            return await group.reduce(into: [:]) { outcomes, outcome in outcomes[outcome.0] = outcome.1 }
        }
    }

    private func matched(_ sorted: [SortedReports], of count: Int) -> Int {
        (0..<count).count { index in sorted.contains { $0.matched.contains(index) } }
    }

    private func count(_ notification: AlertmanagerNotification, _ sorted: [SortedReports]) {
        let matched = matched(sorted, of: notification.alerts.count)
        let family = Self.receivedAlerts(in: metrics)
        family.with("matched").increment(by: Double(matched))
        family.with("ignored").increment(by: Double(notification.alerts.count - matched))
        family.with("truncated").increment(by: Double(notification.truncated))
    }

    private func warnings(_ notification: AlertmanagerNotification, _ call: Call) -> [String]? {
        guard notification.truncated > 0 else { return nil }
        call.context.logger.warning(
            "a notification of Alertmanager was cut short, alerts may be missing: unset max_alerts",
            metadata: ["alerts.truncated": "\(notification.truncated)"])
        return ["\(notification.truncated) alerts were cut off by max_alerts and are not known"]
    }

    /// The counter of alerts that arrived.
    static func receivedAlerts(in metrics: MetricsRegistry) -> CounterFamily {
        let family = metrics.counter(
            "stagegate_alerts_received_total",
            help: "Alerts received from Alertmanager: matched by a rule, ignored, or cut off by max_alerts.",
            labels: ["result"])
        for result in ["matched", "ignored", "truncated"] { _ = family.with(result) }
        return family
    }
}

/// The alerts of one notification as one rollout sees them.
struct SortedReports: Sendable {
    let rollout: String
    /// What would change something.
    private(set) var news: [AlertReport] = []
    /// What a limit leaves out.
    private(set) var crowdedOut: [AlertReport] = []
    /// Places of the alerts the rule is about.
    private(set) var matched: Set<Int> = []

    init(_ alerts: [AlertmanagerNotification.Alert], for view: RolloutView) {
        rollout = view.rule.name
        let classifier = AlertClassifier(view.rule.alertIncidents)
        for (index, alert) in alerts.enumerated() {
            let kind = classifier.kind(of: alert.labels)
            // An open incident is resolved by its alert also when the rule has been changed since.
            let isOurs = !alert.isFiring && view.state.hasOpenIncident(of: alert.occurrence)
            guard kind != nil || isOurs else { continue }
            matched.insert(index)
            let status: AlertReport.Status = alert.isFiring ? .firing(kind ?? .sev1) : .resolved
            let report = AlertReport(occurrence: alert.occurrence, status: status, note: alert.note)
            if view.state.isNews(report) { news.append(report) }
            if view.state.isCrowdedOut(report) { crowdedOut.append(report) }
        }
    }
}
