import Foundation
import GateModel
import Glibc
import Testing

@testable import GateHTTP

/// What is left for the kill switch when many others call.
@Suite struct FloodTests {
    @Test func killFindsAWayInWhenAllConnectionsAreTaken() async throws {
        let service = FakeService(Samples.full)
        try await withServer(service) { (client) async throws in
            let held = try IdleConnections(port: client.port, count: HTTPLimits.connections)
            defer { held.close() }
            let read = try await Self.refused { try await client.send("GET", "/api/v1/rollouts") }
            #expect(try read.decoded(API.Failure.self).error == "all connections are taken")
            _ = try await Self.refused {
                try await client.send(
                    "POST", "/api/v1/rollouts/advisory/hold", token: "operator", body: #"{"reason":"r"}"#)
            }
            await service.update { $0.forgetSubmissions() }
            let kill = try await client.send(
                "POST", "/api/v1/rollouts/advisory/kill", token: "operator", body: #"{"reason":"now"}"#)
            #expect(kill.status == 200)
            #expect(await service.submissions.map(\.kind) == [.killed(reason: "now")])
        }
    }

    @Test func killOfThePageFindsAWayInToo() async throws {
        let service = FakeService(Samples.full)
        try await withServer(service) { (client) async throws in
            var visitor = PageVisitor(client)
            try await visitor.logIn("operator")
            let held = try IdleConnections(port: client.port, count: HTTPLimits.connections)
            defer { held.close() }
            _ = try await Self.refused { try await visitor.get("/rollouts/advisory") }
            #expect(try await visitor.get("/rollouts/advisory/actions/hold").status == 503)
            #expect(try await visitor.act("kill", ["reason": "now"]).status == 303)
            #expect(await service.submissions.map(\.kind) == [.killed(reason: "now")])
        }
    }

    @Test func whoeverKilledMayLookWhatCameOfIt() async throws {
        try await withServer(FakeService(Samples.full)) { (client) async throws in
            let held = try IdleConnections(port: client.port, count: HTTPLimits.connections)
            defer { held.close() }
            _ = try await Self.refused { try await client.send("GET", "/api/v1/rollouts") }
            let connection = try KeptConnection(client)
            let (kill, read) = ("POST /api/v1/rollouts/advisory/kill", "GET /api/v1/rollouts/advisory/weight")
            #expect(try await connection.send(kill, ["Authorization: Bearer viewer"]).status == 403)
            #expect(try await connection.send(read).status == 503)
            #expect(try await connection.send(kill, ["Authorization: Bearer operator"]).status == 200)
            #expect(try await connection.send(read).status == 200)
        }
    }

    @Test func callsOfOneConnectionMixWithTheKillSwitch() async throws {
        let service = FakeService(Samples.full)
        try await withServer(service) { (client) async throws in
            let connection = try KeptConnection(client)
            let read = "GET /api/v1/rollouts/advisory/weight"
            let token = ["Authorization: Bearer operator"]
            #expect(try await connection.send(read).status == 200)
            await service.update { $0.forgetSubmissions() }
            let kill = "POST /api/v1/rollouts/advisory/kill?x=1"
            #expect(try await connection.send(kill, token, body: #"{"reason":"a"}"#).status == 200)
            #expect(try await connection.send(read).status == 200)
            let long = String(repeating: " ", count: 3 * HTTPLimits.body)
            #expect(try await connection.send(kill, token, body: long).status == 200)
            #expect(try await connection.send(kill, token, body: #"{"reason":"b"}"#, isLast: true).status == 200)
            let reasons = await service.submissions.map(\.kind)
            #expect(reasons.first == .killed(reason: "a") && reasons.last == .killed(reason: "b"))
            #expect(reasons.count == 3)
        }
    }

    @Test(.timeLimit(.minutes(1))) func readsThatWaitForAChangeKeepNobodyOut() async throws {
        let service = FakeService(Samples.full)
        await service.update { $0.changesNever = true }
        try await withServer(service) { (client) async throws in
            let crowd = 200
            let waiting = try IdleConnections(port: client.port, count: crowd)
            let call = "GET /api/v1/rollouts/advisory/weight?wait=5m&after=42 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
            try waiting.send(call)
            #expect(try await client.send("GET", "/api/v1/rollouts/advisory/weight").status == 200)
            while await service.watches.count < crowd { await Task.yield() }
            // Whoever leaves while it waits for its turn leaves that to the next.
            try waiting.send(call)
            waiting.close()
            #expect(try await client.send("GET", "/api/v1/rollouts/advisory/weight").status == 200)
        }
    }

    @Test func whoeverDoesNotWaitForTheAnswerIsSentAway() async throws {
        let service = FakeService(Samples.full)
        try await withServer(service) { (client) async throws in
            let kill = [
                "POST /api/v1/rollouts/advisory/kill HTTP/1.1", "Host: 127.0.0.1", "Content-Length: 0",
                "Authorization: Bearer operator", "", "",
            ].joined(separator: "\r\n")
            let answer = try await client.exchange(kill + kill)
            #expect(answer.status == 200)
            #expect(answer.headers["connection"] == "close")
            #expect(await service.submissions.count == 1)
        }
    }

    /// The first answer 503; until the server has taken all connections a call may still be let through.
    private static func refused(_ call: () async throws -> RawResponse) async throws -> RawResponse {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            let response = try await call()
            if response.status == 503 { return response }
        }
        throw RawClientError("never refused")
    }

    @Test func turnsAreTakenInOrderAndNeverTwoAtATime() async {
        let turnstile = Turnstile(width: 1)
        let log = Log()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    await turnstile.pass {
                        await log.enter()
                        await Task.yield()
                        await log.leave()
                    }
                }
            }
        }
        #expect(await log.most == 1)
        #expect(await log.count == 100)
    }

    @Test func aTurnThatFailsIsGivenBack() async throws {
        struct Trouble: Error {}
        let turnstile = Turnstile(width: 1)
        await #expect(throws: Trouble.self) { try await turnstile.pass { throw Trouble() } }
        #expect(await turnstile.pass { 1 } == 1)
    }

    private actor Log {
        private var inside = 0
        private(set) var most = 0
        private(set) var count = 0

        func enter() {
            inside += 1
            count += 1
            most = max(most, inside)
        }

        func leave() { inside -= 1 }
    }
}

/// Connections that say nothing.
private struct IdleConnections {
    private let handles: [Int32]

    init(port: Int, count: Int) throws {
        handles = try (0..<count).map { _ in try RawClient.open(port) }
    }

    func send(_ text: String) throws {
        for handle in handles { try RawClient.send(Array(text.utf8), handle) }
    }

    func close() {
        for handle in handles { Glibc.close(handle) }
    }
}
