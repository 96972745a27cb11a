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
        var handles: [Int32] = []
        for _ in 0..<count {
            let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(UInt16(port).bigEndian)
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            let connected = unsafe withUnsafePointer(to: &address) {
                unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe connect(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            guard connected == 0 else { throw RawClientError("connect: \(errno)") }
            handles.append(handle)
        }
        self.handles = handles
    }

    func close() {
        for handle in handles { Glibc.close(handle) }
    }
}
