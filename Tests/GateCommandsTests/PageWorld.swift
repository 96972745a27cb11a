import Foundation
import GateTestSupport
import Synchronization
import Testing

/// The binary under a browser: a source that says what the test wants, and the folder the pictures go to.
final class PageWorld {
    /// What the source says.
    struct Numbers: Sendable {
        var errorRatio = 0.0004
        var saturation = 0.55
        var queue = 0.1
        var isAnswering = true
    }

    let service: ServiceProcess
    let browser: Browser
    private let source: LoopbackServer
    private let numbers: NumbersHolder

    private final class NumbersHolder: Sendable {
        let value = Mutex(Numbers())
    }

    init() async throws {
        let numbers = NumbersHolder()
        source = try LoopbackServer { Self.answer($0.form["query"] ?? "", numbers.value.withLock { $0 }) }
        self.numbers = numbers
        service = try ServiceProcess(datasource: source.url, rule: Self.rule)
        try await service.start()
        browser = try await Browser.start()
        try await browser.resize(1280, 900)
        try await browser.prefer(dark: false)
    }

    deinit {
        browser.stop()
        source.stop()
    }

    /// Five stages; windows of two seconds; gates and stop rules of most kinds.
    static let rule = """
        rollouts:
          - name: advisory
            description: Advisory API, dashboard panel and Telegram commands
            interval: 500ms
            query_timeout: 500ms
            stages:
              - {name: baseline, weight: 0%, window: 1s, approval: auto}
              - {name: canary, weight: 10%, window: 2s}
              - {name: quarter, weight: 25%, window: 2s}
              - {name: half, weight: 50%, window: 2s}
              - {name: full, weight: 100%, window: 2s}
            gates:
              - name: availability
                description: API success rate within the approved error budget
                availability: {bad: 'sum(errors{ {{ track }} })', total: 'sum(requests{ {{ track }} })', objective: 99.9%}
                for: 1h
                min_events: 0
              - name: read-p95
                description: P95 of the read path
                latency: {histogram: 'sum by (le) (latency_bucket{ {{ track }} })', quantile: 0.95, target: 300ms}
              - name: saturation
                threshold: {query: 'saturation{ {{ track }} }', op: "<=", value: 0.8}
                for: 1s
              - name: queue
                threshold: {query: 'queue_fill{ {{ track }} }', op: "<=", value: 0.8}
                for: 1h
              - name: isolation
                description: No tenant isolation breaches
                events: {query: 'sum by (tenant) (breaches{ {{ track }} })', max: 0}
                per: [tenant]
            stop_rules:
              - name: slo-breach
                description: The success rate is below the objective
                breach: {gates: [availability], for: 2s}
              - name: spikes-5xx
                spikes: {bad: 'sum(errors{ {{ track }} })', total: 'sum(requests{ {{ track }} })', threshold: 50%}
              - {name: safety, incident: {kinds: [sev1, sev2, tenant_isolation_breach, audit_anomaly]}}
            preflight:
              - {name: kill-switch, description: Kill switch tested in a production-like environment, valid_for: 30d}

        """

    /// Changes what the source says from now on.
    func say(_ change: (inout Numbers) -> Void) {
        numbers.value.withLock { change(&$0) }
    }

    /// Opens a page of the service.
    func open(_ path: String) async throws { try await visit.open(path) }

    /// Logs in with a token.
    func logIn(_ token: String) async throws { try await visit.logIn(token) }

    /// Does something as a person does: the button, the page that asks, the reason, the button there.
    func act(_ action: String, _ fields: [String: String] = [:], picture: String? = nil) async throws {
        try await visit.act(action, fields, picture: picture)
    }

    /// Keeps a picture.
    func keep(_ name: String) async throws { try await visit.keep(name) }

    /// Waits for a phase in the headline, live.
    func waitForPhase(_ words: String) async throws { try await visit.waitForPhase(words) }

    private var visit: RolloutVisit { RolloutVisit(to: "advisory", at: service.url, in: browser) }

    private static func answer(_ query: String, _ numbers: Numbers) -> LoopbackServer.Reply {
        guard numbers.isAnswering else { return .text("the source is down", status: 503) }
        func sample(_ value: Double, _ labels: [String: String] = [:]) -> [String: Any] {
            ["metric": labels, "value": [0, "\(value)"] as [Any]]
        }
        let result: [[String: Any]]
        switch query {
        case let query where query.contains("errors"): result = [sample(20_000 * numbers.errorRatio)]
        case let query where query.contains("requests"): result = [sample(20_000)]
        case let query where query.contains("saturation"): result = [sample(numbers.saturation)]
        case let query where query.contains("queue_fill"): result = [sample(numbers.queue)]
        case let query where query.contains("breaches"):
            result = ["acme", "globex"].map { sample(0, ["tenant": $0]) }
        default:
            result = [("0.1", 5000), ("0.25", 9600), ("0.3", 9800), ("+Inf", 10_000)].map { sample($1, ["le": $0]) }
        }
        let answer: [String: Any] = [
            "status": "success", "data": ["resultType": "vector", "result": result] as [String: Any],
        ]
        // Texts and numbers are JSON always.
        let body = (try? JSONSerialization.data(withJSONObject: answer)) ?? Data()
        return .text(String(decoding: body, as: UTF8.self))
    }
}
