import GateTestSupport
import NameResolution
import Testing

@Suite struct NameResolverTests {
    private func withServer(
        _ name: String, _ answer: LoopbackNameServer.Answer, _ body: (NameResolver) async throws -> Void
    ) async throws {
        let server = try LoopbackNameServer()
        defer { server.stop() }
        server.set(name, answer)
        try await body(NameResolver(server: NameResolver.Server(address: "127.0.0.1", port: server.port)))
    }

    @Test func addressesAreRead() async throws {
        try await withServer("am.test", .records([.a([10, 0, 0, 1]), .a([10, 0, 0, 2])])) { resolver async throws in
            let records = try await resolver.records(.a, of: "am.test")
            #expect(records.map(\.host) == ["10.0.0.1", "10.0.0.2"])
        }
        let loopback = [UInt8](repeating: 0, count: 15) + [1]
        try await withServer("am.test", .records([.aaaa(loopback)])) { resolver async throws in
            #expect(try await resolver.records(.aaaa, of: "am.test").map(\.host) == ["::1"])
        }
    }

    @Test func servicesHavePorts() async throws {
        let records: [LoopbackNameServer.Record] = [
            .srv(port: 9093, host: "one.am.test"), .srv(port: 9094, host: "two.am.test"),
        ]
        try await withServer("_am._tcp.test", .records(records)) { resolver async throws in
            let found = try await resolver.records(.srv, of: "_am._tcp.test")
            #expect(found.map { "\($0.host):\($0.port)" } == ["one.am.test:9093", "two.am.test:9094"])
        }
    }

    @Test func aliasesAreFollowed() async throws {
        try await withServer("am.test", .records([.alias("real.test"), .a([10, 0, 0, 3])])) { resolver async throws in
            #expect(try await resolver.records(.a, of: "am.test").map(\.host) == ["10.0.0.3"])
        }
    }

    @Test func aNameThatIsNotThereIsNoError() async throws {
        try await withServer("am.test", .noSuchName) { resolver async throws in
            #expect(try await resolver.records(.a, of: "am.test") == [])
        }
        try await withServer("am.test", .records([])) { resolver async throws in
            #expect(try await resolver.records(.srv, of: "am.test") == [])
        }
    }

    @Test func aServerThatCannotSayIsAnError() async throws {
        try await withServer("am.test", .failure) { resolver async throws in
            let error = await #expect(throws: ResolutionError.self) { try await resolver.records(.a, of: "am.test") }
            #expect(error?.description.contains("cannot look up the A records of am.test") == true)
        }
    }

    @Test func nobodyWaitsWhoWasCancelled() async throws {
        let resolver = NameResolver(server: NameResolver.Server(address: "127.0.0.1", port: 9))
        let task = Task { try await resolver.records(.a, of: "am.test") }
        task.cancel()
        let result = await task.result
        #expect(throws: ResolutionError.self) { try result.get() }
    }
}
