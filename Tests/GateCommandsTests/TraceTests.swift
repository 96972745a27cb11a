import Foundation
import GateTestSupport
import HTTPTransport
import Synchronization
import Testing

@testable import GateCommands

/// One trace id leads from a query to everything that came of it.
@Suite struct TraceTests {
    private static let rule = """
        rollouts:
          - name: demo
            interval: 200ms
            query_timeout: 200ms
            stages:
              - {name: zero, weight: 0%, window: 400ms, approval: auto}
              - {name: half, weight: 50%, window: 1h}
              - {name: full, weight: 100%}
            gates:
              - name: saturation
                threshold: {query: saturation, op: "<", value: 0.5}
            stop_rules:
              - name: leak
                expr: {query: leaks, opens_incident: tenant_isolation_breach}

        """

    @Test("query header, decision, log line, alert annotation, incident and exemplar carry the id of the evaluation")
    func oneIdFromTheQueryToTheExemplar() async throws {
        let isLeaking = Atomic(false)
        let source = try LoopbackServer { request in
            let value = request.text.contains("leaks") ? (isLeaking.load(ordering: .relaxed) ? "1" : "0") : "0.1"
            return .text(
                #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"\#(value)"]}]}}"#
            )
        }
        let told = Mutex("")
        let alertmanager = try LoopbackServer { request in
            told.withLock { $0 += request.text }
            return .text("")
        }
        defer {
            source.stop()
            alertmanager.stop()
        }
        let service = try ServiceProcess(
            datasource: source.url, alertmanager: "127.0.0.1:\(alertmanager.port)", rule: Self.rule)
        try await service.start()
        let prometheus = try await Self.scraper(of: service.url)
        defer { prometheus.stop() }
        let path = "/api/v1/rollouts/demo"
        _ = try await service.call(.post, path + "/start", token: "alice", body: #"{"revision":"v1"}"#)
        _ = try await service.waitFor(path) { $0.contains(#""stage":"half""#) }
        isLeaking.store(true, ordering: .relaxed)
        let view = try await service.waitFor(path) { $0.contains(#""phase":"stopped""#) }
        let trace = try #require(view.firstMatch(of: /"stop":\{.*?"trace_id":"([0-9a-f]{32})"/).map { String($0.1) })

        let headers = source.requests.filter { $0["traceparent"]?.hasPrefix("00-\(trace)-") == true }
        #expect(headers.count == 2, "every query of the evaluation")
        #expect(view.firstMatch(of: /"incidents":\[\{.*?"trace_id":"([0-9a-f]{32})"/)?.1 == trace[...])
        let decision = try await service.call(.get, path + "/decisions?limit=1").text
        #expect(decision.contains(#""kind":"stop""#) && decision.contains(#""trace_id":"\#(trace)""#))
        let lines = try service.log().split(separator: "\n")
        #expect(
            lines.contains { $0.contains("msg=decision") && $0.contains("decision.kind=stop") && $0.contains(trace) })
        for name in ["StagegateAutoStop", "StagegateIncidentOpen"] {
            _ = try await ServiceProcess.wait("\(name) with the trace") {
                let alerts = told.withLock { $0 }
                return alerts.contains(name) && alerts.contains(#""trace_id":"\#(trace)""#) ? true : nil
            }
        }
        let exemplars = try await ServiceProcess.wait("the exemplar in Prometheus") {
            let text = try await Self.exemplars(in: prometheus)
            return text.contains(trace) ? text : nil
        }
        #expect(exemplars.contains(#""decision":"stop""#))
    }

    /// Debian's Prometheus, which scrapes the service and keeps exemplars.
    private static func scraper(of url: String) async throws -> RealServer {
        let folder = try RealServer.newFolder()
        let file = folder.appendingPathComponent("prometheus.yml")
        let target = url.replacingOccurrences(of: "http://", with: "")
        try Data(
            """
            global: {scrape_interval: 500ms, scrape_timeout: 500ms}
            scrape_configs:
              - {job_name: stagegate, static_configs: [{targets: ['\(target)']}]}

            """.utf8
        ).write(to: file)
        return try await RealServer.start("prometheus", package: "prometheus", folder: folder, readyPath: "/-/ready") {
            [
                "--config.file=\(file.path)", "--storage.tsdb.path=\(folder.path)/data",
                "--enable-feature=exemplar-storage", "--web.listen-address=127.0.0.1:\($0)", "--log.level=warn",
            ]
        }
    }

    private static func exemplars(in prometheus: RealServer) async throws -> String {
        let transport = HTTPTransport()
        defer { transport.shutdown() }
        let now = Date().timeIntervalSince1970
        let query = "query=stagegate_decisions_total&start=\(now - 600)&end=\(now + 60)"
        return try await transport.send(
            HTTPRequest(.get, "\(prometheus.url)/api/v1/query_exemplars?\(query)")
        ).text
    }
}
