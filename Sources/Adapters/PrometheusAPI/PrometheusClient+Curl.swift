public import GateModel
import HTTPTransport

extension PrometheusClient {
    /// The command line that asks the same query by hand, ready to paste.
    ///
    /// Secrets are left out: `<secret>` stands where they go, except in files, which are named. A `server_name` has no
    /// counterpart in curl and is left out, too.
    ///
    /// - Parameters:
    ///   - query: The query.
    ///   - timeout: How long it may take.
    /// - Returns: One line for a POSIX shell.
    public func curlCommand(for query: Query, timeout: TimeSpan) -> String {
        var words = ["curl", "--silent", "--show-error", "--max-time", QueryForm.seconds(timeout.milliseconds)]
        if method != .post { words.append("--get") }
        words += credentialWords + headerWords + tlsWords + proxyWords
        if config.followsRedirects { words.append("--location") }
        for (name, value) in QueryForm(query, timeout: timeout, extra: parameters).fields {
            words += ["--data-urlencode", "\(name)=\(value)"]
        }
        words.append(HTTPURL(url)?.text ?? "<unusable url>")
        return words.map(Self.quoted).joined(separator: " ")
    }

    private var credentialWords: [String] {
        switch config.credentials {
        case .none: HTTPURL(url)?.hasUserInformation == true ? ["--user", "<secret>"] : []
        case .basic(.inline(let username), _): ["--user", "\(username):<secret>"]
        case .basic: ["--user", "<secret>"]
        case .authorization(let type, .inline): ["--header", "Authorization: \(type) <secret>"]
        case .oauth2: ["--oauth2-bearer", "<token>"]
        case .authorization(let type, .file(let path)): ["--header", "Authorization: \(type) <secret of \(path)>"]
        }
    }

    private var headerWords: [String] {
        config.headers.flatMap { header in
            (header.values + header.secrets.map { _ in "<secret>" }).flatMap { ["--header", "\(header.name): \($0)"] }
        }
    }

    private var tlsWords: [String] {
        var words: [String] = []
        for (option, source) in [
            ("--cacert", config.tls.ca), ("--cert", config.tls.certificate), ("--key", config.tls.key),
        ] {
            guard let source else { continue }
            words += [option, source.description]
        }
        return config.tls.skipsVerification ? words + ["--insecure"] : words
    }

    private var proxyWords: [String] {
        guard let proxy = config.proxy.url else { return [] }
        let user = proxy.lastIndex(of: "@").map { String(proxy[proxy.index(after: $0)...]) }
        return ["--proxy", user ?? proxy]
    }

    private static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || "-_./:=,+@%".utf8.contains(byte)
        }
        return isPlain && !word.isEmpty
            ? word : "'\(word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
    }
}
