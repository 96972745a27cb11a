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
        let format = ExpositionChoice.format(accept: call.request.headers[.accept] ?? "")
        let headers: HTTPFields = [.contentType: ExpositionChoice.contentType(of: format), .vary: "Accept"]
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: metrics.render(as: format))))
    }
}
