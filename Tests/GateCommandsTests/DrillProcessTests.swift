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
        #expect(!verified.contains("problem") || verified.contains("no problem"), "\(verified)")
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
