import GateModel
import HTTPTypes
import Hummingbird

/// The cookie that carries a session.
///
/// - Source: RFC 6265bis: `HttpOnly` keeps it from scripts, `SameSite=Strict` from everything that another site starts, `Secure`
///   from connections without TLS.
enum SessionCookie {
    private static let name = "stagegate_session"

    /// What a request's cookie says; `nil` without one.
    static func id(in request: Request) -> String? {
        for header in request.headers[values: .cookie] {
            for pair in header.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, parts[0].drop(while: { $0 == " " }) == name else { continue }
                return String(parts[1])
            }
        }
        return nil
    }

    /// The header that gives a browser its session.
    static func header(_ session: Session, isSecure: Bool) -> HTTPField {
        field("\(session.id); Max-Age=\(HTTPLimits.session.whole.milliseconds / 1000)", isSecure: isSecure)
    }

    /// The header that takes it away.
    static func removal(isSecure: Bool) -> HTTPField {
        field("; Max-Age=0", isSecure: isSecure)
    }

    private static func field(_ value: String, isSecure: Bool) -> HTTPField {
        HTTPField(
            name: .setCookie,
            value: "\(name)=\(value); Path=/; HttpOnly; SameSite=Strict" + (isSecure ? "; Secure" : ""))
    }
}
