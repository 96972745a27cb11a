/// Where tokens come from, by the client credentials grant (`oauth2`).
///
/// - Source: prometheus/common `config/http_config.go` (`OAuth2`), its keys; RFC 6749 §4.4.
public struct OAuth2Config: Equatable, Sendable {
    /// A field of the request for a token.
    public struct Parameter: Equatable, Sendable {
        /// The field's name.
        public var name: String
        /// Its value.
        public var value: String

        /// Makes a field.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Who we are (`client_id`).
    public var clientID: String
    /// What proves it (`client_secret`, `client_secret_file`).
    public var clientSecret: SecretSource?
    /// Who gives out tokens (`token_url`).
    public var tokenURL: String
    /// What a token is to be good for (`scopes`).
    public var scopes: [String]
    /// What else is sent with the request for a token (`endpoint_params`).
    public var parameters: [Parameter]
    /// The TLS side of the connection to whoever gives out tokens (`tls_config`).
    public var tls: TLSConfig
    /// The way there through a proxy (`proxy_url` and its neighbours).
    public var proxy: ProxyConfig

    /// Makes a configuration.
    public init(
        clientID: String, clientSecret: SecretSource? = nil, tokenURL: String, scopes: [String] = [],
        parameters: [Parameter] = [], tls: TLSConfig = TLSConfig(), proxy: ProxyConfig = ProxyConfig()
    ) {
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.tokenURL = tokenURL
        self.scopes = scopes
        self.parameters = parameters
        self.tls = tls
        self.proxy = proxy
    }
}
