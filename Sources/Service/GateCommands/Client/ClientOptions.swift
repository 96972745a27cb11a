import ArgumentParser
import GateRules

/// Which service a command talks to and as whom, and how it prints the answer.
struct ClientOptions: ParsableArguments {
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var outputOptions: OutputOptions

    /// A connection to the service.
    func connect() throws -> APIClient { try connection.connect() }
}

/// Which service a command talks to, and as whom.
struct ConnectionOptions: ParsableArguments {
    /// Where the service listens unless told otherwise.
    static let defaultURL = "http://127.0.0.1:9096"

    @Option(help: "Base URL of the service (environment: STAGEGATE_URL; default \(ConnectionOptions.defaultURL)).")
    var url: String?

    @Option(
        help: "File that holds the bearer token (environment: STAGEGATE_TOKEN_FILE, or the token in STAGEGATE_TOKEN).")
    var tokenFile: String?

    /// A connection to the service.
    func connect() throws -> APIClient {
        let base = url ?? Environment["STAGEGATE_URL"] ?? Self.defaultURL
        return APIClient(baseURL: base.hasSuffix("/") ? String(base.dropLast()) : base, token: try token())
    }

    private func token() throws -> String? {
        guard let path = tokenFile ?? Environment["STAGEGATE_TOKEN_FILE"] else { return Environment["STAGEGATE_TOKEN"] }
        switch FileReader.read(path) {
        case .success(let bytes): return String(String(decoding: bytes, as: UTF8.self).trimmed())
        case .failure(let error): throw ClientError(message: "the token cannot be read: \(error)")
        }
    }
}

extension String {
    /// The text without blanks and line ends around it.
    func trimmed() -> Substring {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}
