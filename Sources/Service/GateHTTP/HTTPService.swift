import Glibc
public import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import ServiceLifecycle

/// Serves a router on one address until it is told to stop.
public struct HTTPService: Service {
    private let responder: RouterResponder<GateRequestContext>
    private let host: String
    private let port: Int
    private let log: Logger
    private let onListening: @Sendable (_ port: Int) -> Void
    private let tls: TLSSource?
    /// Connections that are taken in before those that are open are looked at again.
    private static let acceptedAtOnce: UInt = 1024

    /// Makes a service that does not listen yet.
    ///
    /// - Parameters:
    ///   - router: What is served; not to be changed any more.
    ///   - host: The address or name to listen on.
    ///   - port: The port; 0 takes a free one.
    ///   - tls: How TLS is spoken; `nil`: it is not.
    ///   - log: Where the server's own messages go.
    ///   - onListening: Told the port once connections are taken.
    public init(
        router: Router<GateRequestContext>, host: String, port: Int, tls: TLSSource? = nil, log: Logger,
        onListening: @escaping @Sendable (_ port: Int) -> Void = { _ in }
    ) {
        responder = router.buildResponder()
        self.host = host
        self.port = port
        // Who listens where is said by `onListening`; the framework would say it again.
        var quiet = log
        quiet.logLevel = log.logLevel == .info ? .notice : log.logLevel
        self.log = quiet
        self.onListening = onListening
        self.tls = tls
    }

    /// Serves until cancelled or asked to shut down; calls in flight are finished.
    ///
    /// - Throws: ``HTTPServiceError`` when the address cannot be listened on.
    public func run() async throws {
        let application = Application(
            responder: responder,
            server: server,
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), backlog: 1024,
                availableConnectionsDelegate: .maximum(
                    HTTPLimits.connections + HTTPLimits.surplusConnections, logger: log)),
            onServerRunning: { [port, onListening] channel in
                // Else whoever connects waits behind a crowd that is taken in by fours.
                try? await channel.setOption(.maxMessagesPerRead, value: Self.acceptedAtOnce).get()
                onListening(channel.localAddress?.port ?? port)
            },
            logger: log)
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                // Calls come after decisions: a step, a query, a delivery does not stand in line behind readers.
                group.addTask(priority: .utility) { try await application.run() }
                try await group.waitForAll()
            }
        } catch let error as IOError {
            throw HTTPServiceError(host: host, port: port, isInUse: error.errnoCode == EADDRINUSE, cause: "\(error)")
        } catch let error as SocketAddressError {
            throw HTTPServiceError(host: host, port: port, isInUse: false, cause: "\(error)")
        }
    }
}

extension HTTPService {
    /// HTTP/1.1, inside TLS where it is asked for.
    private var server: HTTPServerBuilder {
        let count = ConnectionGuard.Count()
        let lane = KillLane(responder, log: log)
        let idle = HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionGuard(count, lane)],
            idleTimeout: .seconds(HTTPLimits.idleSeconds))
        guard let tls else { return .http1(configuration: idle) }
        return HTTPServerBuilder { responder in
            TLSServerChannel(base: HTTP1Channel(responder: responder, configuration: idle), source: tls)
        }
    }
}

/// Why an address cannot be listened on.
public struct HTTPServiceError: Error, CustomStringConvertible {
    let host: String
    let port: Int
    let isInUse: Bool
    let cause: String

    /// What was tried, what happened and what to do.
    public var description: String {
        let address = "\(host):\(port)"
        return isInUse
            ? "cannot listen on \(address): the port is in use; stop the other process or set --web.listen-address"
            : "cannot listen on \(address): \(cause); check --web.listen-address"
    }
}
