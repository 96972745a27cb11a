import GateModel
import GateRuntime
import ServiceLifecycle
import Testing

@testable import GateHTTP

@Suite(.serialized) struct WatchTests {
    private static let path = "/api/v1/rollouts/advisory"
    private static var later: RolloutView {
        var state = Samples.full.state
        state.sequence = 43
        return RolloutView(
            rule: Samples.rule, state: state, servedWeight: .zero, evaluation: nil, waitingFor: [])
    }

    @Test(arguments: ["\"42-10\"", "W/\"42-10\"", "*", "\"1-0\", \"42-10\""])
    func knownStateIsNotSentAgain(_ tag: String) async throws {
        try await withServer(FakeService(Samples.full)) { (client) async throws in
            for path in [Self.path, Self.path + "/weight"] {
                let response = try await client.send("GET", path, headers: ["If-None-Match": tag])
                #expect(response.status == 304)
                #expect(response.headers["etag"] == "\"42-10\"")
                #expect(response.body == "")
            }
        }
    }

    @Test(arguments: ["\"41-10\"", "\"42-0\"", "42-10", ""])
    func otherStateIsSentAtOnce(_ tag: String) async throws {
        let service = FakeService(Samples.full)
        try await withServer(service) { (client) async throws in
            let response = try await client.send(
                "GET", Self.path + "?wait=30s", headers: ["If-None-Match": tag])
            #expect(response.status == 200)
            #expect(response.headers["etag"] == "\"42-10\"")
        }
        #expect(await service.watches.isEmpty)
    }

    @Test func changeEndsTheWait() async throws {
        let service = FakeService(Samples.full)
        await service.update { $0.next = Self.later }
        try await withServer(service) { (client) async throws in
            let response = try await client.send(
                "GET", Self.path + "/weight?wait=30s", headers: ["If-None-Match": "\"42-10\""])
            #expect(response.status == 200)
            #expect(response.headers["etag"] == "\"43-0\"")
            #expect(try response.decoded(API.Success<API.Weight>.self).data.weightPercent == 0)
        }
        let watch = FakeService.Watch(
            rollout: "advisory", sequence: 42, weight: Samples.weight(10), within: .seconds(30))
        #expect(await service.watches == [watch])
    }

    @Test func waitInVainIsNotModified() async throws {
        let service = FakeService(Samples.full)
        await service.update { $0.next = Samples.full }
        try await withServer(service) { (client) async throws in
            let response = try await client.send(
                "GET", Self.path + "?wait=1s", headers: ["If-None-Match": "\"42-10\""])
            #expect(response.status == 304)
        }
        #expect(await service.watches.count == 1)
    }

    @Test func sequenceNumberServesAsWell() async throws {
        let service = FakeService(Samples.full)
        await service.update { $0.next = Self.later }
        try await withServer(service) { (client) async throws in
            let known = try await client.send("GET", Self.path + "?wait=30s&after=42")
            #expect(try known.decoded(API.Success<API.Rollout>.self).data.sequence == 43)
            let old = try await client.send("GET", Self.path + "?wait=30s&after=41")
            #expect(try old.decoded(API.Success<API.Rollout>.self).data.sequence == 42)
        }
        #expect(await service.watches.count == 1)
    }

    @Test func waitIsLimited() async throws {
        let service = FakeService(Samples.full)
        await service.update { $0.next = Samples.full }
        try await withServer(service) { (client) async throws in
            _ = try await client.send("GET", Self.path + "?wait=9h&after=42")
        }
        #expect(await service.watches.map(\.within) == [HTTPLimits.wait])
    }

    @Test func waiterBeyondTheLimitDoesNotWait() {
        let waiters = WaiterCount(limit: 1)
        #expect(waiters.enter())
        #expect(!waiters.enter())
        waiters.leave()
        #expect(waiters.enter())
    }

    @Test(.timeLimit(.minutes(1))) func shutdownEndsTheWait() async throws {
        let service = FakeService(Samples.full)
        await service.update { $0.changesNever = true }
        try await withServer(service) { (client, services) async throws in
            async let waiting = client.send(
                "GET", Self.path + "?wait=5m", headers: ["If-None-Match": "\"42-10\""])
            while await service.watches.isEmpty { await Task.yield() }
            await services.triggerGracefulShutdown()
            #expect(try await waiting.status == 304)
        }
    }

    @Test(.timeLimit(.minutes(1))) func killDoesNotWaitForThoseWhoWait() async throws {
        let service = FakeService(Samples.full)
        await service.update { $0.changesNever = true }
        try await withServer(service) { (client, services) async throws in
            async let waiting = client.send("GET", Self.path + "?wait=5m&after=42")
            while await service.watches.isEmpty { await Task.yield() }
            #expect(try await client.send("POST", Self.path + "/kill", token: "operator").status == 200)
            await services.triggerGracefulShutdown()
            #expect(try await waiting.status == 200)
        }
    }

    @Test func rolloutThatIsGoneIsNotFound() async throws {
        try await withServer(FakeService(Samples.full)) { (client) async throws in
            #expect(try await client.send("GET", Self.path + "?wait=1s&after=42").status == 404)
        }
    }

    @Test(arguments: ["wait=x", "wait=-1s", "wait=30", "after=x", "after=-1"])
    func badWaitIsABadRequest(_ query: String) async throws {
        try await withServer(FakeService(Samples.full)) { (client) async throws in
            #expect(try await client.send("GET", Self.path + "?\(query)").status == 400)
        }
    }
}
