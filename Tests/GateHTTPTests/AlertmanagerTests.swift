import Foundation
import GateModel
import GateRules
import GateRuntime
import MetricsExposition
import Testing

@testable import GateHTTP

/// Notifications as Alertmanager sends them.
enum Notifications {
    static func alert(
        _ status: String, _ severity: String, fingerprint: String = "0123456789abcdef",
        startsAt: String = "2026-02-15T09:30:00.123456789+01:00"
    ) -> String {
        """
        {"status":"\(status)","labels":{"alertname":"A","severity":"\(severity)"},"annotations":{"summary":"it burns"},\
        "startsAt":"\(startsAt)","endsAt":"0001-01-01T00:00:00Z","generatorURL":"","fingerprint":"\(fingerprint)"}
        """
    }

    static func body(_ alerts: [String], _ extra: String = "") -> String {
        """
        {"version":"4","groupKey":"{}:{alertname=\\"A\\"}","status":"firing","receiver":"stagegate"\(extra),\
        "notification_reason":"new","alerts":[\(alerts.joined(separator: ","))]}
        """
    }

    static func firing(severity: String) -> String { body([alert("firing", severity)]) }
}

@Suite struct AlertmanagerTests {
    private static let path = "/api/v1/alertmanager"

    private static let occurrence = AlertOccurrence(
        group: #"{}:{alertname="A"}"#, fingerprint: "0123456789abcdef",
        startsAt: Timestamp(milliseconds: 1_771_144_200_123))

    private static func note(_ severity: String) -> String {
        #"alert {alertname="A",severity="\#(severity)"}: it burns"#
    }

    private static func post(
        _ body: String, to service: FakeService, metrics: MetricsRegistry = MetricsRegistry()
    ) async throws -> RawResponse {
        var answer: RawResponse?
        try await withServer(service, metrics: metrics) { (client) async throws in
            answer = try await client.send("POST", path, token: "operator", body: body)
        }
        return try #require(answer)
    }

    @Test func firingAlertBecomesOneEventForTheRolloutWhoseRuleIsAboutIt() async throws {
        let service = FakeService(Samples.full)
        let response = try await Self.post(Notifications.firing(severity: "sev1"), to: service)
        #expect(response.status == 200)
        #expect(try response.decoded(API.Success<API.NotificationReceipt>.self).data.changed == ["advisory"])
        let report = AlertReport(
            occurrence: Self.occurrence, status: .firing(.sev1), note: Self.note("sev1"))
        #expect(await service.submissions.map(\.kind) == [.alertsReported([report])])
        #expect(await service.submissions.map(\.actor.name) == ["operator"])
    }

    @Test func alertNoRuleIsAboutIsAnsweredAndIgnored() async throws {
        let service = FakeService(Samples.full)
        let metrics = MetricsRegistry()
        let response = try await Self.post(Notifications.firing(severity: "warning"), to: service, metrics: metrics)
        #expect(response.status == 200)
        #expect(await service.submissions.isEmpty)
        let text = String(decoding: metrics.render(), as: UTF8.self)
        #expect(text.contains(#"stagegate_alerts_received_total{result="ignored"} 1"#))
    }

    @Test func repetitionTakesNoStep() async throws {
        var view = Samples.full
        var state = view.state
        state.incidents = [
            Incident(
                id: Self.occurrence.incidentID, kind: .sev1, openedAt: Samples.start, openedBy: "am", note: "",
                source: .alert(Self.occurrence))
        ]
        view = RolloutView(
            rule: view.rule, state: state, servedWeight: .zero, evaluation: nil, waitingFor: [])
        let service = FakeService(view)
        #expect(try await Self.post(Notifications.firing(severity: "sev1"), to: service).status == 200)
        #expect(await service.submissions.isEmpty)
        // Its resolution counts also when the rule is no longer about it.
        let over = Notifications.body([Notifications.alert("resolved", "other")])
        #expect(try await Self.post(over, to: service).status == 200)
        let report = AlertReport(occurrence: Self.occurrence, status: .resolved, note: Self.note("other"))
        #expect(await service.submissions.map(\.kind) == [.alertsReported([report])])
    }

    @Test func whatCouldNotBeWrittenIsAnErrorThatAlertmanagerRetries() async throws {
        let service = FakeService(Samples.full)
        await service.update { $0.outcome = .unavailable(message: "disk full") }
        #expect(try await Self.post(Notifications.firing(severity: "sev1"), to: service).status == 503)
        await service.update { $0.outcome = .rejected(Rejection(.alreadyDone, "m")) }
        #expect(try await Self.post(Notifications.firing(severity: "sev1"), to: service).status == 200)
    }

    @Test func alertsThatWereCutOffAreRemarked() async throws {
        let body = Notifications.body([], #","truncatedAlerts":3"#)
        let response = try await Self.post(body, to: FakeService(Samples.full))
        #expect(response.status == 200)
        #expect(response.body.contains("3 alerts were cut off by max_alerts"))
    }

    static let bad: [(String, String)] = [
        ("", "the JSON cannot be read"), ("[]", "the JSON has the wrong type"),
        (
            Notifications.firing(severity: "sev1").replacingOccurrences(of: #""version":"4""#, with: #""version":"3""#),
            "version 3, not 4"
        ),
        (#"{"version":"4","alerts":[]}"#, "groupKey is missing"),
        (#"{"version":"4","groupKey":"","alerts":[]}"#, "empty groupKey"),
        (#"{"version":"4","groupKey":"g"}"#, "alerts is missing"),
        (Notifications.body([], #","truncatedAlerts":-1"#), "no number of alerts"),
        (Notifications.body([Notifications.alert("pending", "sev1")]), "alerts[0].status has to be firing or resolved"),
        (
            Notifications.body([Notifications.alert("firing", "s", startsAt: "yesterday")]),
            "alerts[0].startsAt is not a time"
        ),
        (Notifications.body([Notifications.alert("firing", "s", fingerprint: "")]), "alerts[0].fingerprint is empty"),
        (Notifications.body([#"{"status":"firing","labels":{"a":1}}"#]), "alerts[0].labels.a has the wrong type"),
    ]

    @Test(arguments: bad)
    func whatIsNoNotificationIsRefusedWithItsPlace(_ body: String, _ trouble: String) async throws {
        let service = FakeService(Samples.full)
        let response = try await Self.post(body, to: service)
        #expect(response.status == 400)
        #expect(try response.decoded(API.Failure.self).error.contains(trouble), "\(response.body)")
        #expect(await service.submissions.isEmpty)
    }

    @Test func bodyIsBounded() async throws {
        let alert = Notifications.alert("firing", "warning")
        let large = Notifications.body(Array(repeating: alert, count: HTTPLimits.notification / alert.utf8.count + 1))
        #expect(try await Self.post(large, to: FakeService(Samples.full)).status == 413)
        let fits = Notifications.body(
            Array(repeating: alert, count: HTTPLimits.notification / (alert.utf8.count + 1) - 10))
        #expect(try await Self.post(fits, to: FakeService(Samples.full)).status == 200)
    }
}
