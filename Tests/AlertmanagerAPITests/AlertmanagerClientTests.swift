import AlertmanagerAPI
import GateModel
import GateTestSupport
import HTTPTransport
import Testing

@Suite struct AlertmanagerClientTests {
    @Test func alertsAreWrittenAsAlertmanagerReadsThem() async throws {
        try await withAlertmanager({ _ in .text("") }) { server, client in
            let trace = try #require(TraceID("0af7651916cd43dd8448eb211c80319c"))
            let alert = PostableAlert(
                labels: ["alertname": "StagegateAutoStop", "rollout": "a/b"], annotations: ["summary": "\"stop\""],
                startsAt: Timestamp(milliseconds: 1_771_147_800_250), endsAt: Timestamp(seconds: 1_771_147_860),
                generatorURL: "http://stagegate/rollouts/a")
            let outcome = await client.post([alert], timeout: .seconds(10), trace: trace)
            #expect(outcome.accepted == [alert])
            #expect(outcome.isComplete && outcome.problem == nil)
            let request = server.requests[0]
            #expect(request.method == "POST")
            #expect(request.target == "/prefix/api/v2/alerts")
            #expect(request["content-type"] == "application/json")
            #expect(request["traceparent"]?.hasPrefix("00-\(trace)-") == true)
            #expect(
                request.text == """
                    [{"annotations":{"summary":"\\"stop\\""},"endsAt":"2026-02-15T09:31:00.000Z",\
                    "generatorURL":"http://stagegate/rollouts/a",\
                    "labels":{"alertname":"StagegateAutoStop","rollout":"a/b"},"startsAt":"2026-02-15T09:30:00.250Z"}]
                    """)
        }
    }

    @Test(arguments: [400, 422]) func onlyTheBadAlertsAreRefused(_ status: Int) async throws {
        try await withAlertmanager({ $0.text.contains("bad") ? .text("\"no good\"", status: status) : .text("") }) {
            server, client in
            let names = (0..<20).map { [3, 4, 19].contains($0) ? "bad\($0)" : "good\($0)" }
            let outcome = await client.post(names.map(Self.alert), timeout: .seconds(10))
            #expect(outcome.refused.map { $0.alert.labels["alertname"] } == ["bad3", "bad4", "bad19"])
            #expect(outcome.refused.allSatisfy { $0.message.contains("\(status): \"no good\"") })
            #expect(outcome.accepted.map { $0.labels["alertname"] } == names.filter { $0.hasPrefix("good") })
            #expect(outcome.undelivered.isEmpty && outcome.failure == nil)
            #expect(outcome.problem?.contains("alertname=\"bad19\"") == true)
        }
    }

    @Test(arguments: [400, 401, 403, 404, 415, 422, 429, 500, 502, 503])
    func otherStatusesLeaveTheAlertsUndelivered(_ status: Int) async throws {
        try await withAlertmanager({ _ in .text("<html>nope", status: status, type: "text/html") }) { server, client in
            let outcome = await client.post([Self.alert("a"), Self.alert("b")], timeout: .seconds(10))
            #expect(outcome.undelivered.count == 2)
            #expect(outcome.accepted.isEmpty && outcome.refused.isEmpty)
            #expect(server.requests.count == 1)
            #expect(outcome.problem?.contains("answered \(status): <html>nope") == true)
        }
    }

    @Test func largeBatchesAreSplit() async throws {
        try await withAlertmanager({ _ in .text("") }) { server, client in
            let outcome = await client.post((0..<600).map { Self.alert("a\($0)") }, timeout: .seconds(10))
            #expect(outcome.accepted.count == 600)
            #expect(server.requests.count == 3)
        }
    }

    @Test func anAlertTooLargeForAProxyDoesNotHoldUpTheOthers() async throws {
        try await withAlertmanager({ $0.text.contains("huge") ? .text("", status: 413) : .text("") }) {
            server, client in
            let outcome = await client.post(["a", "huge", "b"].map(Self.alert), timeout: .seconds(10))
            #expect(outcome.accepted.count == 2)
            #expect(outcome.refused.map { $0.alert.labels["alertname"] } == ["huge"])
        }
    }

    @Test func tooLargeBodiesAreSplit() async throws {
        try await withAlertmanager({ $0.body.count > 1000 ? .text("", status: 413) : .text("") }) { server, client in
            let outcome = await client.post((0..<50).map { Self.alert("a\($0)") }, timeout: .seconds(10))
            #expect(outcome.accepted.count == 50)
            #expect(outcome.isComplete)
        }
    }

    @Test func whatWasAcceptedStaysAcceptedWhenTheRestFails() async throws {
        try await withAlertmanager({ $0.text.contains("\"a255\"") ? .text("") : .text("down", status: 503) }) {
            server, client in
            let outcome = await client.post((0..<300).map { Self.alert("a\($0)") }, timeout: .seconds(10))
            #expect(outcome.accepted.count == 256)
            #expect(outcome.undelivered.count == 44)
            #expect(outcome.failure?.contains("503") == true)
        }
    }

    @Test func silenceLeavesTheAlertsUndelivered() async throws {
        try await withAlertmanager({ _ in .hang }) { server, client in
            let outcome = await client.post([Self.alert("a")], timeout: TimeSpan(milliseconds: 100))
            #expect(outcome.undelivered.count == 1)
        }
    }

    @Test func nothingIsSentForNoAlerts() async throws {
        try await withAlertmanager({ _ in .text("") }) { server, client in
            #expect(await client.post([], timeout: .seconds(10)).isComplete)
            #expect(server.requests.isEmpty)
        }
    }

    @Test func alertsAreReadWithTheirRouting() async throws {
        let body = """
            [{"annotations":{"summary":"s"},"endsAt":"2026-02-15T09:35:00.000Z","fingerprint":"0123456789abcdef",
              "receivers":[{"name":"on-call"},{"name":"audit"}],"startsAt":"2026-02-15T09:30:00.000Z",
              "status":{"inhibitedBy":[],"silencedBy":["x"],"state":"suppressed","mutedBy":[]},
              "updatedAt":"2026-02-15T09:30:00.000Z","labels":{"alertname":"A"}}]
            """
        try await withAlertmanager({ _ in .text(body) }) { server, client in
            let alerts = try await client.alerts(
                matching: ["alertname=\"A\"", "rollout=~\"a|b\""], timeout: .seconds(10))
            #expect(alerts.count == 1)
            #expect(alerts[0].fingerprint == "0123456789abcdef")
            #expect(alerts[0].receivers.map(\.name) == ["on-call", "audit"])
            #expect(alerts[0].status.state == "suppressed")
            #expect(alerts[0].status.silencedBy == ["x"])
            #expect(alerts[0].labels == ["alertname": "A"])
            #expect(
                server.requests[0].target
                    == "/prefix/api/v2/alerts?filter=alertname%3D%22A%22&filter=rollout%3D~%22a%7Cb%22")
        }
    }

    @Test(arguments: [
        (200, "<html>", AlertmanagerError.Code.badResponse), (200, "[{}]", .badResponse), (400, "bad", .rejected),
        (401, "", .rejected), (429, "", .unavailable), (503, "", .unavailable),
    ])
    func repliesThatAreNoAlertsAreErrors(_ status: Int, _ body: String, _ code: AlertmanagerError.Code) async throws {
        try await withAlertmanager({ _ in .text(body, status: status) }) { server, client in
            let error = await #expect(throws: AlertmanagerError.self) { try await client.alerts(timeout: .seconds(10)) }
            #expect(error?.code == code)
            #expect(error?.isRetryable == (code == .unavailable))
        }
    }

    private static func alert(_ name: String) -> PostableAlert {
        PostableAlert(labels: ["alertname": name], startsAt: Timestamp(seconds: 1), endsAt: Timestamp(seconds: 2))
    }

    private func withAlertmanager(
        _ handler: @escaping @Sendable (LoopbackServer.Request) -> LoopbackServer.Reply,
        run: (LoopbackServer, AlertmanagerClient) async throws -> Void
    ) async throws {
        let server = try LoopbackServer(handler)
        let transport = HTTPTransport()
        defer {
            transport.shutdown()
            server.stop()
        }
        try await run(server, AlertmanagerClient(url: "\(server.url)/prefix/", transport: transport))
    }
}
