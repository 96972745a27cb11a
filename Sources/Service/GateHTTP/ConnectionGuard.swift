import Hummingbird
import NIOCore
import NIOHTTPTypes
import Synchronization

/// Keeps a way in for the kill switch when all connections are taken.
///
/// Connections beyond the limit are taken, too, but only to be told that there is no room, which the event loop does by
/// itself; of all calls the kill switch alone is let through on them. The answer is held back for a moment, so that a flood
/// neither asks again nor connects again at full speed; the last half of the extra connections is closed at once, so that
/// there is always one to come.
final class ConnectionGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundOut = HTTPResponsePart

    /// The open connections of one server.
    final class Count: Sendable {
        private let open = Atomic(0)

        func enter() -> Int { open.add(1, ordering: .relaxed).newValue }

        func leave() { open.subtract(1, ordering: .relaxed) }
    }

    private static let delay = TimeAmount.milliseconds(250)

    private let count: Count
    /// Which connection of the server this one was when it came, counted from 1.
    private var place = 0
    private var isTurnedAway = false

    init(_ count: Count) {
        self.count = count
    }

    func handlerAdded(context: ChannelHandlerContext) {
        place = count.enter()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        count.leave()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard place > HTTPLimits.connections else { return context.fireChannelRead(data) }
        if case .head(let head) = Self.unwrapInboundIn(data) {
            let path = head.path.map { String($0.prefix { $0 != "?" }) } ?? ""
            isTurnedAway = head.method != .post || Route.matching(path) != .kill
            let isLast = head.headerFields[.connection]?.lowercased() == "close"
            if isTurnedAway { turnAway(context, isLast: isLast) }
        }
        if !isTurnedAway { context.fireChannelRead(data) }
    }

    private func turnAway(_ context: ChannelHandlerContext, isLast: Bool) {
        guard place <= HTTPLimits.connections + HTTPLimits.surplusConnections / 2 else {
            return answer(context, isLast: true)
        }
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.delay) { self.answer(context, isLast: isLast) }
    }

    private func answer(_ context: ChannelHandlerContext, isLast: Bool) {
        let message = #"{"status":"error","errorType":"unavailable","error":"all connections are taken"}"#
        var headers: HTTPFields = [
            .contentType: "application/json", .contentLength: "\(message.utf8.count)", .retryAfter: "1",
        ]
        if isLast { headers[.connection] = "close" }
        let head = HTTPResponse(status: .serviceUnavailable, headerFields: headers)
        context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
        context.write(Self.wrapOutboundOut(.body(ByteBuffer(string: message))), promise: nil)
        context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
        if isLast { context.close(promise: nil) }
    }
}
