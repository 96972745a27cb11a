import GateModel
import NIOCore
import Testing

@testable import GateHTTP

@Suite struct BodyTests {
    static let bad: [(Route, String, String)] = [
        (.hold, "", "the body is empty: send a JSON object with reason"),
        (.hold, "reason", "the body could not be read: send a JSON object with reason"),
        (.hold, "[]", "the body could not be read: send a JSON object with reason"),
        (.hold, "null", "the body could not be read: send a JSON object with reason"),
        (.hold, #"{"reason":"r""#, "the body could not be read: send a JSON object with reason"),
        (.hold, "{}", "the body lacks the field reason"),
        (.hold, #"{"reason":"r","reson":"r"}"#, "the body has an unknown field reson: send a JSON object with reason"),
        (.hold, #"{"reason":1}"#, "field reason has to be a string"),
        (.hold, #"{"reason":null}"#, "field reason has to be a string"),
        (.hold, #"{"reason":["r"]}"#, "field reason has to be a string"),
        (.hold, #"{"reason":" \n "}"#, "field reason is empty"),
        (.start, #"{"revision":""}"#, "field revision is empty"),
        (.start, #"{"revision":"a\nb"}"#, "field revision has control characters"),
        (.approve, #"{"revision":"v"}"#, "the body has an unknown field revision: send a JSON object with candidate"),
        (.preflight, #"{"item":"i"}"#, "the body lacks the field note"),
        (.resolveIncident, "{}", "the body lacks the field note"),
        (.openIncident, #"{"note":"n"}"#, "the body lacks the field kind"),
        (
            .openIncident, #"{"kind":"sev9","note":"n"}"#,
            "there is no incident kind sev9: use one of sev1, sev2, tenant_isolation_breach, audit_anomaly"
        ),
    ]

    @Test(arguments: bad)
    func badBodySaysWhatIsWrong(_ route: Route, _ body: String, _ message: String) {
        #expect(throws: APIError.badData(message)) {
            try EventRequest.event(route, incident: "i", ByteBuffer(string: body))
        }
    }

    @Test func longFieldsAreRefused() {
        let name = String(repeating: "v", count: HTTPLimits.name + 1)
        #expect(throws: APIError.badData("field revision is longer than 200 characters")) {
            try EventRequest.event(.start, incident: nil, ByteBuffer(string: #"{"revision":"\#(name)"}"#))
        }
        let text = String(repeating: "r", count: HTTPLimits.text + 1)
        #expect(throws: APIError.badData("field reason is longer than 4096 characters")) {
            try EventRequest.event(.hold, incident: nil, ByteBuffer(string: #"{"reason":"\#(text)"}"#))
        }
    }

    @Test func badBodyIsABadRequestAndChangesNothing() async throws {
        let service = FakeService()
        try await withServer(service) { (client) async throws in
            let response = try await client.send(
                "POST", "/api/v1/rollouts/advisory/hold", token: "operator", body: "no JSON")
            #expect(response.status == 400)
            #expect(try response.decoded(API.Failure.self).errorType == "bad_data")
        }
        #expect(await service.submissions.isEmpty)
    }

    @Test func largeBodyIsRefusedByItsLength() async throws {
        let service = FakeService()
        try await withServer(service) { (client) async throws in
            let body = #"{"reason":""# + String(repeating: "r", count: HTTPLimits.body) + #""}"#
            let response = try await client.send(
                "POST", "/api/v1/rollouts/advisory/hold", token: "operator", body: body)
            #expect(response.status == 413)
            #expect(try response.decoded(API.Failure.self).errorType == "too_large")
        }
        #expect(await service.submissions.isEmpty)
    }

    @Test func largeBodyIsRefusedWhenItsLengthIsNotSaid() async throws {
        let service = FakeService()
        try await withServer(service) { (client) async throws in
            let size = String(HTTPLimits.body + 1, radix: 16)
            let response = try await client.exchange(
                "POST /api/v1/rollouts/advisory/hold HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                    + "Authorization: Bearer operator\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "\(size)\r\n\(String(repeating: "r", count: HTTPLimits.body + 1))\r\n0\r\n\r\n")
            #expect(response.status == 413)
        }
        #expect(await service.submissions.isEmpty)
    }

    @Test(arguments: [
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true),
        ("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-else", true),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more", false),
        ("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false),
        ("00-00000000000000000000000000000000-00f067aa0ba902b7-01", false),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", false),
        ("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", false),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7", false),
        ("", false), ("4bf92f3577b34da6a3ce929d0e0e4736", false),
    ])
    func traceIsTakenFromAValidHeaderOnly(_ header: String, _ isValid: Bool) {
        #expect((TraceParent.traceID(header) == Samples.trace) == isValid)
        #expect((TraceParent.traceID(header) == nil) == !isValid)
    }

    @Test(arguments: [("a%2Fb", "a/b"), ("%C3%BC", "ü"), ("plain", "plain"), ("%", nil), ("%zz", nil), ("%ff", nil)])
    func pathIsDecoded(_ text: String, _ decoded: String?) {
        #expect(PercentEncoding.decode(text) == decoded)
    }
}
