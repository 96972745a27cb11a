internal import FoundationEssentials

/// A token that a server gave out.
struct AccessToken: Equatable, Sendable {
    /// The scheme of the `Authorization` header.
    let type: String
    let text: String
    /// How many seconds it is good for; `nil` when nobody said.
    let lifetime: Double?

    /// Reads the answer of a token endpoint; `nil` when there is no token in it.
    ///
    /// - Source: RFC 6749 §5.1; some servers write the lifetime as a string.
    init?(_ body: [UInt8]) {
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(body)), !answer.access_token.isEmpty
        else { return nil }
        let type = answer.token_type ?? ""
        self.type = type.isEmpty || type.lowercased() == "bearer" ? "Bearer" : type
        text = answer.access_token
        lifetime = answer.expires_in?.seconds
    }

    private struct Answer: Decodable {
        // The names of the answer's fields.
        // swift-format-ignore: AlwaysUseLowerCamelCase
        let access_token: String
        // swift-format-ignore: AlwaysUseLowerCamelCase
        let token_type: String?
        // swift-format-ignore: AlwaysUseLowerCamelCase
        let expires_in: Lifetime?
    }

    private struct Lifetime: Decodable {
        let seconds: Double?

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            // No lifetime is no reason to refuse a token: when it is worth nothing any more, the server says so.
            let number = try? container.decode(Double.self)
            // The same.
            let text = try? container.decode(String.self)
            seconds = (number ?? text.flatMap(Double.init)).flatMap { $0.isFinite && $0 > 0 ? min($0, 1e9) : nil }
        }
    }
}
