import GateModel
import GateTestSupport
import HTTPTransport
import PrometheusAPI
import Testing

@Suite struct PrometheusClientTests {
    private static let empty = #"{"status":"success","data":{"resultType":"vector","result":[]}}"#

    /// So long that half of it is left however busy the machine is.
    private static let ample = TimeSpan.minutes(10)

    @Test func queriesAreFormsWithAPinnedTime() async throws {
        try await withSource({ _ in .text(Self.empty) }) { server, transport in
            let client = PrometheusClient(
                url: "\(server.url)/prometheus/?x=1", transport: transport,
                parameters: [("partial_response", "false")])
            let expression = "sum(rate(a{b=\"ü+&\"}[5m]))\n> 0"
            let query = Query(name: "bad", expression: expression, time: Timestamp(milliseconds: 1_700_000_000_050))
            let trace = try #require(TraceID("0af7651916cd43dd8448eb211c80319c"))
            let outcome = await client.query(query, timeout: .seconds(2), trace: trace)
            #expect(outcome == .answered(QueryResult(samples: [])))
            let request = server.requests[0]
            #expect(request.method == "POST")
            #expect(request.target == "/prometheus/api/v1/query?x=1")
            #expect(
                request.form == [
                    "query": expression, "time": "1700000000.050", "timeout": "2", "partial_response": "false",
                ])
            #expect(request["content-type"] == "application/x-www-form-urlencoded")
            #expect(request["user-agent"] == "Stagegate/test")
            let parent = try #require(request["traceparent"]).split(separator: "-")
            #expect(parent[0] == "00" && parent[1] == trace.text && parent[2].count == 16 && parent[3] == "01")
        }
    }

    @Test func serversThatOnlyKnowGetAreAskedThatWay() async throws {
        try await withSource({ _ in .text(Self.empty) }) { server, transport in
            let client = PrometheusClient(url: "\(server.url)/?x=1", transport: transport, method: .get)
            _ = await client.query(up, timeout: .seconds(2))
            #expect(server.requests[0].method == "GET")
            #expect(server.requests[0].path == "/api/v1/query")
            #expect(server.requests[0].queryFields["query"] == "up")
            #expect(server.requests[0].queryFields["x"] == "1")
        }
    }

    @Test(arguments: [(0, "0"), (1_700_000_000_000, "1700000000"), (1005, "1.005"), (-500, "-0.500"), (90, "0.090")])
    func timesAreExact(_ milliseconds: Int64, _ text: String) async throws {
        try await withSource({ _ in .text(Self.empty) }) { server, transport in
            let query = Query(name: "q", expression: "1", time: Timestamp(milliseconds: milliseconds))
            _ = await PrometheusClient(url: server.url, transport: transport).query(query, timeout: .seconds(2))
            #expect(server.requests[0].form["time"] == text)
        }
    }

    @Test func startingServersAreAskedOnceMore() async throws {
        try await withSource({ $0.connection == 1 ? .raw(Self.unavailable) : .text(Self.empty) }) { server, transport in
            let client = PrometheusClient(url: server.url, transport: transport)
            let outcome = await client.query(up, timeout: Self.ample)
            #expect(outcome.result?.samples == [])
            #expect(server.requests.count == 2)
        }
    }

    @Test func brokenConnectionsAreTriedOnceMore() async throws {
        try await withSource({ _ in .reset }) { server, transport in
            let client = PrometheusClient(url: server.url, transport: transport)
            let outcome = await client.query(up, timeout: Self.ample)
            #expect(outcome.failure?.reason == .sourceUnavailable)
            #expect(server.requests.count == 2)
        }
    }

    @Test func refusedQueriesAreNotTriedAgain() async throws {
        try await withSource({ _ in .text("no", status: 400) }) { server, transport in
            let client = PrometheusClient(url: server.url, transport: transport)
            _ = await client.query(up, timeout: Self.ample)
            #expect(server.requests.count == 1)
        }
    }

    @Test func retriesGetWhatIsLeftOfTheTimeout() async throws {
        try await withSource({ $0.connection == 1 ? .raw(Self.unavailable) : .text(Self.empty) }) { server, transport in
            let client = PrometheusClient(url: server.url, transport: transport)
            _ = await client.query(up, timeout: Self.ample)
            let times = server.requests.compactMap { $0.form["timeout"].flatMap(Double.init) }
            #expect(times.count == 2 && times[0] == 600 && times[1] < 600)
        }
    }

    @Test func cancelledQueriesEnd() async throws {
        try await withSource({ _ in .hang }) { server, transport in
            let client = PrometheusClient(url: server.url, transport: transport)
            let task = Task { await client.query(up, timeout: .seconds(60)) }
            #expect(await server.waitForRequests(1))
            task.cancel()
            #expect(await task.value.failure?.reason == .sourceUnavailable)
        }
    }

    private static let unavailable = Array(
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 19\r\nConnection: close\r\n\r\nService Unavailable".utf8)
}

@Suite struct CurlCommandTests {
    private let transport = HTTPTransport()

    @Test func commandsCanBePasted() {
        let client = PrometheusClient(url: "http://127.0.0.1:9090", transport: transport)
        let query = Query(name: "q", expression: "a{b='c'}", time: Timestamp(seconds: 5))
        #expect(
            client.curlCommand(for: query, timeout: .seconds(10)) == """
                curl --silent --show-error --max-time 10 --location --data-urlencode 'query=a{b='\\''c'\\''}' \
                --data-urlencode time=5 --data-urlencode timeout=10 http://127.0.0.1:9090/api/v1/query
                """)
    }

    @Test func commandsHoldNoSecrets() {
        let secret = SecretSource.inline("hunter2")
        for credentials in [
            Credentials.basic(username: .inline("alice"), password: secret), .authorization(credentials: secret), .none,
        ] {
            let config = HTTPClientConfig(
                credentials: credentials, tls: TLSConfig(ca: .file("/ca.pem"), key: secret),
                proxy: ProxyConfig(url: "http://bob:hunter2@proxy:3128"),
                headers: [ConfiguredHeader("X-Scope-OrgID", values: ["t1"], secrets: [secret])])
            let client = PrometheusClient(
                url: "https://u:hunter2@prometheus", transport: transport, config: config, method: .get)
            let command = client.curlCommand(for: up, timeout: .seconds(1))
            #expect(!command.contains("hunter2"))
            #expect(command.contains("--header 'X-Scope-OrgID: t1'"))
            #expect(command.contains("--cacert /ca.pem"))
            #expect(command.contains("--proxy proxy:3128"))
            #expect(command.contains("--get"))
        }
    }
}
