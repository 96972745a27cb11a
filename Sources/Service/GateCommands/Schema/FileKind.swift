import ArgumentParser
import GateRules
import HTTPTransport

/// The kinds of file people write for Stagegate.
enum FileKind: String, CaseIterable, ExpressibleByArgument {
    /// A rule file.
    case rules
    /// The configuration, `--config.file`.
    case config
    /// The web configuration, `--web.config.file`.
    case web
    /// The tokens file.
    case tokens
    /// HTTP client settings, `--http.config.file`.
    case http

    /// What such a file takes, as its decoder says.
    var shape: Shape {
        switch self {
        case .rules: RuleDecoder.shape
        case .config: ServiceConfig.decoder(folder: "").shape
        case .web: WebConfig.decoder.shape
        case .tokens: TokensFile.decoder.shape
        case .http: HTTPClientConfig.decoder(folder: "").shape
        }
    }

    /// What there is to say about its keys.
    var texts: FileTexts {
        switch self {
        case .rules: RuleTexts.all
        case .config: ConfigTexts.config
        case .web: ConfigTexts.web
        case .tokens: ConfigTexts.tokens
        case .http: ConfigTexts.httpClient
        }
    }

    private var title: String {
        switch self {
        case .rules: "Stagegate: rule file"
        case .config: "Stagegate: configuration"
        case .web: "Stagegate: web configuration"
        case .tokens: "Stagegate: tokens file"
        case .http: "Stagegate: HTTP client settings"
        }
    }

    /// The JSON Schema of such a file, as text.
    func schema() throws -> String {
        try JSONText.of(JSONSchema(texts: texts).document(shape, title: title))
    }
}
