import Foundation
import GateTestSupport
import HTTPTransport
import Testing

@testable import GateHTTP

/// The checklist as an operator works it off, against a real Alertmanager.
@Suite(.serialized) struct DrillProcessTests {
    private static let rule = """
        rollouts:
          - name: demo
            interval: 1s
            gates:
              - name: saturation
                threshold: {query: 'saturation{ {{ track }} }', op: "<", value: 0.5}
            stop_rules:
              - {name: overload, breach: {gates: [saturation], for: 5m}}
            labels: {team: advisory}
            preflight:
              - {name: configuration, proof: rule_approved}
              - {name: routing, proof: alert_routing, receivers: [on-call, audit], valid_for: 30d}
              - {name: data, proof: datasource}
              - {name: kill-switch, proof: drill, parts: [kill], valid_for: 30d}
              - {name: rollback, proof: drill, parts: [rollback, stop]}
              - {name: decision-log}

        """

    private static let alertmanager = """
        route:
          receiver: nobody
          routes:
            - {receiver: audit, matchers: ['team="advisory"'], continue: true}
            - {receiver: on-call, matchers: ['gate_action="stop"', 'rollout=~"demo.*"']}
        receivers: [{name: nobody}, {name: audit}, {name: on-call}]

        """

    private static func prometheus(_ answer: String) throws -> LoopbackServer {
        try LoopbackServer { _ in
            .text(#"{"status":"success","data":{"resultType":"vector","result":[\#(answer)]}}"#)
        }
    }

    private static let one = #"{"metric":{},"value":[1,"0.1"]}"#

    private struct Answer: Decodable {
        let data: API.Proving
    }

    private struct Checklist: Decodable {
        let data: API.Preflight
    }

    private static func checklist(_ service: ServiceProcess) async throws -> API.Preflight {
        let body = try await service.call(.get, "/api/v1/rollouts/demo/preflight").body
        return try JSONDecoder().decode(Checklist.self, from: Data(body)).data
    }

    @Test("the whole checklist is proven by machine and by people, and only then does the rollout start")
    func theChecklistIsWorkedOff() async throws {
        let source = try Self.prometheus(Self.one)
        let alertmanager = try await RealServer.alertmanager(configuration: Self.alertmanager)
        defer {
            source.stop()
            alertmanager.stop()
        }
        let service = try ServiceProcess(
            datasource: source.url, alertmanager: "127.0.0.1:\(alertmanager.port)", rule: Self.rule)
        try await service.start()

        let early = try await service.call(
            .post, "/api/v1/rollouts/demo/start", token: "alice", body: #"{"revision":"v1"}"#)
        #expect(early.status == 409 && early.text.contains("kill-switch (missing: stagegate drill demo)"))

        let proven = try await service.run(["preflight", "demo", "--run"], token: "bob")
        #expect(proven.contains("on-call"), "\(proven)")
        let list = try await Self.checklist(service)
        #expect(
            list.items.map(\.state) == ["missing", "proven", "proven", "proven", "proven", "missing"], "\(proven)")
        let kill = try #require(list.items[3].findings.first)
        #expect(kill.actor == "bob" && kill.evidence.contains { $0.contains("to 0 % within") })

        _ = try await service.run(["preflight", "demo", "decision-log", "--note", "kept"], token: "bob")
        let refused = try await service.run(["preflight", "demo", "configuration", "--note", "read"], token: "bob")
        #expect(!refused.contains("demo"))
        _ = try await service.run(["preflight", "demo", "configuration", "--note", "read"], token: "alice")
        #expect(try await Self.checklist(service).complete)

        let start = try await service.call(
            .post, "/api/v1/rollouts/demo/start", token: "alice", body: #"{"revision":"v1"}"#)
        #expect(start.status == 200, "\(start.text)")
        let refusal = try await service.call(.post, "/api/v1/rollouts/demo/drill", token: "bob", body: "")
        #expect(refusal.status == 409 && refusal.text.contains("already_running"))

        let report = try await service.run(["report", "demo"], token: nil)
        #expect(report.contains("  - drill_kill proven at ") && report.contains("  - rule approved by alice at "))
        let drill = try await service.run(["report", "demo.drill"], token: nil)
        #expect(drill.contains("**This was a drill of demo: nothing of it is real.**"))
        #expect(drill.contains("routed to audit, on-call") || drill.contains("audit,on-call"), "\(drill)")
        let page = try await service.call(.get, "/api/v1/rollouts/demo.drill/report.html").text
        #expect(page.contains("DRILL, nothing of this is real"))
        try await Self.checkMetrics(service)
        try await service.end(SIGTERM)
        let verified = try await service.verify()
        #expect(verified.contains("intact") && !verified.contains("not intact"), "\(verified)")
    }

    @Test("a crash in the middle of a drill leaves nobody paged, and the journal intact")
    func aCrashIsTidiedUp() async throws {
        let source = try Self.prometheus(Self.one)
        // It takes alerts and never says whom it told, so that the drill waits.
        let alertmanager = try LoopbackServer { $0.text.hasPrefix("POST") ? .text("") : .text("[]") }
        defer {
            source.stop()
            alertmanager.stop()
        }
        let service = try ServiceProcess(
            datasource: source.url, alertmanager: "127.0.0.1:\(alertmanager.port)", rule: Self.rule)
        try await service.start()
        let url = service.url
        async let drill = Self.drill(url)
        _ = try await service.waitFor("/api/v1/rollouts/demo.drill") { $0.contains(#""rollback":{"#) }
        try await service.end(SIGKILL)
        await drill
        try await service.start()
        let shadow = try await service.call(.get, "/api/v1/rollouts/demo.drill").text
        #expect(shadow.contains(#""phase":"aborted""#) && shadow.contains(#""weight_percent":0"#), "\(shadow)")
        let real = try await service.call(.get, "/api/v1/rollouts/demo").text
        #expect(real.contains(#""phase":"pending""#))
        #expect(try await service.call(.get, "/api/v1/rollouts").text.contains("demo.drill") == false)
        #expect(try await Self.checklist(service).items.allSatisfy { $0.state == "missing" })
        let told = try await service.call(.get, "/api/v1/alerts/deliveries?rollout=demo.drill").text
        #expect(told.contains("StagegateRollback") && told.contains(#""resolved_at""#), "\(told)")
        try await service.end(SIGTERM)
        let verified = try await service.verify()
        #expect(verified.contains("intact") && !verified.contains("not intact"), "\(verified)")
    }

    @Test("a real Prometheus answers every query, or the one it does not is named")
    func aRealPrometheusIsLookedAt() async throws {
        let now = Int(Date().timeIntervalSince1970)
        let samples = stride(from: now - 7200, through: now + 1800, by: 15).map {
            #"saturation{track="stable"} 0.2 \#($0)"#
        }
        let text = "# TYPE saturation gauge\n" + samples.joined(separator: "\n") + "\n# EOF\n"
        let prometheus = try await RealServer.prometheus(openMetrics: text)
        defer { prometheus.stop() }
        let gates = [("present", "saturation{ {{ track }} }"), ("absent", "saturatoin{ {{ track }} }")]
        for (name, query) in gates {
            let rule = Self.rule.replacingOccurrences(of: "saturation{ {{ track }} }", with: query)
                .replacingOccurrences(
                    of: "- {name: routing, proof: alert_routing, receivers: [on-call, audit], valid_for: 30d}", with: ""
                )
            let service = try ServiceProcess(datasource: prometheus.url, rule: rule)
            try await service.start()
            let body = try await service.call(.post, "/api/v1/rollouts/demo/preflight/run", token: "bob", body: "").body
            let answer = try JSONDecoder().decode(Answer.self, from: Data(body)).data
            #expect(answer.passed == (name == "present"), "\(answer)")
            #expect(
                (answer.checks.first?.failure?.contains(#"no data, try: saturatoin{ track="stable" } at "#) ?? false)
                    == (name == "absent"), "\(answer)")
            try await service.end(SIGTERM)
        }
    }

    /// Asks for a drill; the call ends with the service, and whether with an error or an answer is all the same.
    private static func drill(_ url: String) async {
        let transport = HTTPTransport()
        defer { transport.shutdown() }
        let headers = [HTTPHeader("Authorization", "Bearer bob")]
        _ = try? await transport.send(
            HTTPRequest(.post, "\(url)/api/v1/rollouts/demo/drill", headers: headers, timeoutMilliseconds: 60_000))
    }

    private static func checkMetrics(_ service: ServiceProcess) async throws {
        let metrics = try await service.call(.get, "/metrics").text
        for line in [
            #"stagegate_drills_total{rollout="demo",result="passed"} 1"#,
            #"stagegate_preflight_checks_total{rollout="demo",check="alert_routing",result="passed"} 1"#,
            #"stagegate_rollout_weight_ratio{rollout="demo.drill"} 0"#,
            #"stagegate_preflight_items_missing{rollout="demo"} 0"#,
        ] {
            #expect(metrics.contains(line), "\(line)")
        }
        #expect(!metrics.contains(#"stagegate_drill_last_success_timestamp_seconds{rollout="demo"} 0"#))
    }
}
