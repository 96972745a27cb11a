import HTTPTypes
import Hashing
import Hummingbird

/// Keeps other sites from sending our forms in the name of somebody who is logged in here.
///
/// The cookie does not come along with what another site starts; whoever does not trust that alone is helped by two more
/// proofs: the browser says from where the form was sent, and the form has to hold what only our pages could read.
///
/// - Source: OWASP Cross-Site Request Forgery Prevention Cheat Sheet.
enum FormGuard {
    /// Refuses a form that did not come from one of our pages.
    ///
    /// - Parameters:
    ///   - request: The call.
    ///   - form: What was sent.
    ///   - session: The session it is about; `nil` at the login, where there is none yet.
    ///   - options: Where people reach us.
    /// - Throws: An ``APIError`` with status 403.
    static func check(
        _ request: Request, _ form: Form, _ session: Session?, _ options: HTTPOptions
    ) throws(APIError) {
        guard isOurs(request, options.externalURL) else { throw .foreignForm("it was not sent from this site") }
        guard let session else { return }
        guard ConstantTime.equal(form["form_token"] ?? "", session.formToken) else {
            throw .foreignForm("it belongs to another session: open the page again")
        }
    }

    /// Whether the browser says that the form was sent from our own page.
    private static func isOurs(_ request: Request, _ externalURL: String?) -> Bool {
        if let site = request.headers[.secFetchSite], site != "same-origin", site != "none" { return false }
        guard let origin = request.headers[.origin] else { return false }
        let hosts = [request.head.authority, externalURL.map(host)].compactMap(\.self)
        return hosts.contains(host(of: origin))
    }

    /// Host and port of a URL or origin, without scheme and path.
    private static func host(of url: String) -> String {
        let rest = url.split(separator: "//", maxSplits: 1).last ?? ""
        return String(rest.prefix { $0 != "/" })
    }
}

extension APIError {
    fileprivate static func foreignForm(_ reason: String) -> APIError {
        APIError(status: .forbidden, type: "foreign_form", message: "the form was refused: \(reason)")
    }
}

extension HTTPField.Name {
    /// Fetch Metadata.
    fileprivate static var secFetchSite: HTTPField.Name { literal("sec-fetch-site") }
}
