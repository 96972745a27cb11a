import GateHTTP
import GateModel
package import GateRuntime
import HTTPTransport
import PrometheusAPI
package import RolloutJournal

extension MetricsSource {
    /// A server that speaks the query API of Prometheus, as the runtime sees it.
    static func prometheus(_ datasource: ServiceConfig.Datasource, _ transport: HTTPTransport) -> MetricsSource {
        let client = PrometheusClient(datasource, transport)
        return MetricsSource(name: datasource.name, seriesLimit: Double(PrometheusClient.defaultMaxSeries)) {
            await client.query($0, timeout: $1, trace: $2)
        }
    }
}

extension PrometheusClient {
    /// A client of the configured datasource.
    init(_ datasource: ServiceConfig.Datasource, _ transport: HTTPTransport) {
        self.init(
            url: datasource.url, transport: transport, config: datasource.http,
            method: datasource.method == .post ? .post : .get,
            parameters: datasource.params.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }
}

extension ServiceConfig.Datasource {
    /// What the page says of it, without secrets.
    func description(_ transport: HTTPTransport) -> HTTPOptions.Datasource {
        let client = PrometheusClient(self, transport)
        return HTTPOptions.Datasource(url: HTTPURL(url)?.text) { client.curlCommand(for: $0, timeout: $1) }
    }
}

extension JournalPort {
    /// The journal as the runtime sees it.
    package static func sqlite(_ journal: Journal) -> JournalPort {
        JournalPort(
            loadStates: { try await journal.loadStates() },
            commit: { try await journal.commit($0, $1) },
            storeRules: { try await journal.storeRules($0) },
            recordRefusal: { try await journal.recordRefusal($0) },
            latestEvaluation: { try await journal.latestEvaluation(of: $0) },
            records: { try await journal.records(of: $0, limit: $1, includingEvaluations: $2) },
            outbox: { try await journal.outbox() },
            recordDeliveries: { try await journal.recordDeliveries($0) },
            forgetResolved: { try await journal.forgetResolved($0) },
            deliveries: DeliveryStore(
                announcements: { try await journal.announcements(after: $0, limit: $1) },
                openWebhooks: { try await journal.openWebhooks($0) },
                saveWebhook: { try await journal.saveWebhook($0) }, keep: { try await journal.keep($0) },
                receipts: { try await journal.receipts(of: $0, limit: $1) }),
            evidence: EvidenceStore(
                attempt: { try await journal.attemptRecord($1, of: $0) }, rule: { try await journal.rule($0) },
                history: { try await journal.history($0) }))
    }
}
