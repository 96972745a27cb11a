import GateHTTP
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
        /// From when on it is worth nothing; `nil`: never.
        var expiresAt: Timestamp?
    }

    let tokens: [Token]

    /// No token: nobody is recognised.
    static let empty = TokensFile(tokens: [])

    /// Whom a token stands for at a time.
    ///
    /// Every token is compared, in constant time, so that the time taken says nothing.
    func recognise(_ token: String, at now: Timestamp) -> Recognition {
        let hash = Array(SHA256.hex(Array(token.utf8)).utf8)
        let found = tokens.reduce(nil as Token?) { found, token in
            ConstantTime.equal(Array(token.hash.utf8), hash) ? token : found
        }
        guard let found else { return .unknown }
        if let end = found.expiresAt, now >= end { return .expired(actor: found.actor.name, at: end) }
        return .actor(found.actor)
    }

    /// Reads a tokens file; `nil` with every problem of the file when it cannot be used.
    static func load(_ path: String) -> (tokens: TokensFile?, diagnostics: [Diagnostic]) {
        let (node, problems) = FileReader.readYAML(path)
        guard let node else { return (nil, problems) }
        let context = DecodingContext(file: path)
        let located = decoder.decode(node, in: context)
        requireUnique(located ?? [], in: context)
        let tokens = located.map { TokensFile(tokens: $0.map(\.value)) }
        let diagnostics = (problems + context.diagnostics).sorted()
        return (diagnostics.contains { $0.severity == .error } ? nil : tokens, diagnostics)
    }

    /// The tokens with their places.
    static var decoder: ValueDecoder<[Located<Token>]> {
        .mapping("the tokens file") { keys in keys.required("tokens", .list(of: tokenDecoder)) ?? [] }
    }

    /// Reports a token that stands for somebody already: who acted would depend on the order of the file.
    private static func requireUnique(_ tokens: [Located<Token>], in context: DecodingContext) {
        var owners: [String: String] = [:]
        for token in tokens {
            if let owner = owners[token.value.hash] {
                context.report("this token is \(owner)'s already", at: token.position, hint: "give everybody their own")
            }
            owners[token.value.hash] = token.value.actor.name
        }
    }

    private static var tokenDecoder: ValueDecoder<Located<Token>> {
        .mapping("a token") { keys in
            let actor = keys.required("actor", .nonEmptyString)
            let roles: [Role]? = keys.required("roles", .nonEmptyList(of: .choice))
            let hash = keys.required("sha256", .located(hashDecoder))
            let end = keys.optional("expires_at", .pointInTime)
            guard let actor, let roles, let hash else { return nil }
            let token = Token(actor: Actor(name: actor, roles: Set(roles)), hash: hash.value, expiresAt: end)
            return Located(token, at: hash.position)
        }
    }

    private static var hashDecoder: ValueDecoder<String> {
        let shape = TextShape("SHA-256 hash", pattern: "^[0-9A-Fa-f]{64}$", bare: .anything)
        return .parsed("a SHA-256 hash in hex", hint: "printf %s \"$TOKEN\" | sha256sum", as: shape) { text in
            text.utf8.count == 64 && text.allSatisfy(\.isHexDigit) ? text.lowercased() : nil
        }
    }
}

extension ValueDecoder where Value == Timestamp {
    /// A point in time with its offset from UTC.
    fileprivate static var pointInTime: ValueDecoder {
        let hint = "2026-12-31T23:59:59Z, or an offset in place of Z"
        return ValueDecoder<String>.parsed("a point in time", hint: hint, as: .pointInTime) {
            Timestamp(rfc3339: $0)
        }
    }
}
