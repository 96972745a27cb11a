import AlertmanagerAPI
import GateEngine
import GateModel
import GateRules
package import GateRuntime
package import HTTPTransport

extension AlertTargetSource {
    /// Where alerts go, as the runtime sees it.
    static func all(_ config: AlertingConfig, _ transport: HTTPTransport, _ externalURL: String?) -> [AlertTargetSource]
    {
        config.alertmanagers.flatMap { entry in
            // The steps for all members come first, and those for these members work on a copy.
            let steps = config.alertRelabeling + entry.alertRelabeling
            return AlertmanagerDiscovery(config: entry, transport: transport) { endpoint in
                AlertTarget.alertmanager(endpoint, entry, steps, transport, ExternalURL(externalURL))
            }.sources
        }
    }
}

extension AlertTarget {
    /// An Alertmanager of which nothing is said but where it is.
    package static func alertmanager(at url: String, _ transport: HTTPTransport) -> AlertTarget {
        let endpoint = AlertmanagerConfig.Endpoint(
            name: url, alertsURL: HTTPURL.adding(AlertmanagerClient.alertsPath, to: url))
        return alertmanager(endpoint, AlertmanagerConfig(), [], transport, ExternalURL(nil))
    }

    /// An Alertmanager as the runtime sees it.
    static func alertmanager(
        _ endpoint: AlertmanagerConfig.Endpoint, _ config: AlertmanagerConfig, _ steps: [RelabelRule],
        _ transport: HTTPTransport, _ external: ExternalURL
    ) -> AlertTarget {
        let client = AlertmanagerClient(alertsURL: endpoint.alertsURL, transport: transport, config: config.http)
        return AlertTarget(
            name: endpoint.name, relabel: { RelabelRule.apply(steps, to: $0) },
            send: { postings, trace in
                let alerts = postings.map { posting in
                    PostableAlert(
                        labels: posting.labels, annotations: posting.annotations, startsAt: posting.startsAt,
                        endsAt: posting.endsAt, generatorURL: external.link(to: posting.labels["rollout"]))
                }
                return SendReport(await client.post(alerts, timeout: config.timeout, trace: trace))
            },
            readBack: { labels in
                do throws(AlertmanagerError) {
                    return ReadBack(
                        try await client.alerts(matching: ReadBack.matchers(labels), timeout: config.timeout))
                } catch {
                    return ReadBack(problem: error.message)
                }
            })
    }
}

extension SendReport {
    fileprivate init(_ outcome: PostOutcome) {
        self.init(
            refused: Dictionary(
                outcome.refused.map { ($0.alert.labels.fingerprint, $0.message) },
                uniquingKeysWith: { first, _ in first }),
            undelivered: Set(outcome.undelivered.map(\.labels.fingerprint)), failure: outcome.failure)
    }
}

extension ReadBack {
    fileprivate init(_ alerts: [GettableAlert]) {
        let pairs = alerts.map { alert in
            let silences = alert.status.silencedBy.map { "silence \($0)" }
            let inhibitors = alert.status.inhibitedBy.map { "alert \($0)" }
            return (
                alert.fingerprint,
                Routing(
                    receivers: alert.receivers.map(\.name), state: alert.status.state,
                    suppressedBy: (silences + inhibitors).joined(separator: ", "))
            )
        }
        self.init(found: Dictionary(pairs) { first, _ in first })
    }

    /// Matchers that let all of these alerts through, and as few others as two labels can tell apart.
    fileprivate static func matchers(_ alerts: [Labels]) -> [String] {
        ["alertname", "rollout"].compactMap { name in
            let values = Set(alerts.map { $0[name] })
            guard values.count == 1, let value = values.first ?? nil else { return nil }
            return "\(name)=\(PromQLString.quote(value))"
        }
    }
}

extension WebhookTarget {
    /// A webhook as the runtime sees it.
    static func webhook(_ config: WebhookConfig, _ transport: HTTPTransport, _ externalURL: String?) -> WebhookTarget {
        let client = WebhookClient(
            url: config.url, secret: config.secret, timeout: config.timeout, transport: transport, config: config.http)
        let external = ExternalURL(externalURL)
        return WebhookTarget(name: config.name, filter: config.filter) { message in
            let payload = WebhookPayload(
                receiver: config.name, rollout: message.rollout, alerts: message.alerts, externalURL: external.base,
                generatorURL: external.link(to: message.rollout))
            switch await client.post(payload, key: message.key, trace: message.trace, at: SystemTime.now()) {
            case .accepted: return .accepted
            case .refused(let reason): return .refused(reason)
            case .failed(let reason): return .failed(reason)
            }
        }
    }
}

/// Where people reach the service.
struct ExternalURL: Sendable {
    /// Without a slash at its end; empty when nobody said.
    let base: String

    init(_ text: String?) {
        let text = text ?? ""
        base = text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    /// Where a rollout can be looked at; empty when nobody knows.
    func link(to rollout: String?) -> String {
        guard let rollout, !base.isEmpty else { return "" }
        return "\(base)/api/v1/rollouts/\(APIClient.segment(rollout))"
    }
}
