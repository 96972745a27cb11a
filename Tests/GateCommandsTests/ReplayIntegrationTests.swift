import Foundation
import GateModel
import GateReplay
import GateRules
import GateTestSupport
import HTTPTransport
import Testing

@testable import GateCommands

/// Replays of what a real Prometheus has: a chunk says of each point what an instant query says.
@Suite(.serialized) struct ReplayIntegrationTests {
    @Test func chunksGiveWhatInstantQueriesGive() async throws {
        let server = try await RealServer.prometheus(openMetrics: Self.samples)
        defer { server.stop() }
        let from = Timestamp(seconds: 1_700_000_400)
        let range = from...(from + .minutes(30))
        let whole = try await Self.replay(Self.shop, range, server.url, chunkPoints: 11_000)
        let single = try await Self.replay(Self.shop, range, server.url, chunkPoints: 0)
        #expect(whole.timeline.evaluations > 100)
        #expect(whole.timeline.decisions == single.timeline.decisions)
        #expect(whole.timeline.gates.map(\.points) == single.timeline.gates.map(\.points))
        #expect(whole.timeline.gates.map(\.runs) == single.timeline.gates.map(\.runs))
        #expect(whole.timeline.gates.contains { $0.count(.fail) > 0 })
        #expect(whole.timeline.gates.allSatisfy { $0.count(.pass) > 0 })
    }

    @Test func prometheusOwnMetricsUnderLoad() async throws {
        let folder = try RealServer.newFolder()
        let server = try await RealServer.start(
            "prometheus", package: "prometheus", folder: folder, readyPath: "/-/ready"
        ) { port in
            let config = folder.appendingPathComponent("prometheus.yml")
            let text =
                "global: {scrape_interval: 1s}\nscrape_configs: [{job_name: self, static_configs: "
                + "[{targets: ['127.0.0.1:\(port)']}]}]\n"
            try Data(text.utf8).write(to: config)
            return [
                "--config.file=\(config.path)", "--web.listen-address=127.0.0.1:\(port)",
                "--storage.tsdb.path=\(folder.appendingPathComponent("data").path)", "--log.level=warn",
            ]
        }
        defer { server.stop() }
        let start = SystemTime.now()
        try await Self.load(server.url, until: start + .seconds(12))
        let range = (start + .seconds(6))...(start + .seconds(12))
        let whole = try await Self.replay(Self.itself, range, server.url, chunkPoints: 11_000)
        let single = try await Self.replay(Self.itself, range, server.url, chunkPoints: 0)
        #expect(whole.timeline.gates.map(\.points) == single.timeline.gates.map(\.points))
        #expect(whole.timeline.gates.map(\.name) == ["availability", "latency"])
        #expect(whole.timeline.gates.allSatisfy { $0.count(.pass) > 0 && $0.count(.error) == 0 })
    }

    /// Asks the server all the time.
    private static func load(_ url: String, until end: Timestamp) async throws {
        let transport = HTTPTransport()
        defer { transport.shutdown() }
        while SystemTime.now() < end {
            _ = try await transport.send(HTTPRequest(.get, "\(url)/api/v1/query?query=vector(1)"))
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private static func replay(
        _ rules: String, _ range: ClosedRange<Timestamp>, _ url: String, chunkPoints: Int
    ) async throws -> ReplayRun {
        let folder = try TemporaryFolder()
        let outcome = RuleLoader.load(patterns: [try folder.write("rules.yml", rules)])
        try #require(outcome.diagnostics.map(\.description) == [])
        let rule = outcome.rules.rollouts[0]
        let transport = HTTPTransport()
        defer { transport.shutdown() }
        let source = BulkSource(ServiceConfig.Datasource(url: url), transport, timeout: .seconds(30))
        let run = ReplayRun(
            under: rule, .attempts(AttemptSettings()), from: range.lowerBound, through: range.upperBound)
        let form = AnswerStore.Form(longest: chunkPoints, isLeftOpen: try await source.isLeftOpen())
        var replayer = Replayer([run], source: source, form: form, step: rule.interval, end: range.upperBound)
        try await replayer.run()
        return replayer.runs[0]
    }

    /// Two counters a track, scraped every 15 s for an hour, with errors of the canary in the middle.
    private static let samples: String = {
        var text = "# TYPE requests counter\n"
        for (track, code) in [("stable", "200"), ("stable", "500"), ("canary", "200"), ("canary", "500")] {
            var count = 0
            for tick in 0..<240 {
                let isBurst = track == "canary" && (110..<130).contains(tick)
                count += code == "200" ? 50 : isBurst ? 20 : tick % 40 == 0 ? 1 : 0
                text +=
                    "requests_total{job=\"shop\",instance=\"\(track)\",track=\"\(track)\",code=\"\(code)\"} \(count) "
                text += "\(1_700_000_000 + tick * 15)\n"
            }
        }
        return text + "# EOF\n"
    }()

    private static let shop = """
        rollouts:
          - name: shop
            interval: 15s
            stages:
              - {name: baseline, weight: 0%, window: 2m}
              - {name: canary, weight: 10%, window: 10m}
              - {name: full, weight: 100%, window: 20m}
            gates:
              - name: recent
                availability:
                  bad: sum(increase(requests_total{ {{ track }},code="500" }[{{ over }}]))
                  total: sum(increase(requests_total{ {{ track }} }[{{ over }}]))
                  objective: 90%
                over: 2m
                for: 10m
                min_events: 10
              - name: proven
                availability:
                  bad: requests_total{ {{ track }},code="500" }
                  total: requests_total{ {{ track }} }
                  objective: 80%
                confidence: {level: 95%}
                for: 10m
            stop_rules:
              - {name: breach, breach: {gates: [recent], for: 1m}}
        """

    private static let itself = """
        rollouts:
          - name: itself
            interval: 1s
            tracks: {canary: 'job="self"', baseline: 'job=~"self"'}
            stages: [{name: baseline, weight: 0%, window: 1s, approval: auto}, {name: all, weight: 100%, window: 1h}]
            gates:
              - name: availability
                availability:
                  bad: sum(increase(prometheus_http_requests_total{ {{ track }},code=~"5.." }[{{ over }}]))
                  total: sum(increase(prometheus_http_requests_total{ {{ track }} }[{{ over }}]))
                  objective: 99%
                over: 4s
                min_events: 1
              - name: latency
                latency:
                  histogram: >-
                    sum by (le) (increase(prometheus_http_request_duration_seconds_bucket{ {{ track }},handler="/api/v1/query" }[{{ over }}]))
                  quantile: 50%
                  target: 10s
                over: 4s
                min_events: 1
        """
}
