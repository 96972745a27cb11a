import FoundationEssentials

/// What a call says about who makes it.
enum Credential: Equatable, Sendable {
    /// A bearer token.
    case bearer(String)
    /// A user's name and password.
    case basic(user: String, password: String)
    /// The alternative names of a verified client certificate; no header says so.
    case certificate([String])
    /// Something else, which is worth nothing.
    case malformed

    /// The credential of an `Authorization` header; `nil` without one.
    ///
    /// - Source: RFC 6750 §2.1, RFC 7617 §2.
    init?(_ header: String?) {
        guard let header else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else {
            self = .malformed
            return
        }
        switch parts[0].lowercased() {
        case "bearer": self = .bearer(String(parts[1]))
        case "basic": self = Self.basic(String(parts[1])) ?? .malformed
        default: self = .malformed
        }
    }

    private static func basic(_ encoded: String) -> Credential? {
        guard let data = Data(base64Encoded: encoded), let text = String(validating: data, as: UTF8.self),
            let colon = text.firstIndex(of: ":")
        else { return nil }
        return .basic(user: String(text[..<colon]), password: String(text[text.index(after: colon)...]))
    }
}
