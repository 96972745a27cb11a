import GateModel
import GateTestSupport
import HTTPTransport
import PrometheusAPI
import Testing

/// A reply and the reason it is no answer.
struct RefusalCase: Sendable, CustomTestStringConvertible {
    let status: Int
    let body: String
    let reason: Reason
    let says: String

    init(_ status: Int, _ body: String, _ reason: Reason, says: String) {
        self.status = status
        self.body = body
        self.reason = reason
        self.says = says
    }

    var testDescription: String { "\(status) \(body.prefix(40))" }
}

@Suite struct OutcomeTests {
    private static let html = "<html>\r\n<body>\t502 Bad\u{0}\u{1B}[31m Gateway</body>"

    private static func envelope(_ type: String) -> String {
        #"{"status":"error","errorType":"\#(type)","error":"because"}"#
    }

    static let refusals = [
        RefusalCase(400, envelope("bad_data"), .queryRejected, says: "400 bad_data: because"),
        RefusalCase(400, "plain", .queryRejected, says: "400: plain"),
        RefusalCase(401, html, .queryRejected, says: "401: <html> <body>"),
        RefusalCase(403, "", .queryRejected, says: "403: (empty)"),
        RefusalCase(404, "no", .queryRejected, says: "404"),
        RefusalCase(406, envelope("not_acceptable"), .queryRejected, says: "406"),
        RefusalCase(407, html, .queryRejected, says: "407"),
        RefusalCase(408, "", .sourceUnavailable, says: "408"),
        RefusalCase(422, envelope("execution"), .queryRejected, says: "422 execution: because"),
        RefusalCase(422, envelope("422"), .queryRejected, says: "422 422: because"),
        RefusalCase(422, envelope("internal"), .sourceUnavailable, says: "422 internal"),
        RefusalCase(429, html, .sourceUnavailable, says: "429"),
        RefusalCase(499, envelope("canceled"), .sourceUnavailable, says: "499 canceled"),
        RefusalCase(500, envelope("internal"), .sourceUnavailable, says: "500 internal"),
        RefusalCase(502, html, .sourceUnavailable, says: "502: <html> <body> 502 Bad [31m Gateway"),
        RefusalCase(503, "Service Unavailable", .sourceUnavailable, says: "503: Service Unavailable"),
        RefusalCase(503, envelope("timeout"), .sourceUnavailable, says: "503 timeout"),
        RefusalCase(504, "", .sourceUnavailable, says: "504"),
        RefusalCase(304, "", .badResponse, says: "304"),
        RefusalCase(200, envelope("bad_data"), .queryRejected, says: "bad_data"),
        RefusalCase(200, envelope("execution"), .queryRejected, says: "execution"),
        RefusalCase(200, envelope("timeout"), .sourceUnavailable, says: "timeout"),
        RefusalCase(200, envelope("surprise"), .badResponse, says: "surprise"),
        RefusalCase(200, html, .badResponse, says: "expected an object at byte 0"),
        RefusalCase(200, "", .badResponse, says: "(empty)"),
        RefusalCase(200, "{}", .badResponse, says: "no status"),
        RefusalCase(200, #"{"status":"success"}"#, .badResponse, says: "no data"),
        RefusalCase(200, #"{"status":"success","data":null}"#, .badResponse, says: "no data"),
        RefusalCase(200, #"{"status":"fine"}"#, .badResponse, says: "success or error"),
        RefusalCase(204, "", .badResponse, says: "204"),
    ]

    @Test(arguments: refusals) func repliesThatAreNoAnswer(_ refusal: RefusalCase) async throws {
        let failure = try await outcome(of: .text(refusal.body, status: refusal.status)).failure
        #expect(failure?.reason == refusal.reason)
        let message = try #require(failure?.message)
        #expect(message.contains(refusal.says), "\(message)")
        #expect(message.hasPrefix("http://127.0.0.1:"))
        #expect(!message.unicodeScalars.contains { $0.value < 32 })
        #expect(message.count < 500)
    }

    @Test(arguments: [
        #"{"resultType":"matrix","result":[{"metric":{}}]}"#,
        #"{"resultType":"matrix","result":[{"values":[]}]}"#,
        #"{"resultType":"matrix","result":[{"metric":{},"value":[1,"2"]}]}"#,
        #"{"resultType":"matrix","result":[{"metric":{},"values":[1,"2"]}]}"#,
        #"{"resultType":"matrix","result":[{"metric":{},"values":[[1]]}]}"#,
        #"{"resultType":"matrix","result":[{"metric":{},"values":[["1","2"]]}]}"#,
        #"{"resultType":"matrix","result":[{"metric":{},"values":[[1,2]]}]}"#,
        #"{"resultType":"matrix","result":[{"metric":{},"values":[[1,"two"]]}]}"#,
        #"{"resultType":"matrix","result":[{"metric":{},"values":[[1,"2",3]]}]}"#,
        #"{"resultType":"matrix","result":[{"metric":{},"values":[[1e300,"2"]]}]}"#,
        #"{"resultType":"matrix","result":[{"metric":{},"values":[],"values":[]}]}"#,
        #"{"resultType":"matrix","result":[{"metric":{},"metric":{},"values":[]}]}"#,
        #"{"resultType":"matrix","result":[{"metric":{},"histograms":[[1,{"sum":"1"}]]}]}"#,
        #"{"resultType":"string","result":[1,"text"]}"#,
        #"{"resultType":"streams","result":[]}"#,
        #"{"resultType":"vector"}"#,
        #"{"result":[]}"#,
        #"{"resultType":"vector","result":null}"#,
        #"{"resultType":"vector","result":{}}"#,
        #"{"resultType":"vector","result":[],"result":[]}"#,
        #"{"resultType":"vector","resultType":"scalar","result":[1,"2"]}"#,
        #"{"resultType":"vector","result":[{"metric":{}}]}"#,
        #"{"resultType":"vector","result":[{"value":[1,"2"]}]}"#,
        #"{"resultType":"vector","result":[{"metric":{},"value":[1]}]}"#,
        #"{"resultType":"vector","result":[{"metric":{},"value":[1,2]}]}"#,
        #"{"resultType":"vector","result":[{"metric":{},"value":["1","2"]}]}"#,
        #"{"resultType":"vector","result":[{"metric":{},"value":[1,"2",3]}]}"#,
        #"{"resultType":"vector","result":[{"metric":{},"value":[1,"two"]}]}"#,
        #"{"resultType":"vector","result":[{"metric":{},"value":[1,""]}]}"#,
        #"{"resultType":"vector","result":[{"metric":{},"value":[1,"2"],"value":[1,"3"]}]}"#,
        #"{"resultType":"vector","result":[{"metric":{},"value":[1,"2"],"histogram":[1,{"count":"1"}]}]}"#,
        #"{"resultType":"vector","result":[{"metric":{},"histogram":[1,{"sum":"1"}]}]}"#,
        #"{"resultType":"vector","result":[{"metric":{},"histogram":[1,{"count":"1","buckets":[[0,"1","2"]]}]}]}"#,
        #"{"resultType":"vector","result":[{"metric":{"a":1},"value":[1,"2"]}]}"#,
        #"{"resultType":"scalar","result":[]}"#,
        #"{"resultType":"scalar","result":[1,"2"]} trailing"#,
    ])
    func dataOfAnotherShapeIsABadResponse(_ data: String) async throws {
        let reply = #"{"status":"success","data":\#(data)}"#
        #expect(try await outcome(of: .text(reply)).failure?.reason == .badResponse)
    }

    @Test func tooManySeriesAreSaidToBe() async throws {
        let series = Array(repeating: #"{"metric":{},"value":[1,"2"]}"#, count: 3).joined(separator: ",")
        let reply = #"{"status":"success","data":{"resultType":"vector","result":[\#(series)]}}"#
        #expect(try await outcome(of: .text(reply), maxSeries: 3).result?.samples.count == 3)
        #expect(try await outcome(of: .text(reply), maxSeries: 2).failure?.reason == .tooManySeries)
    }

    @Test func tooManySamplesAreSaidToBe() async throws {
        let series = Array(repeating: #"{"metric":{},"values":[[1,"2"],[2,"2"]]}"#, count: 3).joined(separator: ",")
        let reply = #"{"status":"success","data":{"resultType":"matrix","result":[\#(series)]}}"#
        #expect(try await outcome(of: .text(reply), maxSeries: 3, maxPoints: 6).result?.ranges?.count == 3)
        #expect(try await outcome(of: .text(reply), maxSeries: 2).failure?.reason == .tooManySeries)
        let failure = try await outcome(of: .text(reply), maxPoints: 5).failure
        #expect(failure?.reason == .tooManySeries)
        #expect(failure?.message.contains("more than 5 samples") == true)
    }

    @Test func rangesHaveNoInstantValues() async throws {
        let reply =
            #"{"status":"success","data":{"resultType":"matrix","result":[]},"warnings":["w"],"isPartial":true}"#
        let result = try #require(try await outcome(of: .text(reply)).result)
        #expect(result == QueryResult(ranges: [], warnings: ["w"], isPartial: true))
        #expect(result.samples.isEmpty)
    }

    @Test func answersOverTheSizeLimitAreBad() async throws {
        let reply = LoopbackServer.Reply.text(String(repeating: " ", count: 10 << 20))
        let failure = try await outcome(of: reply, maxResponseBytes: 1 << 20).failure
        #expect(failure?.reason == .badResponse)
        #expect(failure?.message.contains("larger than 1048576 bytes") == true)
    }

    @Test func silenceIsAnUnavailableSource() async throws {
        let failure = try await outcome(of: .hang, timeout: TimeSpan(milliseconds: 100)).failure
        #expect(failure?.reason == .sourceUnavailable)
    }

    @Test func halfAnAnswerIsAnUnavailableSource() async throws {
        let half = LoopbackServer.Reply.raw(Array("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"status\":".utf8))
        #expect(try await outcome(of: half).failure?.reason == .sourceUnavailable)
    }

    @Test func nobodyListeningIsAnUnavailableSource() async throws {
        try await withSource({ _ in .hang }) { server, transport in
            server.stop()
            let client = PrometheusClient(url: server.url, transport: transport)
            let outcome = await client.query(up, timeout: .seconds(10))
            #expect(outcome.failure?.reason == .sourceUnavailable)
        }
    }
}
