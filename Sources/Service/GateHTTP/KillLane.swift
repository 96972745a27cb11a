import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// Answers the kill switch ahead of everybody who reads.
///
/// A call on the common way is handed from task to task, and behind every hand-over the readers of a flood stand in line. A
/// kill is taken off the connection by the event loop and answered by one task of a priority that no reader has.
struct KillLane: Sendable {
    /// An answer, complete.
    struct Answer: Sendable {
        var head: HTTPResponse
        var body: ByteBuffer
    }

    private let responder: RouterResponder<GateRequestContext>
    private let log: Logger

    init(_ responder: RouterResponder<GateRequestContext>, log: Logger) {
        self.responder = responder
        self.log = log
    }

    /// The priority of a call that goes this way; `nil` for one that does not.
    ///
    /// - Parameters:
    ///   - head: The call.
    ///   - isFull: Whether all connections are taken; then the page that asks before it kills goes this way, too, in no hurry.
    /// - Returns: The priority.
    static func priority(_ head: HTTPRequest, isFull: Bool) -> TaskPriority? {
        guard head.method == .post || isFull, let path = head.path?.prefix(while: { $0 != "?" }),
            path.hasSuffix("/kill")
        else { return nil }
        switch (Route.matching(String(path)), head.method) {
        case (.kill, .post), (.actionPage, .post): return .high
        case (.actionPage, .get): return .utility
        default: return nil
        }
    }

    /// The answer to a call; the same that it would get on the common way.
    func answer(_ head: HTTPRequest, _ body: ByteBuffer, _ channel: any Channel) async -> Answer {
        let context = GateRequestContext(source: ApplicationRequestContextSource(channel: channel, logger: log))
        do {
            let response = try await responder.respond(
                to: Request(head: head, body: RequestBody(buffer: body)), context: context)
            let collector = BodyCollector()
            try await response.body.write(collector)
            return Answer(head: response.head, body: collector.bytes)
        } catch {
            log.error("the kill switch could not be answered", metadata: ["error": "\(error)"])
            return Answer(
                head: HTTPResponse(status: .internalServerError, headerFields: [.contentLength: "0"]),
                body: ByteBuffer())
        }
    }
}

/// Keeps what is written, because the event loop writes an answer as a whole.
private final class BodyCollector: ResponseBodyWriter, Sendable {
    private let contents = Mutex(ByteBuffer())

    var bytes: ByteBuffer { contents.withLock { $0 } }

    func write(_ buffer: ByteBuffer) {
        contents.withLock { _ = $0.writeImmutableBuffer(buffer) }
    }

    func finish(_ trailingHeaders: HTTPFields?) {}
}
