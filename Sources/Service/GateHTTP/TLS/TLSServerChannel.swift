import HummingbirdCore
import Logging
import NIOCore
import NIOSSL

/// Where a connection gets its TLS settings from, and whom it tells when it comes to nothing.
public struct TLSSource: Sendable {
    /// The settings in force; asked for every connection, so that a new certificate needs no restart.
    public var context: @Sendable () async -> TLSContext
    /// Told when a handshake fails.
    public var failed: @Sendable (_ failure: HandshakeFailure) -> Void

    /// Makes a source.
    public init(
        context: @escaping @Sendable () async -> TLSContext,
        failed: @escaping @Sendable (HandshakeFailure) -> Void = { _ in }
    ) {
        self.context = context
        self.failed = failed
    }
}

/// A handshake that came to nothing.
public struct HandshakeFailure: Equatable, Sendable {
    /// The address it came from.
    public let remote: String
    /// What happened.
    public let reason: String
    /// Whether the client's certificate is good, but none of those that are let in.
    public let isRefusal: Bool
}

/// A connection inside TLS, with the settings that were in force when it was opened.
struct TLSServerChannel<Base: ServerChildChannel>: ServerChildChannel {
    typealias Value = Base.Value

    let base: Base
    let source: TLSSource

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeFutureWithTask { await source.context() }.flatMapThrowing { tls in
            let certificates = ClientCertificateHandler(tls.settings, failed: source.failed)
            try channel.pipeline.syncOperations.addHandler(tls.serverHandler())
            try channel.pipeline.syncOperations.addHandler(certificates)
        }.flatMap {
            base.setup(channel: channel, logger: logger)
        }
    }

    func handle(value: Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}

extension TLSContext {
    /// The handler of one connection; where nobody is to look at who signed a certificate, none is looked at.
    fileprivate func serverHandler() -> NIOSSLServerHandler {
        switch settings.clientAuth {
        case .none, .verifyIfGiven, .requireAndVerify:
            NIOSSLServerHandler(context: context)
        case .request, .requireAny:
            NIOSSLServerHandler(
                context: context, customVerificationCallback: { _, promise in promise.succeed(.certificateVerified) })
        }
    }
}
