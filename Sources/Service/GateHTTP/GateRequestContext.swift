public import Hummingbird
import NIOCore

/// What is known of a request beside the request.
public struct GateRequestContext: Hummingbird.RequestContext {
    /// The framework's part.
    public var coreContext: CoreRequestContextStorage
    /// The address the call came from; empty when there is none.
    public let remote: String
    /// Whom limits count the call for: the address without its port; of an IPv6 address the network, which one host has for
    /// itself; empty when there is no address.
    ///
    /// - Source: RFC 6177 §2: a site gets a /64 at the least.
    let client: String
    private let channel: any Channel

    /// Makes the context of a request.
    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        let address = source.channel.remoteAddress
        remote = address.map { "\($0.ipAddress ?? $0.description):\($0.port ?? 0)" } ?? ""
        client = address.map(Self.client) ?? ""
        channel = source.channel
    }

    /// The alternative names of the client's certificate; none without a verified one.
    func verifiedNames() async -> [String] {
        let channel = channel
        let names = channel.eventLoop.submit {
            try channel.pipeline.syncOperations.handler(type: ClientCertificateHandler.self).verifiedNames
        }
        // Without the handler the connection is not one of TLS: nobody has shown a certificate.
        return (try? await names.get()) ?? []
    }

    private static func client(_ address: SocketAddress) -> String {
        guard case .v6 = address, let text = address.ipAddress else { return address.ipAddress ?? "" }
        return IPv6Network.prefix64(of: text) ?? text
    }
}
