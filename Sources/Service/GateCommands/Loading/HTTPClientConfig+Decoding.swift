import GateRules
import HTTPTransport

extension HTTPClientConfig {
    /// A file of nothing but Prometheus's HTTP client settings.
    static func decoder(folder: String) -> ValueDecoder<HTTPClientConfig> {
        .mapping("the HTTP client settings") { keys in decode(keys, folder: folder) }
    }

    /// Reads Prometheus's HTTP client settings from among the keys of a mapping.
    ///
    /// - Source: prometheus/common `config/http_config.go`.
    static func decode(_ keys: MappingDecoder, folder: String) -> HTTPClientConfig {
        let files = SecretFiles(folder: folder)
        let basic = keys.optional("basic_auth", basicDecoder(files))
        let authorization = keys.optional("authorization", authorizationDecoder(files))
        let oauth2 = keys.optional("oauth2", oauth2Decoder(files))
        keys.refuse("authorization", beside: "basic_auth")
        keys.refuse("oauth2", beside: "basic_auth")
        keys.refuse("oauth2", beside: "authorization")
        let config = HTTPClientConfig(
            credentials: basic ?? authorization ?? oauth2 ?? .none,
            followsRedirects: keys.value("follow_redirects", .bool, default: true),
            enablesHTTP2: keys.value("enable_http2", .bool, default: true),
            tls: keys.optional("tls_config", tlsDecoder(files)) ?? TLSConfig(), proxy: proxy(keys),
            headers: keys.optional("http_headers", headersDecoder(files)) ?? [])
        for problem in config.problems { keys.report(problem.message, at: problem.key) }
        return config
    }

    private static func basicDecoder(_ files: SecretFiles) -> ValueDecoder<Credentials> {
        .mapping("basic_auth") { keys in
            let password = files.secret(keys, "password")
            let username = files.value(keys, "username", .string)
            keys.requireAny(of: ["username", "username_file"], otherwise: "`username` or `username_file` is missing")
            return username.map { .basic(username: $0, password: password) }
        }
    }

    private static func authorizationDecoder(_ files: SecretFiles) -> ValueDecoder<Credentials> {
        .mapping("authorization") { keys in
            let type = keys.value("type", .nonEmptyString, default: "Bearer")
            if type.lowercased() == "basic" { keys.report("use `basic_auth` for this type", at: "type") }
            let credentials = files.secret(keys, "credentials")
            keys.requireAny(
                of: ["credentials", "credentials_file"], otherwise: "`credentials` or `credentials_file` is missing")
            return credentials.map { .authorization(type: type, credentials: $0) }
        }
    }

    private static func oauth2Decoder(_ files: SecretFiles) -> ValueDecoder<Credentials> {
        .mapping("oauth2") { keys in
            let secret = files.secret(keys, "client_secret")
            let id = keys.required("client_id", .nonEmptyString)
            let url = keys.required("token_url", .wholeURL)
            let scopes = keys.value("scopes", .list(of: .nonEmptyString), default: [])
            let parameters = keys.optional("endpoint_params", .dictionary(of: .string)) ?? []
            let tls = keys.optional("tls_config", tlsDecoder(files)) ?? TLSConfig()
            let way = proxy(keys)
            guard let id, let url else { return nil }
            return .oauth2(
                OAuth2Config(
                    clientID: id, clientSecret: secret, tokenURL: url, scopes: scopes,
                    parameters: parameters.map { OAuth2Config.Parameter($0.key, $0.value) }, tls: tls, proxy: way))
        }
    }

    private static func tlsDecoder(_ files: SecretFiles) -> ValueDecoder<TLSConfig> {
        .mapping("tls_config") { keys in
            TLSConfig(
                ca: files.value(keys, "ca", .string), certificate: files.value(keys, "cert", .string),
                key: files.secret(keys, "key"), serverName: keys.optional("server_name", .nonEmptyString),
                skipsVerification: keys.value("insecure_skip_verify", .bool, default: false),
                minVersion: keys.value("min_version", .choice, default: TLSVersion.tls12),
                maxVersion: keys.optional("max_version", .choice))
        }
    }

    private static func proxy(_ keys: MappingDecoder) -> ProxyConfig {
        ProxyConfig(
            url: keys.optional("proxy_url", .nonEmptyString), noProxy: keys.optional("no_proxy", .string),
            fromEnvironment: keys.value("proxy_from_environment", .bool, default: false),
            connectHeaders: (keys.optional("proxy_connect_header", .dictionary(of: .list(of: .secret))) ?? [])
                .map { ConfiguredHeader($0.key, values: $0.value) })
    }

    private static func headersDecoder(_ files: SecretFiles) -> ValueDecoder<[ConfiguredHeader]> {
        let header = ValueDecoder<(values: [String], secrets: [SecretSource])>.mapping("a header") { keys in
            let values = keys.optional("values", .list(of: .string)) ?? []
            let secrets = (keys.optional("secrets", .list(of: .secret)) ?? []).map(SecretSource.inline)
            let paths = (keys.optional("files", .list(of: .nonEmptyString)) ?? []).map(files.file)
            return (values, secrets + paths)
        }
        return ValueDecoder<[(key: String, value: (values: [String], secrets: [SecretSource]))]>
            .dictionary(of: header).map { entries in
                entries.map { ConfiguredHeader($0.key, values: $0.value.values, secrets: $0.value.secrets) }
            }
    }
}

/// Pairs of keys such as `password` and `password_file`.
private struct SecretFiles {
    let folder: String

    /// The secret of a pair of keys that exclude each other.
    func secret(_ keys: MappingDecoder, _ key: String) -> SecretSource? {
        value(keys, key, .secret)
    }

    /// The value of such a pair, inline or in a file.
    func value(_ keys: MappingDecoder, _ key: String, _ decoder: ValueDecoder<String>) -> SecretSource? {
        let inline = keys.optional(key, decoder).map(SecretSource.inline)
        let path = keys.optional("\(key)_file", .nonEmptyString).map(file)
        keys.refuse("\(key)_file", beside: key)
        return inline ?? path
    }

    func file(_ path: String) -> SecretSource {
        .file(Glob.resolve(path, in: folder))
    }
}
