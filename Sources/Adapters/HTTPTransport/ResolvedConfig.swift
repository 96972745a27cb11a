/// A configuration with its secrets read, as it counts for one exchange.
struct ResolvedConfig {
    let user: String?
    let password: String?
    let headers: [HTTPHeader]
    let connectHeaders: [HTTPHeader]

    init(_ config: HTTPClientConfig, url: HTTPURL) throws(TransportError) {
        var headers = try Self.fields(of: config.headers)
        switch config.credentials {
        // The transport puts a token in the place of `oauth2`.
        case .none, .oauth2:
            (user, password) = (url.user, url.password)
        case .basic(let username, let secret):
            (user, password) = (try username.read(), try secret?.read())
        case .authorization(let type, let credentials):
            (user, password) = (nil, nil)
            headers.append(HTTPHeader("Authorization", "\(type) \(try credentials.read())"))
        }
        self.headers = headers
        connectHeaders = try Self.fields(of: config.proxy.connectHeaders)
    }

    private static func fields(of headers: [ConfiguredHeader]) throws(TransportError) -> [HTTPHeader] {
        var fields: [HTTPHeader] = []
        for header in headers {
            fields += header.values.map { HTTPHeader(header.name, $0) }
            for secret in header.secrets { fields.append(HTTPHeader(header.name, try secret.read())) }
        }
        return fields
    }
}

extension HTTPHeader {
    /// The field as libcurl wants it; `nil` when a line end or an odd name would smuggle in something else.
    var line: String? {
        let isToken = name.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
        guard isToken, !name.isEmpty, !value.utf8.contains(where: { $0 == 0 || $0 == 10 || $0 == 13 }) else {
            return nil
        }
        // libcurl takes "Name:" for "leave this field out" and "Name;" for "send it empty".
        return value.isEmpty ? "\(name);" : "\(name): \(value)"
    }

    /// Whether the field is meant for one server alone.
    var isPrivate: Bool {
        ["authorization", "cookie", "proxy-authorization", "www-authenticate"].contains(name.lowercased())
    }
}
