import Foundation
import GateModel
import GateRuntime
import Testing

@testable import GateHTTP

/// Limits and headers, against a live server.
@Suite struct LimitTests {
    private static func limits(_ change: (inout RateLimits) -> Void) -> RateLimits {
        var limits = RateLimits.none
        change(&limits)
        return limits
    }

    private static let two = RateLimits.Limit(interval: .seconds(90), burst: 2)

    @Test func aFloodOfReadsLeavesWritesProbesAndTheKillSwitchAlone() async throws {
        let service = FakeService(Samples.full)
        let access = Tokens.access(limits: Self.limits { $0.reads = Self.two })
        try await withServer(service, access: access) { (client) async throws in
            for _ in 1...2 { #expect(try await client.send("GET", "/api/v1/rollouts").status == 200) }
            let refused = try await client.send("GET", "/metrics", token: "admin")
            #expect(refused.status == 429 && refused.headers["retry-after"] == "90")
            #expect(try refused.decoded(API.Failure.self).errorType == "too_many_requests")
            for _ in 1...3 { #expect(try await client.send("GET", "/api/v1/rollouts").status == 429) }
            #expect(try await client.send("GET", "/-/healthy").status == 200)
            #expect(try await client.send("GET", "/-/ready").status == 200)
            let path = "/api/v1/rollouts/advisory"
            #expect(try await client.send("POST", "\(path)/kill", token: "operator").status == 200)
            let hold = try await client.send("POST", "\(path)/hold", token: "operator", body: #"{"reason":"r"}"#)
            #expect(hold.status == 200)
        }
        #expect(await service.refusals.map(\.status) == [429], "a flood is recorded once")
    }

    @Test func aFloodOfWritesLeavesTheKillSwitchAlone() async throws {
        let access = Tokens.access(limits: Self.limits { $0.writes = Self.two })
        try await withServer(FakeService(Samples.full), access: access) { (client) async throws in
            let path = "/api/v1/rollouts/advisory"
            for status in [200, 200, 429] {
                let hold = try await client.send("POST", "\(path)/hold", token: "operator", body: #"{"reason":"r"}"#)
                #expect(hold.status == status)
            }
            for _ in 1...5 {
                #expect(try await client.send("POST", "\(path)/kill", token: "operator").status == 200)
            }
        }
    }

    @Test func guessingIsLimitedAndARightTokenIsNot() async throws {
        let service = FakeService(Samples.full)
        let access = Tokens.access(limits: Self.limits { $0.failedLogins = Self.two })
        try await withServer(service, access: access) { (client) async throws in
            for status in [401, 401, 429, 429] {
                #expect(try await client.send("GET", "/api/v1/rollouts", token: "guess").status == status)
            }
            let kill = "/api/v1/rollouts/advisory/kill"
            #expect(try await client.send("POST", kill, token: "guess").status == 429)
            #expect(try await client.send("POST", kill, token: "operator").status == 200)
            let right = ["Authorization": "Basic " + Data("operator:right".utf8).base64EncodedString()]
            #expect(try await client.send("GET", "/version", headers: right).status == 429, "it is not even looked at")
        }
        #expect(await service.refusals.map(\.status) == [401, 401, 429])
    }

    @Test func rightPasswordsAreNotGuesses() async throws {
        let access = Tokens.access(limits: Self.limits { $0.failedLogins = Self.two })
        try await withServer(FakeService(Samples.full), access: access) { (client) async throws in
            let right = ["Authorization": "Basic " + Data("viewer:right".utf8).base64EncodedString()]
            for _ in 1...5 { #expect(try await client.send("GET", "/version", headers: right).status == 200) }
        }
    }

    @Test(arguments: ["/metrics", "/api/v1/rollouts", "/nothing", "/-/healthy"])
    func everyAnswerKeepsBrowsersFromMischief(_ path: String) async throws {
        try await withServer(FakeService(Samples.full)) { (client) async throws in
            for method in ["GET", "POST"] {
                let headers = try await client.send(method, path).headers
                #expect(headers["x-content-type-options"] == "nosniff")
                #expect(headers["x-frame-options"] == "deny")
                #expect(headers["referrer-policy"] == "no-referrer")
                #expect(headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'")
            }
        }
    }

    @Test func whatWasOutdatedIsInTheAnswer() async throws {
        let service = FakeService(Samples.full)
        await service.update { $0.outcome = .rejected(Rejection(.outdatedCandidate, "m")) }
        try await withServer(service) { (client) async throws in
            let response = try await client.send(
                "POST", "/api/v1/rollouts/advisory/approve", token: "tech-lead", body: #"{"candidate":"advisory-2-39"}"#
            )
            #expect(response.status == 409)
            let data = try #require(try response.decoded(API.Failure.self).data)
            #expect(data.candidate?.id == Samples.full.state.attempt?.candidate?.id)
            #expect(data.candidate?.nextGates.isEmpty == false)
        }
    }
}
