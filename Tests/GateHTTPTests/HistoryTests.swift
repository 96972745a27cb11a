import Foundation
import GateModel
import GateTestSupport
import Testing

@testable import GateHTTP

@Suite struct HistoryTests {
    private static let path = "/api/v1/rollouts/advisory/history"

    private static func service() async -> FakeService {
        let service = FakeService(Samples.full)
        await service.update { $0.records = [] }
        return service
    }

    @Test func historyHasTheNamesOfTheAPI() async throws {
        try await withServer(await Self.service()) { (client) async throws in
            let query = "from=2026-02-15T10:00:00Z&to=2026-02-15T10:25:00Z&gate=availability"
            let response = try await client.send("GET", "\(Self.path)?\(query)")
            #expect(response.status == 200)
            let object = try JSONSerialization.jsonObject(with: Data(response.body.utf8))
            let data = try JSONSerialization.data(
                withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
            #expect(Golden.difference(String(decoding: data, as: UTF8.self) + "\n", from: "history.json") == nil)
        }
    }

    @Test func presentVisitIsTheRangeUnlessToldOtherwise() async throws {
        let service = await Self.service()
        try await withServer(service) { (client) async throws in
            _ = try await client.send("GET", Self.path)
            _ = try await client.send("GET", "\(Self.path)?from=1771146000&to=1771149600.5&limit=2000")
        }
        let calls = await service.historyCalls
        #expect(calls.map(\.from) == [Samples.start + .minutes(60), Samples.start])
        #expect(calls.map(\.limit) == [1000, 2000])
        #expect(calls.first?.through == calls.first?.from, "the clock of the tests stands before the visit")
        #expect(calls.last?.through == Samples.start + .hours(1) + TimeSpan(milliseconds: 500))
        #expect(calls.map(\.gate) == [nil, nil])
    }

    @Test(arguments: [
        ("from=yesterday", "from has to be a time"), ("to=nan", "to has to be a time"), ("from=inf", "from has to be"),
        ("from=-5", "from has to be a time"), ("from=1e300", "from has to be a time"),
        ("from=1771149600&to=1771146000", "from has to be a time before to"),
        ("from=1&to=1771146000", "is longer than 3d11h20m, which is 20000 evaluations"),
        ("limit=3", "limit has to be a whole number from 4 to 2000"), ("limit=2001", "limit has to be"),
    ])
    func badQueryIsABadRequest(_ query: String, _ problem: String) async throws {
        let service = await Self.service()
        try await withServer(service) { (client) async throws in
            let response = try await client.send("GET", "\(Self.path)?\(query)")
            #expect(response.status == 400)
            #expect(try response.decoded(API.Failure.self).error.contains(problem), "\(response.body)")
        }
        #expect(await service.historyCalls == [])
    }

    @Test func rolloutNobodyStartedHasNoHistoryOfItsOwn() async throws {
        try await withServer(FakeService()) { (client) async throws in
            #expect(try await client.send("GET", Self.path).status == 404)
            #expect(try await client.send("GET", "\(Self.path)?from=1771146000&to=1771149600").status == 200)
        }
    }
}
