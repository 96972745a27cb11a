import Foundation
import GateModel
import GateRules
import GateRuntime
import Testing

@testable import GateHTTP

@Suite struct ExplainTests {
    private static let path = "/api/v1/rollouts/advisory/explain"

    private static func explanation(_ query: String = "") async throws -> API.Explanation? {
        var answer: API.Explanation?
        try await withServer(FakeService(Samples.full)) { (client) async throws in
            let response = try await client.send("GET", path + query)
            #expect(response.status == 200)
            answer = try response.decoded(API.Success<API.Explanation>.self).data
        }
        return answer
    }

    @Test func runningAttemptIsExplainedWhereItStands() async throws {
        let attempt = try #require(Samples.full.state.attempt)
        let answer = try #require(try await Self.explanation())
        #expect(answer.rollout == "advisory")
        #expect(answer.stage == attempt.visit.stage)
        #expect(answer.enteredAt == attempt.visit.enteredAt.description)
        #expect(!answer.gates.isEmpty)
        #expect(answer.gates.allSatisfy { !$0.answers.isEmpty && !$0.condition.isEmpty })
        #expect(answer.stopRules.map(\.name) == Samples.full.rule.stopRules.map(\.name))
    }

    @Test func otherStageIsTakenToHaveBeenEnteredAWindowAgo() async throws {
        let stage = try #require(Samples.full.rule.stages.last)
        let answer = try #require(try await Self.explanation("?stage=\(stage.name)"))
        #expect(answer.stage == stage.name)
        #expect(answer.enteredAt == (Samples.start - stage.window).description)
    }

    @Test func unknownStageIsNotFound() async throws {
        try await withServer(FakeService(Samples.full)) { (client) async throws in
            let response = try await client.send("GET", "\(Self.path)?stage=nowhere")
            #expect(response.status == 404)
            #expect(try response.decoded(API.Failure.self).error.contains("there is no stage nowhere"))
        }
    }

    @Test func rolloutThatWasNeverStartedIsExplainedToo() async throws {
        try await withServer(FakeService()) { (client) async throws in
            #expect(try await client.send("GET", Self.path).status == 200)
        }
    }
}
