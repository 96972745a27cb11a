import GateHTTP
import GateRules

/// `tls_server_config` as it is written, before any file it names was read.
struct WebTLSDraft {
    var certFile: Located<String>?
    var keyFile: Located<String>?
    var clientAuth: Located<String>?
    var clientCAFile: Located<String>?
    var allowedSANs: Located<[String]>?
    var minVersion = TLSSettings.Version.tls12
    var maxVersion = TLSSettings.Version.tls13
    var cipherSuites: [TLSCipher] = []
    var curves: [TLSSettings.Curve] = []
    var position: Position

    /// Whether TLS is asked for at all: settings of versions and ciphers alone do not.
    ///
    /// - Source: prometheus/exporter-toolkit, `web/tls_config.go`, `ConfigToTLSConfig`.
    var isEnabled: Bool {
        [certFile, keyFile, clientAuth, clientCAFile].contains { $0.map { !$0.value.isEmpty } ?? false }
    }

    static var decoder: ValueDecoder<WebTLSDraft> {
        .mapping("tls_server_config") { keys in
            var draft = WebTLSDraft(position: keys.position)
            draft.certFile = keys.nullable("cert_file", .located(.string))
            draft.keyFile = keys.nullable("key_file", .located(.string))
            draft.clientAuth = keys.nullable("client_auth_type", .located(.string))
            draft.clientCAFile = keys.nullable("client_ca_file", .located(.string))
            draft.allowedSANs =
                keys.nullable("client_allowed_sans", .located(.list(of: .string)))
            draft.minVersion = keys.nullable("min_version", .choice) ?? .tls12
            draft.maxVersion = keys.nullable("max_version", .choice) ?? .tls13
            draft.cipherSuites = keys.nullable("cipher_suites", .list(of: .choice)) ?? []
            draft.curves = keys.nullable("curve_preferences", .list(of: .choice)) ?? []
            _ = keys.nullable("prefer_server_cipher_suites", .yamlBool)
            if draft.minVersion.order > draft.maxVersion.order {
                keys.report(
                    "no version of TLS is left between `min_version` and `max_version`", at: "min_version",
                    id: .tlsTurnsAway)
            }
            return draft
        }
    }
}

extension TLSSettings.Version {
    fileprivate var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// Reads the files a `tls_server_config` names and sees whether TLS works with them.
struct WebTLSReader {
    let draft: WebTLSDraft
    let folder: String
    let context: DecodingContext

    /// The files, whether they exist or not.
    static func files(of draft: WebTLSDraft, folder: String) -> [String] {
        [draft.certFile, draft.keyFile, draft.clientCAFile].compactMap { $0?.value }.filter { !$0.isEmpty }
            .map { Glob.resolve($0, in: folder) }
    }

    /// TLS that works; `nil` where it is not asked for, or a problem was reported.
    func read() -> TLSContext? {
        guard draft.isEnabled else { return nil }
        guard let auth = clientAuth() else { return nil }
        guard let certificate = bytes(draft.certFile, "cert_file"), let key = bytes(draft.keyFile, "key_file") else {
            return nil
        }
        var settings = TLSSettings(certificate: certificate, key: key)
        settings.clientAuth = auth
        settings.clientAllowedSANs = draft.allowedSANs?.value
        settings.minVersion = draft.minVersion
        settings.maxVersion = draft.maxVersion
        settings.cipherSuites = draft.cipherSuites
        settings.curves = draft.curves
        if let file = draft.clientCAFile, !file.value.isEmpty {
            guard let authorities = bytes(file, "client_ca_file") else { return nil }
            settings.clientCA = authorities
            warnOfEmpty(authorities, file)
        }
        do throws(TLSContext.Problem) {
            return try TLSContext(settings)
        } catch {
            let place =
                switch error.part {
                case .certificate: draft.certFile?.position
                case .key: draft.keyFile?.position
                case .other: draft.position
                }
            context.report(error.description, at: place ?? draft.position)
            return nil
        }
    }

    private func clientAuth() -> TLSSettings.ClientAuth? {
        let text = draft.clientAuth?.value ?? ""
        // The second name is an older one for the same.
        let name = text.isEmpty ? "NoClientCert" : text == "RequireClientCert" ? "RequireAnyClientCert" : text
        guard let auth = TLSSettings.ClientAuth(rawValue: name) else {
            let words = TLSSettings.ClientAuth.allCases.map(\.rawValue).joined(separator: ", ")
            context.report(
                "there is no client_auth_type `\(text)`", at: place(draft.clientAuth), hint: "one of: \(words)")
            return nil
        }
        if auth == .none, let file = draft.clientCAFile, !file.value.isEmpty {
            context.report(
                "`client_ca_file` has a meaning only with a `client_auth_type`", at: file.position,
                hint: "RequireAndVerifyClientCert asks every client for a certificate")
            return nil
        }
        if let sans = draft.allowedSANs, ![.requireAny, .requireAndVerify].contains(auth) {
            context.report(
                "`client_allowed_sans` has a meaning only where a certificate has to be shown", at: sans.position,
                hint: "set client_auth_type to RequireAndVerifyClientCert")
            return nil
        }
        return auth
    }

    private func bytes(_ file: Located<String>?, _ key: String) -> [UInt8]? {
        guard let file, !file.value.isEmpty else {
            context.report("`\(key)` is missing in tls_server_config", at: place(file))
            return nil
        }
        switch FileReader.read(Glob.resolve(file.value, in: folder)) {
        case .success(let bytes): return bytes
        case .failure(let error):
            context.report("`\(key)` cannot be read: \(error.path): \(error.reason)", at: file.position)
            return nil
        }
    }

    private func warnOfEmpty(_ authorities: [UInt8], _ file: Located<String>) {
        guard !String(decoding: authorities, as: UTF8.self).contains("-----BEGIN CERTIFICATE-----") else { return }
        context.report(
            "there is no certificate in the file: every client is turned away", at: file.position, id: .tlsTurnsAway)
    }

    private func place(_ text: Located<String>?) -> Position { text?.position ?? draft.position }
}
