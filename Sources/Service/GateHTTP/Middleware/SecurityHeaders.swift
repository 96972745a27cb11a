import HTTPTypes
import Hummingbird

/// Puts into every answer what keeps a browser from being used against its user.
///
/// A handler's own header stays; one that the operator configured takes the place of both.
///
/// - Source: OWASP HTTP Headers Cheat Sheet.
struct SecurityHeaders: RouterMiddleware {
    typealias Context = GateRequestContext

    /// What the web configuration asks for.
    let configured: @Sendable () -> [String: String]

    /// Ours: answers are data, not pages, and are to be shown by nobody else.
    static let standard: [(name: String, value: String)] = [
        ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "deny"), ("Referrer-Policy", "no-referrer"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ]

    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for (name, value) in Self.standard {
            guard let name = HTTPField.Name(name), response.headers[name] == nil else { continue }
            response.headers[name] = value
        }
        for (name, value) in configured() {
            if let name = HTTPField.Name(name) { response.headers[name] = value.isEmpty ? nil : value }
        }
        return response
    }
}
