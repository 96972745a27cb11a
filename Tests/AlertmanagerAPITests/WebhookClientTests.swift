import AlertmanagerAPI
import Foundation
import GateModel
import GateTestSupport
import HTTPTransport
import Hashing
import Testing

@Suite struct WebhookClientTests {
    private static let trace = TraceID(high: 1, low: 2)
    private static let now = Timestamp(seconds: 1_771_147_800)

    private static var payload: WebhookPayload {
        var over = DecisionAlert(
            labels: ["alertname": "StagegateDecision", "rollout": "a", "decision": "start"], annotations: ["x": "1"],
            startsAt: Timestamp(seconds: 1_771_147_000))
        over.endsAt = now
        let standing = DecisionAlert(
            labels: ["alertname": "StagegateDecision", "rollout": "a", "decision": "stop"], annotations: ["x": "2"],
            startsAt: now)
        return WebhookPayload(
            receiver: "bot", rollout: "a", alerts: [standing, over], externalURL: "http://stagegate",
            generatorURL: "http://stagegate/api/v1/rollouts/a")
    }

    private func post(
        _ reply: LoopbackServer.Reply, secret: SecretSource? = nil, check: (LoopbackServer) throws -> Void = { _ in }
    ) async throws -> WebhookClient.Outcome {
        let server = try LoopbackServer { _ in reply }
        let transport = HTTPTransport()
        defer {
            transport.shutdown()
            server.stop()
        }
        let client = WebhookClient(
            url: .inline("\(server.url)/hook"), secret: secret, timeout: .seconds(10), transport: transport)
        let outcome = await client.post(Self.payload, key: "a-1", trace: Self.trace, at: Self.now)
        try check(server)
        return outcome
    }

    @Test("a message is what Alertmanager's own templates can read")
    func messagesAreAlertmanagers() async throws {
        let outcome = try await post(.text("")) { server in
            let request = server.requests[0]
            #expect(request["idempotency-key"] == "a-1" && request["content-type"] == "application/json")
            #expect(request["traceparent"]?.hasPrefix("00-\(Self.trace)-") == true)
            #expect(request["x-stagegate-signature"] == nil)
            let fields = try JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any]
            #expect(
                fields?.keys.sorted() == [
                    "alerts", "commonAnnotations", "commonLabels", "externalURL", "groupKey", "groupLabels", "receiver",
                    "status", "truncatedAlerts", "version",
                ])
            #expect(fields?["groupKey"] as? String == #"{}/{receiver="bot"}:{rollout="a"}"#)
            #expect(request.text.contains(#""endsAt":"0001-01-01T00:00:00Z""#))
        }
        #expect(outcome == .accepted)
        let folder = try RealServer.newFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let data = folder.appendingPathComponent("data.json")
        try JSONEncoder().encode(Self.payload).write(to: data)
        let template = folder.appendingPathComponent("t.tmpl")
        try Data("{{ define \"x\" }}{{ end }}".utf8).write(to: template)
        let text =
            "{{ .Status }} {{ .Receiver }} {{ .CommonLabels.rollout }} "
            + "{{ range .Alerts.Firing }}{{ .Labels.decision }} {{ .Fingerprint }}{{ end }} "
            + "{{ range .Alerts.Resolved }}{{ .Labels.decision }}{{ end }}"
        let rendered = try await Tool.run(
            "amtool", package: "prometheus-alertmanager",
            [
                "template", "render", "--template.glob=\(template.path)", "--template.data=\(data.path)",
                "--template.text=\(text)",
            ])
        let print = Self.payload.alerts[0].fingerprint
        #expect(rendered.contains("firing bot a stop \(print) start"), "\(rendered)")
    }

    @Test(arguments: [200, 204]) func twoHundredsAreTaken(_ status: Int) async throws {
        #expect(try await post(.text("", status: status)) == .accepted)
    }

    @Test(arguments: [400, 401, 404, 410, 413, 422]) func otherFourHundredsAreFinal(_ status: Int) async throws {
        #expect(try await post(.text("no", status: status)) == .refused("answered \(status): no"))
    }

    @Test(arguments: [408, 429, 500, 502, 503]) func theseMayGoBetterLater(_ status: Int) async throws {
        #expect(try await post(.text("no", status: status)) == .failed("answered \(status): no"))
    }

    @Test("what went wrong is told without the path, which is often a secret")
    func thePathIsASecret() async throws {
        guard case .failed(let message) = try await post(.reset) else {
            Issue.record("a reset is a failure")
            return
        }
        #expect(message.contains("127.0.0.1") && !message.contains("hook"))
    }

    @Test func signaturesCoverTimeAndBody() async throws {
        _ = try await post(.text(""), secret: .inline("key")) { server in
            let request = server.requests[0]
            let code = HMAC.hex(Array("1771147800.\(request.text)".utf8), key: Array("key".utf8))
            #expect(request["x-stagegate-signature"] == "t=1771147800,v1=\(code)")
        }
    }

    @Test func withoutItsSecretNothingIsSent() async throws {
        let outcome = try await post(.text(""), secret: .file("/nowhere/secret")) { server in
            #expect(server.requests.isEmpty)
        }
        guard case .failed(let message) = outcome else {
            Issue.record("it may be there later")
            return
        }
        #expect(message.contains("cannot read /nowhere/secret"))
    }

    @Test("the codes are those of RFC 4231")
    func codesAreRight() {
        #expect(
            HMAC.hex(Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        #expect(
            HMAC.hex(Array("Hi There".utf8), key: [UInt8](repeating: 0x0b, count: 20))
                == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
    }
}
