import GateRuntime
import Hummingbird
import MetricsExposition

extension Handlers {
    func ready() async -> Response {
        guard let reason = await control.readiness() else { return .text("Stagegate is Ready.\n") }
        return .text("Stagegate is not ready: \(reason)\n", status: .serviceUnavailable)
    }

    func reload() async -> Response {
        switch await control.reload() {
        case .reloaded:
            return .text("")
        case .refused(let reasons):
            let lines = ["failed to reload, the rules in force stay:"] + reasons
            return .text(lines.map { $0 + "\n" }.joined(), status: .internalServerError)
        }
    }

    func exposition(_ call: Call) -> Response {
        let choice = ExpositionChoice(
            accept: call.request.headers[.accept] ?? "", acceptEncoding: call.request.headers[.acceptEncoding] ?? "")
        var headers: HTTPFields = [.contentType: choice.contentType, .vary: "Accept, Accept-Encoding"]
        let packed = choice.isPacked ? metrics.renderPacked(as: choice.format) : nil
        if packed != nil { headers[.contentEncoding] = "gzip" }
        let bytes = packed ?? metrics.render(as: choice.format)
        return Response(
            status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
