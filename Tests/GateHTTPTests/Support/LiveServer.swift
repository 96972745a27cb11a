import GateHTTP
import GateModel
import GateRuntime
import Logging
import MetricsExposition
import ServiceLifecycle

/// Who the tests know: the token is the actor's name.
enum Tokens {
    static let actors: [String: Actor] = [
        "nobody": Actor(name: "nobody", roles: []),
        "viewer": Actor(name: "viewer", roles: [.viewer]),
        "operator": Actor(name: "operator", roles: [.operate]),
        "tech-lead": Actor(name: "tech-lead", roles: [.techLead]),
        "admin": Actor(name: "admin", roles: [.admin]),
    ]

    static func access(anonymousRead: Bool = true) -> AccessControl {
        AccessControl(verify: { actors[$0] }, anonymousRead: anonymousRead)
    }
}

/// Runs `body` against a server on a free port of the loopback interface and stops the server afterwards.
func withServer(
    _ service: FakeService, access: AccessControl = Tokens.access(), lifecycleEnabled: Bool = false,
    metrics: MetricsRegistry = MetricsRegistry(), now: Timestamp = Samples.start,
    _ body: (RawClient) async throws -> Void
) async throws {
    try await withServer(service, access: access, lifecycleEnabled: lifecycleEnabled, metrics: metrics, now: now) {
        client, _ in
        try await body(client)
    }
}

/// The same, with a way to ask the server to shut down.
func withServer(
    _ service: FakeService, access: AccessControl = Tokens.access(), lifecycleEnabled: Bool = false,
    metrics: MetricsRegistry = MetricsRegistry(), now: Timestamp = Samples.start,
    _ body: (RawClient, ServiceGroup) async throws -> Void
) async throws {
    var log = Logger(label: "test")
    log.logLevel = .critical
    let options = HTTPOptions(
        lifecycleEnabled: lifecycleEnabled, build: API.BuildInfo(version: "1.2.3", revision: "0123abc"),
        now: { now })
    let router = RouterBuilder.build(
        control: service.control, metrics: metrics, access: access, options: options, log: log)
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    let server = HTTPService(router: router, host: "127.0.0.1", port: 0, log: log) { continuation.yield($0) }
    let services = ServiceGroup(services: [server], logger: log)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { continuation.finish() }
            try await services.run()
        }
        var iterator = ports.makeAsyncIterator()
        guard let port = await iterator.next() else {
            try await group.next()
            return
        }
        try await body(RawClient(port: port), services)
        group.cancelAll()
    }
}
