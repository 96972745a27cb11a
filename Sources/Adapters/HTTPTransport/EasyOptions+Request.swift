internal import CLibcurl

extension EasyOptions {
    /// What is the same for every request.
    mutating func setFixed(userAgent: String, timeoutMilliseconds: Int) {
        set(CURLOPT_NOSIGNAL, 1)
        // Giving up must not wait for a name server that does not answer.
        set(CURLOPT_QUICK_EXIT, 1)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_TIMEOUT_MS, timeoutMilliseconds)
        set(CURLOPT_ACCEPT_ENCODING, "gzip")
        set(CURLOPT_USERAGENT, userAgent)
        // Redirects are followed by `CurlTransfer`, which decides what another origin may see.
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    }

    /// The method and, where it has one, the body.
    mutating func set(method: HTTPMethod, body: [UInt8]) {
        switch method {
        case .get: set(CURLOPT_HTTPGET, 1)
        case .head: set(CURLOPT_NOBODY, 1)
        case .post:
            set(CURLOPT_POST, 1)
            setBody(body)
        case .put, .delete:
            if !body.isEmpty || method == .put { setBody(body) }
            set(CURLOPT_CUSTOMREQUEST, method.rawValue)
        }
    }

    /// Where to, with TLS and header fields; false when the URL and the server name cannot be combined.
    mutating func set(target: HTTPURL, config: HTTPClientConfig, isAtOrigin: Bool, fields: [String]) -> Bool {
        // Without the empty `Expect` libcurl would wait a second for servers that never answer 100.
        var lines = fields + ["Expect:"]
        var url = target.text
        if target.scheme == "https" {
            setTLS(config.tls, isAtOrigin: isAtOrigin)
            if let name = config.tls.serverName, isAtOrigin {
                // libcurl has no option for the name alone: ask the name, connect to the host, say the host.
                guard let renamed = target.replacingHost(name) else { return false }
                url = renamed
                set(CURLOPT_CONNECT_TO, lines: ["\(name):\(target.port):\(target.host):\(target.port)"])
                lines.append("Host: \(target.host):\(target.port)")
            }
        }
        set(CURLOPT_HTTP_VERSION, config.enablesHTTP2 ? Int(CURL_HTTP_VERSION_2TLS) : Int(CURL_HTTP_VERSION_1_1))
        set(CURLOPT_HTTPHEADER, lines: lines)
        set(CURLOPT_URL, url)
        return true
    }

    private mutating func setTLS(_ tls: TLSConfig, isAtOrigin: Bool) {
        let newest = tls.maxVersion.map { $0.curlValue << 16 } ?? 0
        set(CURLOPT_SSLVERSION, tls.minVersion.curlValue | newest)
        set(CURLOPT_SSL_VERIFYPEER, tls.skipsVerification ? 0 : 1)
        set(CURLOPT_SSL_VERIFYHOST, tls.skipsVerification ? 0 : 2)
        // A resumed session would go on with certificates that were replaced since.
        set(CURLOPT_SSL_SESSIONID_CACHE, 0)
        if let ca = tls.ca {
            set(ca, file: CURLOPT_CAINFO, inline: CURLOPT_CAINFO_BLOB)
            // libcurl would keep the authorities of a file for a day; a replaced file has to count at once.
            set(CURLOPT_CA_CACHE_TIMEOUT, 0)
        }
        guard isAtOrigin else { return }
        if let certificate = tls.certificate { set(certificate, file: CURLOPT_SSLCERT, inline: CURLOPT_SSLCERT_BLOB) }
        if let key = tls.key { set(key, file: CURLOPT_SSLKEY, inline: CURLOPT_SSLKEY_BLOB) }
    }

    private mutating func set(_ source: SecretSource, file: CURLoption, inline: CURLoption) {
        switch source {
        case .file(let path): set(file, path)
        case .inline(let text): set(inline, bytes: Array(text.utf8))
        }
    }

    /// The way through a proxy; false when its URL is not one.
    mutating func set(proxy: ProxyConfig, target: HTTPURL, fields: [String]) -> Bool {
        if proxy.fromEnvironment, proxy.url == nil { return true }
        // Set even when empty: libcurl would otherwise look into the environment.
        set(CURLOPT_NOPROXY, proxy.noProxy ?? "")
        guard let text = proxy.url else {
            set(CURLOPT_PROXY, "")
            return true
        }
        guard let url = HTTPURL(text, schemes: HTTPURL.proxySchemes) else { return false }
        set(CURLOPT_PROXY, "\(url.scheme)://\(url.host):\(url.port)")
        if let user = url.user {
            set(CURLOPT_PROXYUSERNAME, user)
            set(CURLOPT_PROXYPASSWORD, url.password ?? "")
        }
        // libcurl would add these to plain requests as well, where there is no CONNECT.
        if target.scheme == "https" { set(CURLOPT_PROXYHEADER, lines: fields) }
        return true
    }
}

extension TLSVersion {
    fileprivate var curlValue: Int {
        switch self {
        case .tls10: Int(CURL_SSLVERSION_TLSv1_0)
        case .tls11: Int(CURL_SSLVERSION_TLSv1_1)
        case .tls12: Int(CURL_SSLVERSION_TLSv1_2)
        case .tls13: Int(CURL_SSLVERSION_TLSv1_3)
        }
    }
}
