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

    /// Tokens of actors; `<actor>:expired` was one.
    static func access(anonymousRead: Bool = true, limits: RateLimits = .none) -> AccessControl {
        AccessControl(
            token: { token, _ in
                let parts = token.split(separator: ":")
                if parts.count == 2, parts[1] == "expired" {
                    return .expired(actor: String(parts[0]), at: Samples.start)
                }
                return actors[token].map { .actor($0) } ?? .unknown
            },
            password: { user, password, mayCompute in
                guard mayCompute else { return .busy }
                return password == "right" ? actors[user].map { .actor($0) } ?? .unknown : .unknown
            },
            policy: { AccessPolicy(anonymousRead: anonymousRead, limits: limits) })
    }
}

/// Runs `body` against a server on a free port of the loopback interface and stops the server afterwards.
func withServer(
    _ service: FakeService, access: AccessControl = Tokens.access(), lifecycleEnabled: Bool = false,
    metrics: MetricsRegistry = MetricsRegistry(), now: @escaping @Sendable () -> Timestamp = { Samples.start },
    process: ProcessStatus = .unknown,
    _ body: (RawClient) async throws -> Void
) async throws {
    try await withServer(
        service, access: access, lifecycleEnabled: lifecycleEnabled, metrics: metrics, now: now, process: process
    ) {
        client, _ in
        try await body(client)
    }
}

/// The same, with a control of the test's own.
func withServer(
    _ service: FakeService, control: Control, _ body: (RawClient) async throws -> Void
) async throws {
    try await withServer(service, control: control) { client, _ in try await body(client) }
}

/// The same, with a way to ask the server to shut down.
func withServer(
    _ service: FakeService, control: Control? = nil, access: AccessControl = Tokens.access(),
    lifecycleEnabled: Bool = false,
    metrics: MetricsRegistry = MetricsRegistry(), now: @escaping @Sendable () -> Timestamp = { Samples.start },
    process: ProcessStatus = .unknown,
    _ body: (RawClient, ServiceGroup) async throws -> Void
) async throws {
    var log = Logger(label: "test")
    log.logLevel = .critical
    var options = HTTPOptions(
        lifecycleEnabled: lifecycleEnabled, build: API.BuildInfo(version: "1.2.3", revision: "0123abc"),
        now: now)
    options.process = process
    let (router, _) = RouterBuilder.build(
        control: control ?? service.control, metrics: metrics, access: access, options: options, log: log)
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

extension RateLimits {
    /// Nobody is limited.
    static var none: RateLimits {
        var limits = RateLimits()
        let off = Limit(interval: .zero, burst: 1)
        (limits.reads, limits.writes, limits.failedLogins) = (off, off, off)
        return limits
    }
}
