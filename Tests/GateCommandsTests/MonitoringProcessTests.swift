import Foundation
import GateMonitoring
import GateTestSupport
import HTTPTransport
import Testing

/// Debian's Prometheus watches the binary: it scrapes both formats, loads the shipped rules, and answers every dashboard.
@Suite(.serialized) struct MonitoringProcessTests {
    private static let rule = """
        rollouts:
          - name: demo
            interval: 200ms
            query_timeout: 200ms
            window: 1s
            gates:
              - name: saturation
                threshold: {query: saturation, op: "<", value: 0.5}
              - name: availability
                availability: {bad: 'errors_total', total: 'requests_total', objective: 99%}
                confidence: 95%

        """

    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// A datasource, an Alertmanager and a webhook in one: it says yes to everything.
    private static func agreeable() throws -> LoopbackServer {
        try LoopbackServer { _ in
            .text(
                #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"0.1"]}]}}"#)
        }
    }

    private static func service(_ other: LoopbackServer) async throws -> ServiceProcess {
        let service = try ServiceProcess(datasource: other.url, rule: rule)
        _ = try service.folder.write(
            "stagegate.yml",
            """
            datasources: [{url: '\(other.url)'}]
            alerting: {alertmanagers: [{static_configs: [{targets: ['127.0.0.1:\(other.port)']}]}]}
            webhooks: [{name: bot, url: '\(other.url)/hook'}]
            rule_files: [rules.yml]
            access: {tokens_file: tokens.yml}

            """)
        try await service.start()
        let path = "/api/v1/rollouts/demo"
        _ = try await service.call(.post, path + "/start", token: "alice", body: #"{"revision":"v1"}"#)
        _ = try await service.waitFor(path) { $0.contains(#""phase":"awaiting_approval""#) || $0.contains("verdict") }
        return service
    }

    private static func prometheus(scraping targets: [String: String]) async throws -> RealServer {
        let folder = try RealServer.newFolder()
        let file = folder.appendingPathComponent("prometheus.yml")
        let jobs = targets.sorted { $0.key < $1.key }.map { job, url in
            "  - {job_name: \(job), static_configs: [{targets: ['\(url.dropFirst("http://".count))']}]}"
        }
        try Data(
            """
            global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
            rule_files: ['\(root.path)/rules/monitoring/stagegate-*s.yml']
            scrape_configs:
            \(jobs.joined(separator: "\n"))

            """.utf8
        ).write(to: file)
        return try await RealServer.start("prometheus", package: "prometheus", folder: folder, readyPath: "/-/ready") {
            [
                "--config.file=\(file.path)", "--storage.tsdb.path=\(folder.path)/data",
                "--enable-feature=exemplar-storage", "--web.listen-address=127.0.0.1:\($0)", "--log.level=warn",
            ]
        }
    }

    private static func ask(_ prometheus: RealServer, _ path: String, _ form: [(String, String)]) async throws -> String
    {
        let transport = HTTPTransport()
        defer { transport.shutdown() }
        var parts = URLComponents()
        parts.queryItems = form.map { URLQueryItem(name: $0, value: $1) }
        // A plus means a blank in a form.
        let query = (parts.percentEncodedQuery ?? "").replacingOccurrences(of: "+", with: "%2B")
        return try await transport.send(HTTPRequest(.get, "\(prometheus.url)/api/v1/\(path)?\(query)")).text
    }

    @Test func prometheusScrapesBothFormatsWithoutAWord() async throws {
        let other = try Self.agreeable()
        defer { other.stop() }
        let service = try await Self.service(other)
        let text = try await service.call(.get, "/metrics").body
        // Prometheus 2.42 always asks for OpenMetrics: a relay gives it the other one.
        let relay = try LoopbackServer { _ in
            .answer(status: 200, headers: ["Content-Type": "text/plain; version=0.0.4; charset=utf-8"], body: text)
        }
        defer { relay.stop() }
        let prometheus = try await Self.prometheus(scraping: ["stagegate": service.url, "relay": relay.url])
        defer { prometheus.stop() }
        for job in ["stagegate", "relay"] {
            _ = try await ServiceProcess.wait("\(job) to be scraped a few times") {
                let up = try await Self.ask(prometheus, "query", [("query", "sum_over_time(up{job=\"\(job)\"}[1m])")])
                let count = up.firstMatch(of: /"value":\[[^,]+,"(\d+)"\]/).flatMap { Int($0.1) } ?? 0
                return count >= 3 ? true : nil
            }
            let never = try await Self.ask(prometheus, "query", [("query", "min_over_time(up{job=\"\(job)\"}[1m])")])
            #expect(never.contains(#","1"]"#), "\(job): \(never)")
        }
        #expect(!prometheus.log.contains("level=warn") && !prometheus.log.contains("level=error"), "\(prometheus.log)")
        #expect(try await Promtool.complaints(about: text) == "")
    }

    @Test func shippedRulesLoadAndOnlyTheWatchdogFires() async throws {
        let other = try Self.agreeable()
        defer { other.stop() }
        let service = try await Self.service(other)
        let prometheus = try await Self.prometheus(scraping: ["stagegate": service.url])
        defer { prometheus.stop() }
        let rules = try await ServiceProcess.wait("every rule to be evaluated") {
            let rules = try await Self.ask(prometheus, "rules", [])
            return rules.contains(#""health":"ok""#) && !rules.contains(#""health":"unknown""#) ? rules : nil
        }
        #expect(!rules.contains(#""health":"err""#), "\(rules)")
        for name in SelfAlerts.all().map(\.name) + RecordingRule.all.map(\.name) {
            #expect(rules.contains(#""name":"\#(name)""#), "\(name)")
        }
        let alerts = try await ServiceProcess.wait("the watchdog to fire") {
            let alerts = try await Self.ask(prometheus, "alerts", [])
            return alerts.contains("StagegateWatchdog") ? alerts : nil
        }
        let firing = alerts.matches(of: /"alertname":"(\w+)"[^{}]*\},"annotations":\{[^{}]*\},"state":"firing"/)
        #expect(firing.map { String($0.1) } == ["StagegateWatchdog"], "\(alerts)")
    }

    @Test func everyQueryOfTheDashboardsReturnsData() async throws {
        let other = try Self.agreeable()
        defer { other.stop() }
        let service = try await Self.service(other)
        let prometheus = try await Self.prometheus(scraping: ["stagegate": service.url])
        defer { prometheus.stop() }
        var waiting = Monitoring.dashboards.flatMap { dashboard in
            dashboard.queries.map {
                (name: "\(dashboard.title), \($0.panel)", expression: Self.filledIn($0.expression))
            }
        }
        #expect(waiting.count > 40)
        let deadline = ContinuousClock.now + .seconds(60)
        while !waiting.isEmpty, ContinuousClock.now < deadline {
            var empty: [(name: String, expression: String)] = []
            for query in waiting where try await !Self.hasData(query.expression, prometheus) { empty.append(query) }
            waiting = empty
            // Decisions to be drawn into the panels.
            for action in ["hold", "unhold"] {
                let path = "/api/v1/rollouts/demo/\(action)"
                _ = try await service.call(.post, path, token: "alice", body: #"{"reason":"a look"}"#)
            }
            try await Task.sleep(for: .milliseconds(200))
        }
        #expect(waiting.map { "\($0.name): \($0.expression)" } == [])
    }

    /// Whether a query returns at least one series over the last minute.
    private static func hasData(_ expression: String, _ prometheus: RealServer) async throws -> Bool {
        let now = Date().timeIntervalSince1970
        let form = [("query", expression), ("start", "\(now - 60)"), ("end", "\(now)"), ("step", "1")]
        return try await ask(prometheus, "query_range", form).contains(#""metric":"#)
    }

    /// What Grafana asks when everything is chosen.
    private static func filledIn(_ expression: String) -> String {
        ["rollout", "gate", "job", "instance"].reduce(expression) {
            $0.replacingOccurrences(of: "\"$\($1)\"", with: "\".*\"")
        }.replacingOccurrences(of: "$__rate_interval", with: "10s")
    }

    @Test func commandPrintsTheSameFiles() async throws {
        let other = try Self.agreeable()
        defer { other.stop() }
        let service = try ServiceProcess(datasource: other.url)
        let folder = Self.root.appendingPathComponent("rules/monitoring")
        for (arguments, file) in [
            (["alerts"], "stagegate-alerts.yml"), (["rules"], "stagegate-rules.yml"),
            (["tests"], "stagegate-alerts.test.yml"),
            (["dashboards", "stagegate-rollouts"], "dashboards/stagegate-rollouts.json"),
        ] {
            let shipped = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
            #expect(try await service.run(["monitoring"] + arguments, token: nil) == shipped, "\(file)")
        }
        let section = try await service.run(["monitoring", "runbook", "StagegateStalled"], token: nil)
        #expect(section.hasPrefix("## StagegateStalled\n") && !section.contains("## StagegateSlow"))
        _ = try await service.run(["monitoring", "dashboards", "--folder", service.folder.path], token: nil)
        for dashboard in Monitoring.dashboards {
            let written = try String(contentsOfFile: "\(service.folder.path)/\(dashboard.fileName)", encoding: .utf8)
            #expect(written == dashboard.json)
        }
    }
}
