import Foundation
import FoundationNetworking
import GateLint
import GateModel
import GateRules
import GateTestSupport
import Testing

@testable import GateCommands

/// `check --online` against a real Prometheus.
@Suite struct OnlineCheckTests {
    private static let end: Int64 = 1_760_000_000

    /// An hour of a small shop, a sample every 15 seconds.
    private static var samples: String {
        var text = ""
        func family(_ name: String, _ type: String, _ series: [(labels: String, perSecond: Double)]) {
            let base = name.hasSuffix("_total") ? String(name.dropLast(6)) : name
            text += "# TYPE \(base) \(type)\n"
            for one in series {
                let suffix = type == "histogram" ? "_bucket" : ""
                for second in stride(from: Int64(0), through: 3600, by: 15) {
                    let value = type == "gauge" ? one.perSecond : (one.perSecond * Double(second)).rounded()
                    text += "\(name)\(suffix){\(one.labels)} \(value) \(end - 3600 + second)\n"
                }
            }
        }
        family(
            "http_requests_total", "counter",
            [(#"track="stable",code="200""#, 40), (#"track="stable",code="503""#, 0.02)])
        family(
            "http_request_duration_seconds", "histogram",
            [("0.1", 20.0), ("0.25", 39), ("0.5", 40), ("1.0", 40), ("+Inf", 40)].map {
                (#"track="stable",le="\#($0.0)""#, $0.1)
            })
        family("queue_length", "gauge", [(#"track="stable",pod="a""#, 3), (#"track="stable",pod="b""#, 4)])
        return text + "# EOF\n"
    }

    private static func run(
        _ path: String, url: String, at time: Timestamp, limits: QueryLimits = QueryLimits()
    ) async throws -> (diagnostics: [Diagnostic], measurements: [QueryMeasurement]) {
        let files = await CheckedFiles(patterns: [path])
        let source = OpenSource(ServiceConfig.Datasource(url: url))
        defer { source.shutdown() }
        var asked: [Finding] = []
        var measurements: [QueryMeasurement] = []
        for rollout in files.rollouts {
            var check = OnlineCheck(rollout.source, rollout.place, rollout.rule, source, limits: limits)
            await check.run(at: time)
            asked += check.findings
            measurements += check.measurements
        }
        return (await files.diagnostics(LintSurroundings(now: time), online: asked), measurements)
    }

    @Test func everyIDOfTheSourceIsFoundInItsBadFileAlone() async throws {
        let server = try await RealServer.prometheus(openMetrics: Self.samples)
        defer { server.stop() }
        let now = Timestamp(milliseconds: Self.end * 1000)
        for id in DiagnosticID.allCases where Lint.online.contains(id) {
            var limits = QueryLimits()
            if id == .querySlow { limits.share = 0 }
            if id == .manySeries { limits.series = 1 }
            let url = id == .queryFailed ? "http://127.0.0.1:\(try Loopback.freePort())" : server.url
            let bad = try await Self.run(LintFixtureTests.path(id, "bad"), url: url, at: now, limits: limits)
            #expect(bad.diagnostics.map(\.id).contains(id), "\(id.rawValue): \(bad.diagnostics)")
            let good = try await Self.run(LintFixtureTests.path(id, "good"), url: server.url, at: now)
            #expect(good.diagnostics == [], "\(id.rawValue)")
            #expect(good.measurements.allSatisfy { $0.answered != nil && $0.scrapeSeconds == 15 })
        }
    }

    @Test func theMistakeIsShownWhereTheSourceFoundIt() async throws {
        let server = try await RealServer.prometheus(openMetrics: Self.samples)
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "rules.yml",
            """
            rollouts:
              - name: shop
                scrape_interval: 15s
                gates:
                  - name: queue
                    threshold:
                      query: |
                        max(queue_length{ {{ track }} })
                          + summ(queue_length{ {{ track }} })
                      op: "<"
                      value: 100

            """)
        let found = try await Self.run(path, url: server.url, at: Timestamp(milliseconds: Self.end * 1000)).diagnostics
        #expect(found.map(\.id) == [.queryRejected])
        #expect(found.first?.position == Position(line: 9, column: 17))
        #expect(found.first?.message.contains("unknown function") == true)
    }

    /// Metrics that are nobody's fixture: those a Prometheus has of itself.
    @Test func aPrometheusUnderLoadIsCheckedByItsOwnMetrics() async throws {
        let folder = try RealServer.newFolder()
        let server = try await RealServer.start(
            "prometheus", package: "prometheus", folder: folder, readyPath: "/-/ready"
        ) { port in
            let config = """
                global: {scrape_interval: 1s}
                scrape_configs: [{job_name: prometheus, static_configs: [{targets: ['127.0.0.1:\(port)']}]}]

                """
            try Data(config.utf8).write(to: folder.appendingPathComponent("prometheus.yml"))
            return [
                "--config.file=\(folder.path)/prometheus.yml", "--storage.tsdb.path=\(folder.path)/data",
                "--web.listen-address=127.0.0.1:\(port)", "--log.level=warn",
            ]
        }
        defer { server.stop() }
        let rules = Golden.fixtures().appendingPathComponent("prometheus")
        let source = OpenSource(ServiceConfig.Datasource(url: server.url))
        defer { source.shutdown() }
        let wanted = Query(
            name: "load", expression: #"sum(increase(prometheus_http_requests_total{handler="/api/v1/query"}[10s]))"#,
            time: Timestamp(milliseconds: 0))
        // The queries are the load: they are counted until there are enough of them in ten seconds.
        _ = try await ServiceProcess.wait("load", within: .seconds(90)) { () -> Bool? in
            let now = Query(name: wanted.name, expression: wanted.expression, time: SystemTime.now() - .seconds(6))
            let answers = await source.ask(
                (0..<8).map { Query(name: "\($0)", expression: "up", time: now.time) } + [now], timeout: .seconds(5))
            guard case .answered(let result)? = answers[now], case .value(let count)? = result.samples.first?.content
            else { return nil }
            return count.number > 200 ? true : nil
        }

        let good = try await Self.run(
            rules.appendingPathComponent("self.good.yml").path, url: server.url, at: SystemTime.now())
        #expect(good.diagnostics.map(\.description) == [])
        // A machine under load scrapes a little late.
        let isPaced = good.measurements.allSatisfy { $0.scrapeSeconds.map { (0.7...1.5).contains($0) } ?? false }
        #expect(isPaced && good.measurements.allSatisfy { ($0.matched ?? 0) >= 1 }, "\(good.measurements)")
        let bad = try await Self.run(
            rules.appendingPathComponent("self.bad.yml").path, url: server.url, at: SystemTime.now())
        #expect(
            Set(bad.diagnostics.map(\.id)) == [
                .metricUnknown, .labelUnknown, .targetBetweenBuckets, .targetAboveBuckets, .scrapeIntervalDiffers,
                .gateUndecided, .tooLittleTraffic, .queryRejected,
            ], "\(bad.diagnostics)")
    }
}
