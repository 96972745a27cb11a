import GateModel
import GateRules
import GateRuntime
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

/// Live pages: what changes is sent to whoever looks.
extension Handlers {
    /// Which picture of which page a browser has.
    private struct Known {
        /// The process and what the reader may do.
        let origin: String
        var stamp: Int?

        func mark(_ stamp: Int) -> String { "\(origin).\(stamp)" }
    }

    /// Sends what is new about all rollouts.
    func live(_ call: Call) throws -> Response {
        try stream(call, []) { await pages.list.look(isPatient: true).picture }
    }

    /// Sends what is new about one rollout.
    func rolloutLive(_ call: Call) async throws -> Response {
        let (name, actions) = (try await view(call).rule.name, call.actions)
        return try stream(call, actions) {
            await pages.look(at: name, for: actions, isPatient: true)?.picture
        }
    }

    /// Where the stream of a page begins that shows this picture.
    func livePath(_ route: String, _ picture: PagePicture, _ actions: Set<PageAction>) -> String {
        let mark = Known(origin: origin(actions)).mark(picture.stamp)
        return "\(route)?since=\(mark)&frame=\(picture.frame)"
    }

    private func origin(_ actions: Set<PageAction>) -> String {
        let bits = PageAction.allCases.map { actions.contains($0) ? "1" : "0" }.joined()
        return "\(pages.boot)-\(Int(bits, radix: 2) ?? 0)"
    }

    private func stream(
        _ call: Call, _ actions: Set<PageAction>, _ look: @escaping @Sendable () async -> PagePicture?
    ) throws -> Response {
        let headers: HTTPFields = [
            .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store", .accelBuffering: "no",
        ]
        guard call.request.method != .head else { return Response(status: .ok, headers: headers) }
        guard let seat = ViewerSeat(viewers) else {
            throw APIError.unavailable("as many live pages are open as can be: load the page again to see what is new")
        }
        let known = known(call, origin(actions))
        let frame = call.query("frame")
        let body = ResponseBody { [seat] writer in
            try await Self.send(look, known, frame: frame, to: &writer)
            _ = seat
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: headers, body: body)
    }

    /// What the browser has: the mark of the last event it saw, or else of the page it shows.
    private func known(_ call: Call, _ origin: String) -> Known {
        let mark = call.request.headers[.lastEventID] ?? call.query("since") ?? ""
        let parts = mark.split(separator: ".")
        let isOurs = parts.count == 2 && parts[0] == origin
        return Known(origin: origin, stamp: isOurs ? Int(parts[1]) : nil)
    }

    /// Looks once a second and sends what is new, until the viewer goes or has to show again who it is.
    @concurrent private static func send(
        _ look: @Sendable () async -> PagePicture?, _ begin: Known, frame: String?,
        to writer: inout any ResponseBodyWriter
    ) async throws {
        let end = ContinuousClock.now + HTTPLimits.viewing
        var known = begin
        var silence = HTTPLimits.looksOfSilence
        repeat {
            guard let picture = await look(), frame == nil || picture.frame == frame else {
                return try await writer.write(ByteBuffer(string: "event: reload\ndata: \n\n"))
            }
            if let news = picture.news(since: known.stamp) {
                try await writer.write(ByteBuffer(string: "id: \(known.mark(picture.stamp))\n"))
                try await writer.write(news)
                (known.stamp, silence) = (picture.stamp, 0)
            } else if silence >= HTTPLimits.looksOfSilence {
                // The first look says hello, so that the browser knows at once that it is connected.
                try await writer.write(ByteBuffer(string: ": nothing new\n\n"))
                silence = 0
            }
            silence += 1
            try await Task.sleep(for: HTTPLimits.look)
        } while ContinuousClock.now < end && !Task.isShuttingDownGracefully
    }
}

/// A place among those who look; given back with the last one who knows of it, however the connection ends.
private final class ViewerSeat: Sendable {
    private let count: WaiterCount

    init?(_ count: WaiterCount) {
        guard count.enter() else { return nil }
        self.count = count
    }

    deinit { count.leave() }
}

extension HTTPField.Name {
    fileprivate static var lastEventID: HTTPField.Name { literal("last-event-id") }
    /// Tells nginx not to hold events back.
    fileprivate static var accelBuffering: HTTPField.Name { literal("x-accel-buffering") }
}
