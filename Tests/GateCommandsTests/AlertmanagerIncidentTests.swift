import Foundation
import GateTestSupport
import HTTPTransport
import Testing

@testable import GateCommands

/// Debian's Alertmanager posts its alerts to the binary: the alerts are made and ended with amtool.
@Suite(.serialized) struct AlertmanagerIncidentTests {
    /// Climbs to 50 % by itself; what alerts mean stands at the end.
    private static let rule = """
        rollouts:
          - name: demo
            interval: 200ms
            query_timeout: 200ms
            stages:
              - {name: zero, weight: 0%, window: 400ms, approval: auto}
              - {name: low, weight: 10%, window: 400ms, approval: auto}
              - {name: half, weight: 50%, window: 1h}
              - {name: full, weight: 100%}
            gates:
              - name: saturation
                threshold: {query: saturation, op: "<", value: 0.5}
            safety: {unresolved_after: 2s}
            incidents:
              from_alerts:
                - {matchers: [severity="sev1"], kind: sev1}
                - {matchers: ['incident_kind=~".+"'], kind: {label: incident_kind}}

        """

    private static let path = "/api/v1/rollouts/demo"

    @Test(
        "amtool fires and ends alerts, Alertmanager tells the binary: stop, 0 %, resolution, and no repetition counts")
    func alertsOpenAndResolveIncidents() async throws {
        let source = try LoopbackServer { _ in
            .text(#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"0.1"]}]}}"#)
        }
        defer { source.stop() }
        let service = try ServiceProcess(datasource: source.url, rule: Self.rule)
        try await service.start()
        let alertmanager = try await RealServer.alertmanager(configuration: Self.receiver(service.url))
        defer { alertmanager.stop() }
        _ = try await service.call(.post, Self.path + "/start", token: "alice", body: #"{"revision":"v1"}"#)
        _ = try await service.waitFor(Self.path + "/weight") { $0.contains(#""weight_percent":50,"#) }

        // An audit anomaly stops at the previous stable stage, and goes to 0 % while it stays unresolved.
        let anomaly = Alert(name: "TrailHasGaps", label: "incident_kind=audit_anomaly", at: alertmanager.url)
        try await anomaly.fire()
        _ = try await service.waitFor(Self.path + "/weight") {
            $0.contains(#""phase":"stopped""#) && $0.contains(#""weight_percent":10,"#)
        }
        _ = try await service.waitFor(Self.path + "/weight") { $0.contains(#""weight_percent":0,"#) }
        try await anomaly.end()
        _ = try await service.waitFor(Self.path + "/report") {
            $0.contains(#""incidents":[]"#) && $0.contains(#""resolved_by":"bob""#)
        }
        #expect(try await service.call(.get, Self.path).text.contains(#""phase":"stopped""#), "a person lets it go on")

        // A Sev-1 goes from 50 % to 0 % in one decision.
        _ = try await service.call(.post, Self.path + "/resume", token: "alice", body: #"{"reason":"mended"}"#)
        _ = try await service.waitFor(Self.path + "/weight") { $0.contains(#""weight_percent":50,"#) }
        let burning = Alert(name: "ItBurns", label: "severity=sev1", at: alertmanager.url)
        try await burning.fire()
        let stopped = try await service.waitFor(Self.path) { $0.contains(#""cause":"incident:sev1""#) }
        #expect(stopped.contains(#""weight_percent":0,"weight_ratio":0,"#))
        let decisions = try await service.call(.get, Self.path + "/decisions?limit=1").text
        #expect(decisions.contains(#""from_weight_percent":50"#) && decisions.contains(#""to_weight_percent":0"#))

        // It is told again and again, and taken once.
        let told = try await Self.matched(service)
        _ = try await service.waitFor("/metrics") { (Self.matched(in: $0) ?? 0) >= told + 2 }
        let journal = try await service.call(.get, Self.path + "/journal?limit=1000").text
        #expect(journal.components(separatedBy: #""event":"alerts_reported""#).count - 1 == 3)

        let id = try #require(stopped.firstMatch(of: /"id":"(alert-[0-9a-f]{16})"/).map { String($0.1) })
        let note = try await service.run(["incident", "note", "demo", id, "--note", "it was the cache"], token: "bob")
        #expect(note.contains(id))
        try await burning.end()
        _ = try await service.waitFor(Self.path + "/report") { $0.contains(#""incidents":[]"#) }
        let report = try await service.run(["report", "demo"], token: nil)
        #expect(report.contains("### \(id) (sev1)") && report.contains("by bob: it was the cache"))
        try await service.end(SIGTERM)
        #expect(try await !service.verify().contains("not intact"))
    }

    @Test("Alertmanager posts with basic_auth: as a user who may, and in vain as one who may not")
    func alertmanagerPostsAsAUser() async throws {
        let service = try ServiceProcess(datasource: "http://127.0.0.1:1", rule: Self.rule)
        // The password of both is `s3cret`.
        let hash = "$2y$04$abcdefghijklmnopqrstuuLZYjhNQAOdpbzt4WxWlUHjv1wsyH5DG"
        let web = try service.folder.write(
            "web.yml", "basic_auth_users: {alertmanager: '\(hash)', reader: '\(hash)'}\n")
        _ = try service.folder.write(
            "stagegate.yml",
            """
            datasources: [{url: 'http://127.0.0.1:1'}]
            rule_files: [rules.yml]
            access:
              tokens_file: tokens.yml
              users: [{user: alertmanager, actor: pager, roles: [operator]}, {user: reader, roles: [viewer]}]

            """)
        service.arguments = ["--web.config.file", web]
        try await service.start()
        for (user, opens) in [("reader", false), ("alertmanager", true)] {
            let alertmanager = try await RealServer.alertmanager(
                configuration: Self.receiver(service.url, "basic_auth: {username: \(user), password: s3cret}"))
            defer { alertmanager.stop() }
            try await Alert(name: "ItBurns", label: "severity=sev1", at: alertmanager.url).fire()
            if opens {
                _ = try await ServiceProcess.wait("the incident") {
                    let text = try await service.call(.get, Self.path, token: "alice").text
                    return text.contains(#""opened_by":"pager""#) ? true : nil
                }
            } else {
                _ = try await ServiceProcess.wait("the refusal") {
                    try service.log().contains("actor.name=reader http.call=\"POST /api/v1/alertmanager\"") ? true : nil
                }
                let text = try await service.call(.get, Self.path, token: "alice").text
                #expect(text.contains(#""incidents":[]"#))
            }
        }
        try await service.end(SIGTERM)
    }

    private static func receiver(
        _ url: String, _ credential: String = "authorization: {credentials: bob}"
    ) -> String {
        """
        route: {receiver: stagegate, group_by: ['...'], group_wait: 0s, group_interval: 1s, repeat_interval: 1s}
        receivers:
          - name: stagegate
            webhook_configs:
              - url: \(url)/api/v1/alertmanager
                http_config: {\(credential)}

        """
    }

    private static func matched(_ service: ServiceProcess) async throws -> Int {
        matched(in: try await service.call(.get, "/metrics").text) ?? 0
    }

    private static func matched(in metrics: String) -> Int? {
        metrics.firstMatch(of: /stagegate_alerts_received_total\{result="matched"\} (\d+)/).flatMap { Int($0.1) }
    }
}

/// An alert that amtool makes and ends.
private struct Alert {
    let name: String
    let label: String
    let at: String
    private let began = Date(timeIntervalSinceNow: -1)

    init(name: String, label: String, at: String) {
        self.name = name
        self.label = label
        self.at = at
    }

    func fire() async throws {
        try await add([])
    }

    func end() async throws {
        try await add(["--end=\(Self.text(Date()))"])
    }

    private func add(_ more: [String]) async throws {
        _ = try await Tool.run(
            "amtool", package: "prometheus-alertmanager",
            ["alert", "add", name, label, "--alertmanager.url=\(at)", "--start=\(Self.text(began))"] + more)
    }

    private static func text(_ date: Date) -> String {
        date.formatted(
            .iso8601.year().month().day().time(includingFractionalSeconds: true).timeZone(separator: .omitted))
    }
}
