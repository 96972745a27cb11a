import Foundation
import GateModel
import GateRuntime
import GateTestSupport
import Testing

@testable import GateHTTP

@Suite struct ReadTests {
    static let goldens = [
        ("/api/v1/rollouts/advisory", "rollout.json"), ("/api/v1/rollouts/advisory/weight", "weight.json"),
        ("/api/v1/rollouts/advisory/evaluation", "evaluation.json"),
        ("/api/v1/rollouts/advisory/decisions", "decisions.json"),
        ("/api/v1/rollouts/advisory/journal?evaluations=true", "journal.json"),
        ("/api/v1/rollouts/advisory/report", "report.json"),
        ("/api/v1/status/buildinfo", "buildinfo.json"),
    ]

    @Test(arguments: goldens)
    func answerIsTheGoldenOne(_ path: String, _ golden: String) async throws {
        let service = FakeService(Samples.full)
        await service.update { $0.records = Samples.records }
        try await withServer(service) { (client) async throws in
            let response = try await client.send("GET", path)
            #expect(response.status == 200, "\(response.body)")
            #expect(response.headers["content-type"] == "application/json")
            #expect(Golden.difference(try Self.pretty(response.body), from: golden) == nil)
        }
    }

    @Test func rolloutNobodyStartedIsShown() async throws {
        try await withServer(FakeService()) { (client) async throws in
            let response = try await client.send("GET", "/api/v1/rollouts")
            #expect(Golden.difference(try Self.pretty(response.body), from: "rollouts-pending.json") == nil)
        }
    }

    /// The same JSON in lines, so that a difference is a line.
    private static func pretty(_ json: String) throws -> String {
        let object = try JSONSerialization.jsonObject(with: Data(json.utf8))
        let data = try JSONSerialization.data(
            withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    @Test func whatIsWrittenReadsBackTheSame() throws {
        let rollout = API.Rollout(Samples.full)
        #expect(try JSONDecoder().decode(API.Rollout.self, from: API.encoder().encode(rollout)) == rollout)
        let evaluation = API.Evaluation(Samples.evaluation, of: "advisory")
        #expect(try JSONDecoder().decode(API.Evaluation.self, from: API.encoder().encode(evaluation)) == evaluation)
        let journal = API.Journal(Samples.records)
        #expect(try JSONDecoder().decode(API.Journal.self, from: API.encoder().encode(journal)) == journal)
        let report = API.Report(Samples.full)
        #expect(try JSONDecoder().decode(API.Report.self, from: API.encoder().encode(report)) == report)
    }

    @Test func servedWeightIsShownAndNotTheOneOnDisk() {
        let view = RolloutView(
            rule: Samples.rule, state: Samples.full.state, servedWeight: .zero, evaluation: nil, waitingFor: [])
        #expect(API.Weight(view).weightPercent == 0)
        #expect(API.Rollout(view).weightPercent == 0)
        #expect(view.etag != Samples.full.etag)
    }

    @Test func rolloutWithoutEvaluationHasNoneToShow() async throws {
        try await withServer(FakeService()) { (client) async throws in
            let response = try await client.send("GET", "/api/v1/rollouts/advisory/evaluation")
            #expect(response.status == 404)
            #expect(
                try response.decoded(API.Failure.self).error == "rollout advisory has not been evaluated yet")
        }
    }

    @Test func limitsArePassedOn() async throws {
        let service = FakeService()
        await service.update { $0.records = Samples.records }
        try await withServer(service) { (client) async throws in
            _ = try await client.send("GET", "/api/v1/rollouts/advisory/journal?limit=7")
            _ = try await client.send("GET", "/api/v1/rollouts/advisory/journal?evaluations=true&limit=1000")
            let response = try await client.send("GET", "/api/v1/rollouts/advisory/decisions?limit=2")
            let decisions = try response.decoded(API.Success<API.DecisionList>.self).data.decisions
            #expect(decisions.map(\.kind) == [.stop, .rollBack])
        }
        #expect(await service.recordCalls == ["advisory 7 false", "advisory 1000 true", "advisory 1000 false"])
    }

    @Test(arguments: ["limit=0", "limit=1001", "limit=x", "limit=-1", "limit=", "evaluations=1"])
    func badQueryIsABadRequest(_ query: String) async throws {
        try await withServer(FakeService()) { (client) async throws in
            let response = try await client.send("GET", "/api/v1/rollouts/advisory/journal?\(query)")
            #expect(response.status == 400)
        }
    }

    @Test func unreadableJournalIsUnavailable() async throws {
        let service = FakeService()
        await service.update { $0.records = nil }
        try await withServer(service) { (client) async throws in
            #expect(try await client.send("GET", "/api/v1/rollouts/advisory/journal").status == 503)
        }
    }

    @Test(arguments: [
        "", "/weight", "/evaluation", "/decisions", "/journal", "/report", "/report.html", "/history", "/explain",
    ])
    func unknownRolloutIsNotFound(_ rest: String) async throws {
        try await withServer(FakeService()) { (client) async throws in
            let response = try await client.send("GET", "/api/v1/rollouts/other\(rest)")
            #expect(response.status == 404)
            #expect(try response.decoded(API.Failure.self).errorType == "not_found")
        }
    }
}
