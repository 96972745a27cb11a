import Hummingbird
import NIOCore
import NIOHTTPTypes
import Synchronization

/// Keeps a way in for the kill switch, however many others call.
///
/// Reads are passed on a few at a time, so that the event loop comes round soon. The kill switch is answered through a
/// ``KillLane``, past everybody who waits.
///
/// Connections beyond the limit are taken, too, but only to be told that there is no room, which the event loop does by
/// itself; only the kill switch works on them, and whoever pulled it may go on there to see what came of it. The refusal is
/// held back for a moment, so that a flood neither asks again nor connects again at full speed; the last half of the extra
/// connections is closed at once, so that there is always one to come.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// The open connections of one server.
    final class Count: Sendable {
        private let open = Atomic(0)
        private let turns = Mutex<[ObjectIdentifier: NIOLoopBound<LoopTurns>]>([:])

        func enter() -> Int { open.add(1, ordering: .relaxed).newValue }

        func leave() { open.subtract(1, ordering: .relaxed) }

        /// The turns of an event loop; to be called on it.
        func turns(of eventLoop: any EventLoop) -> LoopTurns {
            turns.withLock { turns in
                let key = ObjectIdentifier(eventLoop)
                if let known = turns[key] { return known }
                let new = NIOLoopBound(LoopTurns(eventLoop), eventLoop: eventLoop)
                turns[key] = new
                return new
            }.value
        }
    }

    /// A call that goes through the lane.
    private struct Kill {
        let head: HTTPRequest
        let priority: TaskPriority
        var body = ByteBuffer()

        var isLast: Bool { head.headerFields[.connection]?.lowercased() == "close" }
    }

    /// What becomes of the message that is coming in.
    private enum Message {
        case passedOn, dropped
        /// It waits for its turn.
        case parked
        case collected(Kill)
    }

    private static let delay = TimeAmount.milliseconds(250)

    private let count: Count
    private let lane: KillLane
    /// Which connection of the server this one was when it came, counted from 1.
    private var place = 0
    private var message = Message.passedOn
    /// What waits for its turn.
    private var parked: [HTTPRequestPart] = []
    /// Whether more was to be read meanwhile.
    private var isReadHeld = false
    private var turns: LoopTurns?
    private var turn: LoopTurns.Turn?
    /// How many calls that are not ours to answer have no answer yet.
    private var unanswered = 0
    /// Whether a call waits for its turn.
    private var isParked = false
    /// Whether a call is on its way through the lane.
    private var isKilling = false
    /// Whether the connection ends with the next answer of ours.
    private var isLast = false
    /// Whether whoever calls has pulled the kill switch here.
    private var hasKilled = false
    /// What happened to the connection meanwhile: who was told of it would close the connection before the answer.
    private var heldEvents: [Any] = []

    init(_ count: Count, _ lane: KillLane) {
        self.count = count
        self.lane = lane
    }

    private var isWelcome: Bool { place <= HTTPLimits.connections || hasKilled }

    func handlerAdded(context: ChannelHandlerContext) {
        place = count.enter()
        turns = count.turns(of: context.eventLoop)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        count.leave()
        giveTurnBack()
        turns = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = Self.unwrapInboundIn(data)
        if case .head(let head) = part { message = receive(head, context) }
        switch (message, part) {
        case (.passedOn, _):
            context.fireChannelRead(data)
        case (.parked, _):
            parked.append(part)
        case (.collected(var kill), .body(let bytes)):
            // One byte too many says that it is too much; what comes after it is of no interest.
            let room = HTTPLimits.body + 1 - kill.body.readableBytes
            kill.body.writeImmutableBuffer(
                bytes.getSlice(at: bytes.readerIndex, length: min(room, bytes.readableBytes)) ?? bytes)
            message = .collected(kill)
        case (.collected(let kill), .end):
            answer(kill, context)
        case (.collected, .head), (.dropped, _):
            break
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let isEnd = if case .end = Self.unwrapOutboundIn(data) { true } else { false }
        context.write(data, promise: promise)
        guard isEnd else { return }
        unanswered -= 1
        giveTurnBack()
    }

    func read(context: ChannelHandlerContext) {
        if isParked { isReadHeld = true } else { context.read() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if isKilling || isParked { heldEvents.append(event) } else { context.fireUserInboundEventTriggered(event) }
    }

    private func receive(_ head: HTTPRequest, _ context: ChannelHandlerContext) -> Message {
        if isKilling {
            // Whoever does not wait for the answer comes again on another connection.
            isLast = true
            return .dropped
        }
        if unanswered > 0 {
            // Sent without waiting for the answer before: it comes after that.
            unanswered += 1
            return isParked ? .parked : .passedOn
        }
        if let priority = KillLane.priority(head, isFull: !isWelcome) {
            return .collected(Kill(head: head, priority: priority))
        }
        if isWelcome {
            unanswered += 1
            return head.method == .get ? waitForTurn(context) : .passedOn
        }
        turnAway(context, isLast: head.headerFields[.connection]?.lowercased() == "close")
        return .dropped
    }

    private func waitForTurn(_ context: ChannelHandlerContext) -> Message {
        isParked = true
        turns?.enter { turn in
            // Whoever has gone leaves its turn to the next.
            guard self.turns != nil else { return false }
            self.turn = turn
            self.isParked = false
            // Empty when it did not have to wait: what comes in then is passed on as it comes.
            if !self.parked.isEmpty { self.passOn(context) }
            return true
        }
        return isParked ? .parked : .passedOn
    }

    /// Passes on what has waited for its turn.
    private func passOn(_ context: ChannelHandlerContext) {
        message = .passedOn
        let parts = parked
        parked = []
        for part in parts { context.fireChannelRead(Self.wrapInboundOut(part)) }
        context.fireChannelReadComplete()
        releaseEvents(context)
        if isReadHeld {
            isReadHeld = false
            context.read()
        }
    }

    private func giveTurnBack() {
        guard let turn else { return }
        self.turn = nil
        turns?.leave(turn)
    }

    private func releaseEvents(_ context: ChannelHandlerContext) {
        let events = heldEvents
        heldEvents = []
        for event in events { context.fireUserInboundEventTriggered(event) }
    }

    private func answer(_ kill: Kill, _ context: ChannelHandlerContext) {
        message = .dropped
        isKilling = true
        isLast = kill.isLast
        let answer = context.eventLoop.makePromise(of: KillLane.Answer.self)
        Task(priority: kill.priority) { [lane, channel = context.channel] in
            answer.succeed(await lane.answer(kill.head, kill.body, channel))
        }
        answer.futureResult.assumeIsolated().whenSuccess { self.deliver($0, to: kill, context) }
    }

    /// Whoever may not kill waits like everybody who is turned away.
    private func deliver(_ answer: KillLane.Answer, to kill: Kill, _ context: ChannelHandlerContext) {
        let isRefused = answer.head.status.code >= 400
        guard isRefused, !isWelcome else {
            if !isRefused, kill.head.method == .post { hasKilled = true }
            return finish(answer, context)
        }
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.delay) { self.finish(answer, context) }
    }

    private func finish(_ answer: KillLane.Answer, _ context: ChannelHandlerContext) {
        isKilling = false
        send(answer, context, isLast: isLast)
        releaseEvents(context)
    }

    private func turnAway(_ context: ChannelHandlerContext, isLast: Bool) {
        guard place <= HTTPLimits.connections + HTTPLimits.surplusConnections / 2 else {
            return send(.full, context, isLast: true)
        }
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.delay) {
            self.send(.full, context, isLast: isLast)
        }
    }

    private func send(_ answer: KillLane.Answer, _ context: ChannelHandlerContext, isLast: Bool) {
        var head = answer.head
        if isLast { head.headerFields[.connection] = "close" }
        context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
        context.write(Self.wrapOutboundOut(.body(answer.body)), promise: nil)
        context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
        if isLast { context.close(promise: nil) }
    }
}

extension KillLane.Answer {
    /// What everybody else is told while all connections are taken.
    fileprivate static var full: KillLane.Answer {
        let message = #"{"status":"error","errorType":"unavailable","error":"all connections are taken"}"#
        let headers: HTTPFields = [
            .contentType: "application/json", .contentLength: "\(message.utf8.count)", .retryAfter: "1",
        ]
        return KillLane.Answer(
            head: HTTPResponse(status: .serviceUnavailable, headerFields: headers), body: ByteBuffer(string: message))
    }
}
