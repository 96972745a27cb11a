import GateModel
import GateTestSupport
import HTTPTransport
import PrometheusAPI
import Testing

/// What Prometheus itself makes of our queries, and we of its answers.
@Suite(.serialized) struct PrometheusContractTests {
    private static let end = Timestamp(seconds: 1_700_000_060)

    /// Samples every 15 s for a minute: two counters, 300 series of a gauge.
    private static let samples: String = {
        var text = "# TYPE requests counter\n"
        for (code, step) in [("200", 100), ("500", 1)] {
            for point in 0...4 {
                text += "requests_total{code=\"\(code)\"} \(point * step) \(1_700_000_000 + point * 15)\n"
            }
        }
        text += "# TYPE tenants gauge\n"
        for tenant in 0..<300 { text += "tenants{tenant=\"t\(tenant)\"} \(tenant) 1700000060\n" }
        return text + "# EOF\n"
    }()

    @Test func everyKindOfAnswerIsUnderstood() async throws {
        try await withPrometheus { ask in
            let rate = try #require(await ask("sum by (code) (increase(requests_total[1m]))").result)
            #expect(Set(rate.samples.compactMap { $0.labels["code"] }) == ["200", "500"])
            #expect(await ask("requests_total{code=\"500\"}").result?.samples.first?.content == .value(.finite(4)))
            #expect(await ask("0.1 + 0.2").result?.samples == [Sample(0.1 + 0.2)])
            #expect(await ask("0/0").result?.samples.first?.content == .value(.notANumber))
            #expect(await ask("1/0").result?.samples.first?.content == .value(.positiveInfinity))
            #expect(await ask("-1/0").result?.samples.first?.content == .value(.negativeInfinity))
            #expect(await ask("vector(1/0)").result?.samples == [Sample(.infinity)])
            #expect(await ask("vector(0)/0 > 1").result?.samples == [])
            #expect(await ask("requests_total{code=\"503\"}").result == QueryResult(samples: []))
            #expect(await ask("tenants").result?.samples.count == 300)
        }
    }

    @Test func rangeSelectorsGiveTheSamplesAsTheyWereScraped() async throws {
        try await withPrometheus { ask in
            let result = try #require(await ask("requests_total{code=\"500\"}[50s]").result)
            #expect(result.samples.isEmpty)
            let points = (1...4).map {
                RangePoint(at: Timestamp(seconds: 1_700_000_000 + Int64($0) * 15), .finite(Double($0)))
            }
            let labels: Labels = ["__name__": "requests_total", "code": "500"]
            #expect(result.ranges == [RangeSeries(labels: labels, points: points)])
            #expect(await ask("requests_total{code=\"503\"}[1m]").result == QueryResult(ranges: []))
            #expect(await ask("tenants[1m]").result?.ranges?.count == 300)
            #expect(await ask("tenants[1m]", maxSeries: 299).failure?.reason == .tooManySeries)
        }
    }

    @Test func theTimeOfTheQueryIsTheTimeOfTheAnswer() async throws {
        try await withPrometheus { ask in
            #expect(await ask("time()").result?.samples == [Sample(1_700_000_060)])
            let earlier = Self.end - TimeSpan(milliseconds: 29_750)
            #expect(await ask("time()", at: earlier).result?.samples == [Sample(1_700_000_030.25)])
            let value = await ask("requests_total{code=\"200\"}", at: earlier).result?.samples.first?.content
            #expect(value == .value(.finite(200)))
            #expect(await ask("tenants", at: earlier).result?.samples == [])
        }
    }

    @Test func everyKindOfTroubleIsClassified() async throws {
        try await withPrometheus { ask in
            let parse = await ask("sum(").failure
            #expect(parse?.reason == .queryRejected)
            #expect(parse?.message.contains("400 bad_data: invalid parameter \"query\"") == true, "\(parse as Any)")
            let matching = await ask("requests_total * on() group_left requests_total").failure
            #expect(matching?.reason == .queryRejected)
            #expect(matching?.message.contains("422 execution:") == true, "\(matching as Any)")
            #expect(await ask("\"text\"").failure?.reason == .badResponse)
            #expect(await ask("tenants", maxSeries: 299).failure?.reason == .tooManySeries)
            #expect(await ask("tenants", maxResponseBytes: 1000).failure?.reason == .badResponse)
            #expect(await ask("tenants", path: "/nowhere").failure?.reason == .queryRejected)
        }
    }

    @Test func slowQueriesEndInTime() async throws {
        try await withPrometheus { ask in
            let slow = "sum(count_over_time((tenants * on() group_left sum(tenants))[3h:100ms]))"
            let failure = await ask(slow, timeout: TimeSpan(milliseconds: 20)).failure
            #expect(failure?.reason == .sourceUnavailable, "\(failure as Any)")
            #expect(await ask("1").result?.samples == [Sample(1)])
        }
    }

    @Test func getIsUnderstoodAsWell() async throws {
        try await withPrometheus { ask in
            let result = await ask("count(tenants{tenant=~\"t1.*\"}) + 0", method: .get).result
            #expect(result?.samples == [Sample(111)])
        }
    }

    @Test func theCurlCommandAsksTheSame() async throws {
        let server = try await RealServer.prometheus(openMetrics: Self.samples)
        let transport = HTTPTransport()
        defer {
            transport.shutdown()
            server.stop()
        }
        let query = Query(name: "q", expression: "count(tenants{tenant!='x y'})", time: Self.end)
        let command = PrometheusClient(url: server.url, transport: transport)
            .curlCommand(for: query, timeout: .seconds(10))
        let answer = try await Tool.run("sh", package: "curl", ["-c", command])
        #expect(answer.contains(#"[1700000060,"300"]"#))
    }

    private struct Asker {
        let url: String
        let transport: HTTPTransport

        func callAsFunction(
            _ expression: String, at time: Timestamp = PrometheusContractTests.end, path: String = "",
            method: HTTPMethod = .post, timeout: TimeSpan = .seconds(10), maxSeries: Int = 1000,
            maxResponseBytes: Int = 1 << 20
        ) async -> QueryOutcome {
            let client = PrometheusClient(
                url: url + path, transport: transport, method: method, maxResponseBytes: maxResponseBytes,
                maxSeries: maxSeries)
            return await client.query(Query(name: "q", expression: expression, time: time), timeout: timeout)
        }
    }

    private func withPrometheus(_ run: (Asker) async throws -> Void) async throws {
        let server = try await RealServer.prometheus(openMetrics: Self.samples)
        let transport = HTTPTransport()
        defer {
            transport.shutdown()
            server.stop()
        }
        try await run(Asker(url: server.url, transport: transport))
    }
}

extension QueryOutcome {
    /// The result, where there is one.
    var result: QueryResult? {
        if case .answered(let result) = self { result } else { nil }
    }

    /// The failure, where there is one.
    var failure: QueryFailure? {
        if case .failed(let failure) = self { failure } else { nil }
    }
}
