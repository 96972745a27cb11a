extension ConfigTexts {
    /// Prometheus's HTTP client settings, which stand beside a mapping's own keys.
    static let http =
        [
            KeyText("basic_auth", "User and password."),
            KeyText("authorization", "A token; excludes `basic_auth`."),
            KeyText("oauth2", "A token that a server gives out; excludes `basic_auth` and `authorization`."),
            KeyText("tls_config", "How TLS is spoken."),
            KeyText("follow_redirects", "Whether redirects are followed.", example: "false"),
            KeyText("enable_http2", "Whether HTTP/2 is offered.", example: "false"),
        ] + proxy + [KeyText("http_headers", "Headers of every request, by name.")]

    private static let proxy = [
        KeyText("proxy_url", "The proxy.", example: "http://proxy.example.com:3128"),
        KeyText("no_proxy", "Hosts that are reached without it.", example: "localhost,.example.com"),
        KeyText(
            "proxy_from_environment", "Whether `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` count.", example: "true"),
        KeyText("proxy_connect_header", "Headers for the proxy.", example: "{Proxy-Authorization: [Bearer abc]}"),
    ]

    /// The mappings among them.
    static let client = [
        MappingText(
            "basic_auth",
            [
                KeyText("username", "The user.", example: "stagegate"),
                KeyText("username_file", "The file the user stands in.", example: "secrets/user"),
                KeyText("password", "The password.", example: "secret"),
                KeyText("password_file", "The file the password stands in.", example: "secrets/password"),
            ]),
        MappingText(
            "authorization",
            [
                KeyText("type", "The scheme; `basic_auth` is for Basic.", example: "Bearer"),
                KeyText("credentials", "The token.", example: "secret"),
                KeyText("credentials_file", "The file the token stands in.", example: "secrets/token"),
            ]),
        MappingText(
            "oauth2",
            [
                KeyText("client_id", "Who asks for the token.", example: "stagegate"),
                KeyText("client_secret", "What proves it.", example: "secret"),
                KeyText("client_secret_file", "The file the secret stands in.", example: "secrets/client"),
                KeyText("token_url", "Who gives it out.", example: "https://login.example.com/oauth2/token"),
                KeyText("scopes", "What it is to be good for.", example: "[metrics.read]"),
                KeyText("endpoint_params", "What else is sent there.", example: "{audience: prometheus}"),
                KeyText("tls_config", "How TLS is spoken there."),
            ] + proxy),
        MappingText(
            "tls_config",
            [
                KeyText("ca", "Who may have signed the server's certificate, in PEM."),
                KeyText("ca_file", "The file that stands in.", example: "ca.pem"),
                KeyText("cert", "The client's certificate, in PEM."),
                KeyText("cert_file", "The file that stands in.", example: "client.pem"),
                KeyText("key", "The client's key, in PEM."),
                KeyText("key_file", "The file that stands in.", example: "client.key"),
                KeyText("server_name", "The name the server's certificate has to be for.", example: "am.example.com"),
                KeyText("insecure_skip_verify", "Whether any certificate is taken.", example: "false"),
                KeyText("min_version", "The oldest version of TLS.", example: "TLS13"),
                KeyText("max_version", "The newest version of TLS.", example: "TLS13"),
            ]),
        MappingText(
            "a header",
            [
                KeyText("values", "Values that may be shown.", example: "[team-a]"),
                KeyText("secrets", "Values that may not.", example: "[secret]"),
                KeyText("files", "Files with one value each.", example: "[secrets/header]"),
            ]),
    ]

    /// The web configuration: Prometheus's own.
    static let webServer = [
        MappingText(
            "the web configuration",
            [
                KeyText("tls_server_config", "TLS and client certificates."),
                KeyText("http_server_config", "HTTP and its headers."),
                KeyText(
                    "basic_auth_users", "Users and their passwords, hashed by `htpasswd -nBC 10 \"\"`.",
                    example: "{prometheus: $2y$10$abcdefghijklmnopqrstuu3KWNuWLhBnmgYfnzONPueahDuedC/lu}"),
            ]),
        MappingText(
            "tls_server_config",
            [
                KeyText("cert_file", "The certificate, in PEM.", example: "server.pem"),
                KeyText("key_file", "Its key, in PEM.", example: "server.key"),
                KeyText(
                    "client_auth_type",
                    "`NoClientCert`, `RequestClientCert`, `RequireAnyClientCert`, `VerifyClientCertIfGiven` or "
                        + "`RequireAndVerifyClientCert`.",
                    example: "VerifyClientCertIfGiven"),
                KeyText("client_ca_file", "Who may have signed a client's certificate.", example: "clients.pem"),
                KeyText(
                    "client_allowed_sans", "Names of which a client's certificate needs one.",
                    example: "[ci.example.com]"),
                KeyText("min_version", "The oldest version of TLS.", example: "TLS13", standard: "`TLS12`"),
                KeyText("max_version", "The newest version of TLS.", example: "TLS13", standard: "`TLS13`"),
                KeyText("cipher_suites", "Names as in Go.", example: "[TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]"),
                KeyText("curve_preferences", "Names as in Go.", example: "[X25519]"),
                KeyText("prefer_server_cipher_suites", "Read, without effect.", example: "true"),
            ]),
        MappingText(
            "http_server_config",
            [
                KeyText("http2", "Read, without effect: HTTP/1.1 is spoken.", example: "true"),
                KeyText(
                    "headers", "Headers of every answer.", example: "{Strict-Transport-Security: max-age=31536000}"),
            ]),
    ]
}
