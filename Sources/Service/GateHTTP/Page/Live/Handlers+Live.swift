import GateModel
import GateRules
import GateRuntime
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

/// Live pages: what changes is sent to whoever looks.
extension Handlers {
    /// Sends what is new about all rollouts.
    func live(_ call: Call) throws -> Response {
        try stream(call, [], pages.lookout)
    }

    /// Sends what is new about one rollout.
    func rolloutLive(_ call: Call) async throws -> Response {
        let (name, actions) = (try await view(call).rule.name, call.actions)
        return try stream(call, actions, pages.lookout(at: name, for: actions))
    }

    /// Where the stream of a page begins that shows this picture.
    func livePath(_ route: String, _ picture: PagePicture) -> String {
        "\(route)?since=\(picture.mark)&frame=\(picture.frame)"
    }

    private func stream(
        _ call: Call, _ actions: Set<PageAction>, _ lookout: Lookout<PagePicture?>
    ) throws -> Response {
        let headers: HTTPFields = [
            .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store", .accelBuffering: "no",
        ]
        guard call.request.method != .head else { return Response(status: .ok, headers: headers) }
        guard let seat = ViewerSeat(viewers) else {
            throw APIError.unavailable("as many live pages are open as can be: load the page again to see what is new")
        }
        let known = known(call, pages.origin(of: actions))
        let frame = call.query("frame")
        let body = ResponseBody { [seat] writer in
            try await Self.send(lookout, known, frame: frame, to: &writer)
            _ = seat
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: headers, body: body)
    }

    /// The picture that the browser has: that of the last event it saw, or else of the page it shows.
    private func known(_ call: Call, _ origin: String) -> Int? {
        let mark = call.request.headers[.lastEventID] ?? call.query("since") ?? ""
        let parts = mark.split(separator: ".")
        return parts.count == 2 && parts[0] == origin ? Int(parts[1]) : nil
    }

    /// Sends what is new at each look, until the viewer goes or has to show again who it is.
    @concurrent private static func send(
        _ lookout: Lookout<PagePicture?>, _ begin: Int?, frame: String?, to writer: inout any ResponseBodyWriter
    ) async throws {
        let end = ContinuousClock.now + HTTPLimits.viewing
        var known = begin
        var silence = HTTPLimits.looksOfSilence
        var sight = await lookout.now()
        while true {
            guard let picture = sight, frame == nil || picture.frame == frame else {
                return try await writer.write(ByteBuffer(string: "event: reload\ndata: \n\n"))
            }
            if let news = picture.news(since: known) {
                try await writer.write(news)
                (known, silence) = (picture.stamp, 0)
            } else if silence >= HTTPLimits.looksOfSilence {
                // The first look says hello, so that the browser knows at once that it is connected.
                try await writer.write(ByteBuffer(string: ": nothing new\n\n"))
                silence = 0
            }
            silence += 1
            guard ContinuousClock.now < end, !Task.isShuttingDownGracefully else { return }
            sight = await lookout.next()
            try Task.checkCancellation()
        }
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
