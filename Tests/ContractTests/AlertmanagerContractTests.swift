import AlertmanagerAPI
import Foundation
import GateModel
import GateTestSupport
import HTTPTransport
import Testing

/// What Alertmanager itself makes of our alerts.
@Suite(.serialized) struct AlertmanagerContractTests {
    private static let configuration = """
        route:
          receiver: audit
          routes:
          - {receiver: on-call, matchers: [gate_action="stop"], continue: true}
          - {receiver: audit}
        receivers: [{name: audit}, {name: on-call}]
        inhibit_rules:
        - {source_matchers: [gate_action="stop"], target_matchers: [gate_action="hold"], equal: [rollout]}
        """

    @Test func acceptedAlertsAreReadBackByFingerprintWithTheirReceivers() async throws {
        try await withAlertmanager { client async throws in
            let alert = Self.alert("StagegateAutoStop", ["gate_action": "stop", "note": "ü \"quoted\" \\ 1/2"])
            #expect(await client.post([alert], timeout: .seconds(10)).isComplete)
            let alerts = try await client.alerts(matching: ["alertname=\"StagegateAutoStop\""], timeout: .seconds(10))
            #expect(alerts.map(\.fingerprint) == [alert.labels.fingerprint])
            #expect(alerts.first?.labels == alert.labels)
            #expect(alerts.first?.annotations == alert.annotations)
            #expect(alerts.first?.startsAt == alert.startsAt.description)
            #expect(Set(alerts[0].receivers.map(\.name)) == ["on-call", "audit"])
            #expect(try await client.alerts(matching: ["alertname=\"Other\""], timeout: .seconds(10)).isEmpty)
        }
    }

    @Test func theGreaterInhibitsTheLesser() async throws {
        try await withAlertmanager { client async throws in
            let stop = Self.alert("StagegateAutoStop", ["gate_action": "stop"])
            let hold = Self.alert("StagegateGateFailing", ["gate_action": "hold"])
            #expect(await client.post([stop, hold], timeout: .seconds(10)).isComplete)
            let filter = ["alertname=\"StagegateGateFailing\""]
            let isSuppressed = try await eventually {
                let status = try await client.alerts(matching: filter, timeout: .seconds(10)).first?.status
                return status?.state == "suppressed" && status?.inhibitedBy == [stop.labels.fingerprint]
            }
            #expect(isSuppressed)
        }
    }

    @Test func endedAlertsAreGone() async throws {
        try await withAlertmanager { client async throws in
            let alert = Self.alert("StagegateRollback", [:])
            #expect(await client.post([alert], timeout: .seconds(10)).isComplete)
            #expect(try await client.alerts(timeout: .seconds(10)).count == 1)
            let over = PostableAlert(
                labels: alert.labels, annotations: alert.annotations, startsAt: alert.startsAt,
                endsAt: alert.startsAt + .seconds(1))
            #expect(await client.post([over], timeout: .seconds(10)).isComplete)
            #expect(try await eventually { try await client.alerts(timeout: .seconds(10)).isEmpty })
        }
    }

    @Test("an alert without labels (400) and one with a broken url (422) do not keep the others from being stored")
    func badAlertsAreFound() async throws {
        try await withAlertmanager { client async throws in
            var alerts = (0..<10).map { Self.alert("Good\($0)", [:]) }
            let bare = PostableAlert(labels: [:], startsAt: Self.start, endsAt: Self.end)
            let broken = PostableAlert(
                labels: ["alertname": "Broken"], startsAt: Self.start, endsAt: Self.end, generatorURL: "not a url")
            alerts.insert(bare, at: 3)
            alerts.insert(broken, at: 8)
            let outcome = await client.post(alerts, timeout: .seconds(10))
            #expect(outcome.refused.map(\.alert) == [bare, broken])
            #expect(outcome.refused.first?.message.contains("400") == true, "\(outcome.refused)")
            #expect(outcome.refused.last?.message.contains("422") == true, "\(outcome.refused)")
            #expect(outcome.accepted.count == 10)
            #expect(try await client.alerts(timeout: .seconds(10)).count == 10)
        }
    }

    @Test func brokenMatchersAreRejected() async throws {
        try await withAlertmanager { client async throws in
            let error = await #expect(throws: AlertmanagerError.self) {
                try await client.alerts(matching: ["{{{"], timeout: .seconds(10))
            }
            #expect(error?.code == .rejected)
        }
    }

    private static let start = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970) * 1000 - 60_000)
    private static let end = start + .hours(1)

    private static func alert(_ name: String, _ labels: Labels) -> PostableAlert {
        PostableAlert(
            labels: labels.merging(["alertname": name, "rollout": "advisory"]), annotations: ["summary": "s"],
            startsAt: start, endsAt: end, generatorURL: "http://127.0.0.1/rollouts/advisory")
    }

    private func eventually(_ isTrue: () async throws -> Bool) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            if try await isTrue() { return true }
            try await Task.sleep(for: .milliseconds(50))
        }
        return false
    }

    private func withAlertmanager(_ run: (AlertmanagerClient) async throws -> Void) async throws {
        let server = try await RealServer.alertmanager(configuration: Self.configuration)
        let transport = HTTPTransport()
        defer {
            transport.shutdown()
            server.stop()
        }
        try await run(AlertmanagerClient(url: server.url, transport: transport))
    }
}
