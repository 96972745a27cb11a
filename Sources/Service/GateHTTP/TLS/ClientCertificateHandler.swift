import NIOCore
import NIOSSL
import NIOTLS

/// Knows the names in the client's certificate once the handshake is over, and ends a connection whose certificate is not
/// one of those that are let in before a byte of it is read.
final class ClientCertificateHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let settings: TLSSettings
    private let failed: @Sendable (HandshakeFailure) -> Void
    private var isOver = false
    /// The alternative names of a certificate whose signature was verified; none of any other.
    private(set) var verifiedNames: [String] = []

    init(_ settings: TLSSettings, failed: @escaping @Sendable (HandshakeFailure) -> Void) {
        self.settings = settings
        self.failed = failed
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted = event as? TLSUserEvent, !isOver {
            isOver = true
            guard isLetIn(context) else { return context.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        tell(context, "\(error)", isRefusal: false)
        context.fireErrorCaught(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        tell(context, "the client went away", isRefusal: false)
        context.fireChannelInactive()
    }

    private func isLetIn(_ context: ChannelHandlerContext) -> Bool {
        // Where there is no certificate there are no names in it.
        let certificate = try? context.pipeline.syncOperations.nioSSL_peerCertificate()
        let names = certificate.map(Self.names) ?? []
        if [.verifyIfGiven, .requireAndVerify].contains(settings.clientAuth) { verifiedNames = names }
        guard let allowed = settings.clientAllowedSANs, !names.contains(where: allowed.contains) else { return true }
        isOver = false
        let found = names.isEmpty ? "none" : names.joined(separator: ", ")
        tell(
            context, "no name in the client's certificate is one of client_allowed_sans; found: \(found)",
            isRefusal: true)
        return false
    }

    /// Tells once, and only of what was not over well.
    private func tell(_ context: ChannelHandlerContext, _ reason: String, isRefusal: Bool) {
        guard !isOver else { return }
        isOver = true
        let address = context.channel.remoteAddress
        let remote = address.map { "\($0.ipAddress ?? $0.description):\($0.port ?? 0)" } ?? ""
        failed(HandshakeFailure(remote: remote, reason: reason, isRefusal: isRefusal))
    }

    /// DNS names, mail addresses, addresses and URIs, as texts.
    ///
    /// - Source: exporter-toolkit compares the same four kinds with `client_allowed_sans`.
    private static func names(of certificate: NIOSSLCertificate) -> [String] {
        certificate._subjectAlternativeNames().compactMap { name in
            let bytes = Array(name.contents)
            switch name.nameType {
            case .dnsName, .email, .uri: return String(validating: bytes, as: UTF8.self)
            case .ipAddress: return IPv6Network.text(bytes)
            default: return nil
            }
        }
    }
}
