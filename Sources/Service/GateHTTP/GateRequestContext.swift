public import Hummingbird
import NIOCore

/// What is known of a request beside the request.
public struct GateRequestContext: Hummingbird.RequestContext {
    /// The framework's part.
    public var coreContext: CoreRequestContextStorage
    /// The address the call came from; empty when there is none.
    public let remote: String

    /// Makes the context of a request.
    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        let address = source.channel.remoteAddress
        remote = address.map { "\($0.ipAddress ?? $0.description):\($0.port ?? 0)" } ?? ""
    }
}
