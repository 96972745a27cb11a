import ArgumentParser
import GateRules
import HTTPTransport

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

    @Option(
        name: .customLong("http.config.file"),
        help:
            "TLS, client certificate, basic auth: HTTP client settings as in Prometheus (environment: STAGEGATE_HTTP_CONFIG_FILE)."
    )
    var httpConfigFile: String?

    /// A connection to the service.
    func connect() throws -> APIClient {
        let base = url ?? Environment["STAGEGATE_URL"] ?? Self.defaultURL
        return APIClient(baseURL: base.hasSuffix("/") ? String(base.dropLast()) : base, config: try config())
    }

    private func config() throws -> HTTPClientConfig {
        var config = HTTPClientConfig()
        if let path = httpConfigFile ?? Environment["STAGEGATE_HTTP_CONFIG_FILE"] {
            let (node, problems) = FileReader.readYAML(path)
            let context = DecodingContext(file: path)
            let decoder = HTTPClientConfig.decoder(folder: Glob.folder(of: path))
            let decoded = node.flatMap { decoder.decode($0, in: context) }
            let errors = (problems + context.diagnostics).filter { $0.severity == .error }
            guard let decoded, errors.isEmpty else {
                throw ClientError(message: errors.map(\.description).joined(separator: "\n"))
            }
            config = decoded
        }
        if let token = try token() {
            guard config.credentials == .none else {
                throw ClientError(message: "there are a token and other credentials: leave one of them out")
            }
            config.credentials = .authorization(credentials: .inline(token))
        }
        return config
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
