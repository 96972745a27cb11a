import GateModel
import GateRules
import Hashing

/// The bearer tokens, as hashes, and whom they stand for.
struct TokensFile: Sendable {
    /// One token.
    struct Token: Equatable, Sendable {
        let actor: Actor
        /// SHA-256 of the token in lower-case hex.
        let hash: String
    }

    let tokens: [Token]

    /// No token: nobody is recognised.
    static let empty = TokensFile(tokens: [])

    /// The actor a token stands for.
    ///
    /// Every token is compared, in constant time, so that the time taken says nothing.
    func actor(for token: String) -> Actor? {
        let hash = Array(SHA256.hex(Array(token.utf8)).utf8)
        return tokens.reduce(nil) { found, token in
            ConstantTime.equal(Array(token.hash.utf8), hash) ? token.actor : found
        }
    }

    /// Reads a tokens file; `nil` with every problem of the file when it cannot be used.
    static func load(_ path: String) -> (tokens: TokensFile?, diagnostics: [Diagnostic]) {
        let (node, problems) = FileReader.readYAML(path)
        guard let node else { return (nil, problems) }
        let context = DecodingContext(file: path)
        let decoder = ValueDecoder<TokensFile>.mapping("the tokens file") { keys in
            TokensFile(tokens: keys.required("tokens", .list(of: tokenDecoder)) ?? [])
        }
        let tokens = decoder.decode(node, in: context)
        let diagnostics = (problems + context.diagnostics).sorted()
        return (diagnostics.contains { $0.severity == .error } ? nil : tokens, diagnostics)
    }

    private static var tokenDecoder: ValueDecoder<Token> {
        .mapping("a token") { keys in
            let actor = keys.required("actor", .nonEmptyString)
            let roles: [Role]? = keys.required("roles", .nonEmptyList(of: .choice))
            let hash = keys.required("sha256", hashDecoder)
            guard let actor, let roles, let hash else { return nil }
            return Token(actor: Actor(name: actor, roles: Set(roles)), hash: hash)
        }
    }

    private static var hashDecoder: ValueDecoder<String> {
        .parsed("a SHA-256 hash in hex", hint: "printf %s \"$TOKEN\" | sha256sum") { text in
            text.utf8.count == 64 && text.allSatisfy(\.isHexDigit) ? text.lowercased() : nil
        }
    }
}
