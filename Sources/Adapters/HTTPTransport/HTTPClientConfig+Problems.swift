extension HTTPClientConfig {
    /// Header names that `http_headers` may not set, in lower case.
    ///
    /// - Source: prometheus/common `config/headers.go` (`reservedHeaders`).
    public static let reservedHeaders: Set<String> = [
        "accept-encoding", "authorization", "connection", "content-encoding", "content-length", "content-type", "host",
        "keep-alive", "proxy-authenticate", "proxy-authorization", "transfer-encoding", "user-agent",
        "www-authenticate", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token",
        "x-prometheus-remote-read-version", "x-prometheus-remote-write-version", "x-prometheus-scrape-timeout-seconds",
    ]

    /// What is wrong with the configuration, each as the key (as in YAML) and a sentence; empty when nothing is.
    ///
    /// Exclusive pairs (`password`, `password_file`) are for the reader of the YAML to refuse: a value cannot hold both.
    public var problems: [(key: String, message: String)] {
        authorizationProblems + tlsProblems + proxyProblems + headerProblems
    }

    private var authorizationProblems: [(key: String, message: String)] {
        guard case .authorization(let type, _) = credentials else { return [] }
        if type.lowercased() == "basic" {
            return [("authorization.type", "type basic is not allowed here, use basic_auth")]
        }
        return type.isEmpty ? [("authorization.type", "type is empty")] : []
    }

    private var tlsProblems: [(key: String, message: String)] {
        var found: [(key: String, message: String)] = []
        if tls.certificate != nil, tls.key == nil { found.append(("tls_config.cert", "a certificate needs its key")) }
        if tls.key != nil, tls.certificate == nil { found.append(("tls_config.key", "a key needs its certificate")) }
        if let maxVersion = tls.maxVersion, maxVersion < tls.minVersion {
            found.append(("tls_config.max_version", "max_version is below min_version"))
        }
        return found
    }

    private var proxyProblems: [(key: String, message: String)] {
        var found: [(key: String, message: String)] = []
        if proxy.url != nil, proxy.fromEnvironment {
            found.append(("proxy_from_environment", "proxy_url and proxy_from_environment exclude one another"))
        }
        if proxy.url == nil, proxy.noProxy != nil { found.append(("no_proxy", "no_proxy needs a proxy_url")) }
        if let url = proxy.url, HTTPURL(url, schemes: HTTPURL.proxySchemes) == nil {
            found.append(("proxy_url", "not a url of a proxy (http, https, socks5 or socks5h)"))
        }
        return found
    }

    private var headerProblems: [(key: String, message: String)] {
        headers.filter { Self.reservedHeaders.contains($0.name.lowercased()) }
            .map { ("http_headers.\($0.name)", "setting header \($0.name) is not allowed") }
    }
}
