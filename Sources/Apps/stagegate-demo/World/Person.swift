/// Who acts in the stories.
enum Person: String, CaseIterable, Sendable {
    /// Tech lead, on call.
    case alice
    /// Operator.
    case bob

    /// The bearer token; it is good for nothing but the demo on loopback.
    var token: String { "demo-\(rawValue)" }

    private var role: String {
        switch self {
        case .alice: "tech-lead"
        case .bob: "operator"
        }
    }

    /// What `printf %s <token> | sha256sum` prints.
    private var tokenHash: String {
        switch self {
        case .alice: "c3fe0b469a6d4f19a25fbec114762d2186aa2c22888f52c5550a77fc104bcff3"
        case .bob: "cfdd601be826835d6a59c993254eb5786da08ee32379b680795ebe708f0060f9"
        }
    }

    /// The tokens file.
    static var tokens: String {
        let lines = allCases.map { "  - {actor: \($0.rawValue), roles: [\($0.role)], sha256: \($0.tokenHash)}\n" }
        return "tokens:\n" + lines.joined()
    }
}
