import Foundation
import Testing

@Suite struct InhibitionTests {
    @Test func theGreaterSilencesTheLesserOfTheSameRolloutOnly() async throws {
        let alertmanager = try await LiveAlertmanager()
        defer { alertmanager.stop() }
        try await alertmanager.post([
            stop("one"), rollback("one"), hold("one"),
            rollback("two"), hold("two"),
            hold("three"),
        ])

        // What silences an alert is worked out after it was taken.
        let states = try await states(of: alertmanager) { $0.values.count { $0.hasPrefix("suppressed") } == 3 }
        #expect(states["one stop"] == "active")
        #expect(states["one rollback"] == "suppressed by one stop")
        #expect(states["one hold"] == "suppressed by one stop")
        #expect(states["two rollback"] == "active")
        #expect(states["two hold"] == "suppressed by two rollback")
        #expect(states["three hold"] == "active")
    }

    @Test func otherPeoplesAlertsAreNeitherSilencedNorSilence() async throws {
        let alertmanager = try await LiveAlertmanager()
        defer { alertmanager.stop() }
        try await alertmanager.post([
            stop("one"), ["alertname": "OtherGate", "rollout": "one", "gate_action": "hold"],
            ["alertname": "OtherGate", "rollout": "two", "gate_action": "stop"], hold("two"),
        ])

        let states = try await states(of: alertmanager) { $0.count == 4 }
        #expect(states["one hold"] == "active")
        #expect(states["two hold"] == "active")
    }

    @Test func stopsOfOneRolloutShareAPageAndAreRecordedOneByOne() async throws {
        let alertmanager = try await LiveAlertmanager()
        defer { alertmanager.stop() }
        var second = stop("one")
        second["stop_rule"] = "spikes-5xx"
        try await alertmanager.post([stop("one"), second, stop("two")])

        // The dispatcher takes alerts over in a goroutine of its own, so its groups follow a little later.
        var groups: [LiveAlertmanager.Group] = []
        let deadline = ContinuousClock.now + .seconds(10)
        while groups.count < 5, ContinuousClock.now < deadline {
            groups = try await alertmanager.groups()
            try await Task.sleep(for: .milliseconds(20))
        }
        let pages = groups.filter { $0.receiver.name == "on-call-tech-lead" }
        #expect(pages.map { $0.labels["rollout"] ?? "" }.sorted() == ["one", "two"])
        #expect(pages.map(\.alerts.count).sorted() == [1, 2])
        #expect(groups.filter { $0.receiver.name == "audit" }.map(\.alerts.count) == [1, 1, 1])
        let receivers = try await alertmanager.alerts().map { Set($0.receivers.map(\.name)) }
        #expect(receivers.allSatisfy { $0 == ["audit", "on-call-tech-lead"] })
    }

    @Test func causesSilenceWhatFollowsAtTheSameStagegateOnly() async throws {
        let alertmanager = try await LiveAlertmanager()
        defer { alertmanager.stop() }
        let causes = [
            "StagegateDatasourceDown": ["StagegateEvaluationFailures", "StagegateGateNoData", "StagegateSlow"],
            "StagegateJournalErrors": ["StagegateStalled", "StagegateMailboxFull"],
            "StagegateAlertSendErrorsAny": ["StagegateAlertSendErrorsSome", "StagegateNotificationQueueStuck"],
        ]
        func labels(_ name: String, _ instance: String) -> [String: String] {
            ["alertname": name, "job": "stagegate", "instance": instance, "severity": "critical"]
        }
        let consequences = causes.values.flatMap { $0 }.sorted()
        try await alertmanager.post(
            causes.keys.map { labels($0, "a") } + consequences.flatMap { [labels($0, "a"), labels($0, "b")] }
                + [stop("one")])

        var silenced: [String] = []
        let deadline = ContinuousClock.now + .seconds(10)
        while silenced.count < consequences.count, ContinuousClock.now < deadline {
            silenced = try await alertmanager.alerts().filter { $0.status.state == "suppressed" }
                .map { "\($0.labels["alertname"] ?? "") \($0.labels["instance"] ?? "")" }.sorted()
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(silenced == consequences.map { "\($0) a" })
    }

    private func stop(_ rollout: String) -> [String: String] {
        labels("StagegateAutoStop", rollout, "stop", "page", ["stop_rule": "slo-breach"])
    }

    private func rollback(_ rollout: String) -> [String: String] {
        labels("StagegateRollback", rollout, "rollback", "page", ["gate": "availability"])
    }

    private func hold(_ rollout: String) -> [String: String] {
        labels("StagegateGateFailing", rollout, "hold", "ticket", ["gate": "availability"])
    }

    private func labels(
        _ name: String, _ rollout: String, _ action: String, _ severity: String, _ more: [String: String]
    ) -> [String: String] {
        let own = ["alertname": name, "rollout": rollout, "gate_action": action, "severity": severity]
        return own.merging(more) { own, _ in own }
    }

    /// The states as soon as they are complete, or as they are after ten seconds.
    private func states(
        of alertmanager: LiveAlertmanager, when areComplete: ([String: String]) -> Bool
    ) async throws -> [String: String] {
        let deadline = ContinuousClock.now + .seconds(10)
        while true {
            let states = try await states(of: alertmanager)
            if areComplete(states) || ContinuousClock.now >= deadline { return states }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// `<rollout> <action>` of each alert with its state, and with what silences it.
    private func states(of alertmanager: LiveAlertmanager) async throws -> [String: String] {
        let alerts = try await alertmanager.alerts()
        func title(_ alert: LiveAlertmanager.Alert) -> String {
            "\(alert.labels["rollout"] ?? "") \(alert.labels["gate_action"] ?? "")"
        }
        var states: [String: String] = [:]
        for alert in alerts {
            let sources = alerts.filter { alert.status.inhibitedBy.contains($0.fingerprint) }.map(title)
            let cause = sources.isEmpty ? "" : " by \(sources.sorted().joined(separator: ", "))"
            states[title(alert)] = alert.status.state + cause
        }
        return states
    }
}
