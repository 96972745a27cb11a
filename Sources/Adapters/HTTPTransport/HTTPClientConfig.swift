/// How to speak to a server: the `http_config` of Prometheus as a value.
///
/// - Source: prometheus/common `config/http_config.go` (`HTTPClientConfig`), its keys and defaults.
public struct HTTPClientConfig: Equatable, Sendable {
    /// Who we say we are.
    public var credentials: Credentials
    /// Whether redirects are followed (`follow_redirects`, default true).
    public var followsRedirects: Bool
    /// Whether HTTP/2 is offered over TLS (`enable_http2`, default true).
    public var enablesHTTP2: Bool
    /// The TLS side (`tls_config`).
    public var tls: TLSConfig
    /// The way through a proxy (`proxy_url` and its neighbours).
    public var proxy: ProxyConfig
    /// Header fields sent with every request (`http_headers`).
    public var headers: [ConfiguredHeader]

    /// Makes a configuration; the defaults are those of Prometheus.
    public init(
        credentials: Credentials = .none, followsRedirects: Bool = true, enablesHTTP2: Bool = true,
        tls: TLSConfig = TLSConfig(), proxy: ProxyConfig = ProxyConfig(), headers: [ConfiguredHeader] = []
    ) {
        self.credentials = credentials
        self.followsRedirects = followsRedirects
        self.enablesHTTP2 = enablesHTTP2
        self.tls = tls
        self.proxy = proxy
        self.headers = headers
    }
}

/// A text that is written in the configuration or read from a file each time it is used.
///
/// It never shows the text itself, because most of these are secrets.
public enum SecretSource: Equatable, Sendable {
    /// The text itself.
    case inline(String)
    /// The path of a file that holds it; blanks and line ends around it are ignored.
    case file(String)
}

extension SecretSource: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The path, or `<secret>`.
    public var description: String {
        switch self {
        case .inline: "<secret>"
        case .file(let path): path
        }
    }

    /// The path, or `<secret>`.
    public var debugDescription: String { description }

    /// Nothing: a mirror would show the text.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Who we say we are: at most one way at a time.
public enum Credentials: Equatable, Sendable {
    /// Nobody.
    case none
    /// A name and a password (`basic_auth`).
    case basic(username: SecretSource, password: SecretSource?)
    /// An `Authorization` header (`authorization`), by default of type `Bearer`.
    case authorization(type: String = "Bearer", credentials: SecretSource)
    /// A token that a server gives out (`oauth2`).
    case oauth2(OAuth2Config)
}

/// Versions of TLS, as Prometheus names them.
public enum TLSVersion: String, CaseIterable, Comparable, Sendable {
    /// TLS 1.0.
    case tls10 = "TLS10"
    /// TLS 1.1.
    case tls11 = "TLS11"
    /// TLS 1.2.
    case tls12 = "TLS12"
    /// TLS 1.3.
    case tls13 = "TLS13"

    /// Orders by age, oldest first.
    public static func < (left: TLSVersion, right: TLSVersion) -> Bool { left.rawValue < right.rawValue }
}

/// The TLS side of a connection (`tls_config`).
public struct TLSConfig: Equatable, Sendable {
    /// The certificate authorities trusted instead of the system's, as PEM (`ca`, `ca_file`).
    public var ca: SecretSource?
    /// Our certificate as PEM (`cert`, `cert_file`).
    public var certificate: SecretSource?
    /// The key of our certificate as PEM (`key`, `key_file`).
    public var key: SecretSource?
    /// The name the server's certificate has to carry when it is not the URL's host (`server_name`).
    public var serverName: String?
    /// Whether any certificate is accepted (`insecure_skip_verify`).
    public var skipsVerification: Bool
    /// The oldest version spoken (`min_version`, default TLS 1.2).
    public var minVersion: TLSVersion
    /// The newest version spoken (`max_version`); `nil` for the newest known.
    public var maxVersion: TLSVersion?

    /// Makes a TLS configuration.
    public init(
        ca: SecretSource? = nil, certificate: SecretSource? = nil, key: SecretSource? = nil, serverName: String? = nil,
        skipsVerification: Bool = false, minVersion: TLSVersion = .tls12, maxVersion: TLSVersion? = nil
    ) {
        self.ca = ca
        self.certificate = certificate
        self.key = key
        self.serverName = serverName
        self.skipsVerification = skipsVerification
        self.minVersion = minVersion
        self.maxVersion = maxVersion
    }
}

/// The way through a proxy.
public struct ProxyConfig: Equatable, Sendable {
    /// The proxy's URL (`proxy_url`): `http`, `https`, `socks5` or `socks5h`.
    public var url: String?
    /// Hosts that are reached without the proxy, separated by commas (`no_proxy`).
    public var noProxy: String?
    /// Whether `http_proxy`, `https_proxy` and `no_proxy` of the environment count (`proxy_from_environment`).
    ///
    /// libcurl ignores the upper-case `HTTP_PROXY`, which a CGI caller could set.
    public var fromEnvironment: Bool
    /// Header fields for the proxy's `CONNECT` (`proxy_connect_header`).
    public var connectHeaders: [ConfiguredHeader]

    /// Makes a proxy configuration; by default there is none.
    public init(
        url: String? = nil, noProxy: String? = nil, fromEnvironment: Bool = false,
        connectHeaders: [ConfiguredHeader] = []
    ) {
        self.url = url
        self.noProxy = noProxy
        self.fromEnvironment = fromEnvironment
        self.connectHeaders = connectHeaders
    }
}

/// One header field of the configuration with all its values.
public struct ConfiguredHeader: Equatable, Sendable {
    /// The field's name.
    public var name: String
    /// Values anybody may see.
    public var values: [String]
    /// Values nobody may see (`secrets`, `files`).
    public var secrets: [SecretSource]

    /// Makes a header field.
    public init(_ name: String, values: [String] = [], secrets: [SecretSource] = []) {
        self.name = name
        self.values = values
        self.secrets = secrets
    }
}
