internal import NIOSSL

/// TLS settings that were found to work.
public struct TLSContext: Sendable {
    let context: NIOSSLContext
    let settings: TLSSettings

    /// Why TLS settings cannot be used.
    public struct Problem: Error, Equatable, CustomStringConvertible, Sendable {
        /// Which part is at fault.
        public enum Part: Sendable {
            /// The certificate.
            case certificate
            /// The key, also where it is not the certificate's.
            case key
            /// Another one.
            case other
        }

        /// Which part is at fault.
        public let part: Part
        /// What is wrong with it.
        public let description: String
    }

    /// Makes a context.
    ///
    /// - Parameter settings: What to use.
    /// - Throws: A ``Problem``.
    public init(_ settings: TLSSettings) throws(Problem) {
        self.settings = settings
        let chain: [NIOSSLCertificate]
        do {
            chain = try NIOSSLCertificate.fromPEMBytes(settings.certificate)
        } catch {
            throw Problem(part: .certificate, description: "this is no certificate in PEM")
        }
        if chain.isEmpty { throw Problem(part: .certificate, description: "there is no certificate in it") }
        let key: NIOSSLPrivateKey
        do {
            key = try NIOSSLPrivateKey(bytes: settings.key, format: .pem)
        } catch {
            throw Problem(part: .key, description: "this is no private key in PEM without a passphrase")
        }
        do {
            context = try NIOSSLContext(configuration: Self.configuration(settings, chain, key))
        } catch NIOSSLError.failedToLoadPrivateKey {
            throw Problem(part: .key, description: "this is not the key of the certificate")
        } catch {
            throw Problem(part: .other, description: "TLS cannot be set up: \(error)")
        }
    }

    private static func configuration(
        _ settings: TLSSettings, _ chain: [NIOSSLCertificate], _ key: NIOSSLPrivateKey
    ) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = settings.minVersion.niossl
        configuration.maximumTLSVersion = settings.maxVersion.niossl
        configuration.applicationProtocols = ["http/1.1"]
        let choosable = settings.cipherSuites.filter { !$0.isOfTLS13 }
        if !choosable.isEmpty {
            configuration.cipherSuiteValues = choosable.map(\.niossl)
        } else if !settings.cipherSuites.isEmpty {
            // Nothing but suites of TLS 1.3 is wanted: an older version has none to offer.
            configuration.minimumTLSVersion = .tlsv13
        }
        if !settings.curves.isEmpty { configuration.curves = settings.curves.map(\.niossl) }
        switch settings.clientAuth {
        case .none: configuration.certificateVerification = .none
        case .request, .verifyIfGiven: configuration.certificateVerification = .optionalVerification
        case .requireAny, .requireAndVerify: configuration.certificateVerification = .noHostnameVerification
        }
        if let authorities = settings.clientCA {
            // A file without certificates believes nobody, which is what it says; Prometheus takes it, too.
            let certificates = (try? NIOSSLCertificate.fromPEMBytes(authorities)) ?? []
            configuration.trustRoots = .certificates(certificates)
        }
        return configuration
    }
}

extension TLSCipher {
    fileprivate var niossl: NIOTLSCipher {
        switch self {
        case .rsaAES128CBC: .TLS_RSA_WITH_AES_128_CBC_SHA
        case .rsaAES256CBC: .TLS_RSA_WITH_AES_256_CBC_SHA
        case .rsaAES128GCM: .TLS_RSA_WITH_AES_128_GCM_SHA256
        case .rsaAES256GCM: .TLS_RSA_WITH_AES_256_GCM_SHA384
        case .aes128GCM: .TLS_AES_128_GCM_SHA256
        case .aes256GCM: .TLS_AES_256_GCM_SHA384
        case .chacha20: .TLS_CHACHA20_POLY1305_SHA256
        case .ecdsaAES128CBC: .TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA
        case .ecdsaAES256CBC: .TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA
        case .ecdheRSAAES128CBC: .TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
        case .ecdheRSAAES256CBC: .TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA
        case .ecdsaAES128GCM: .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
        case .ecdsaAES256GCM: .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
        case .ecdheRSAAES128GCM: .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
        case .ecdheRSAAES256GCM: .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
        case .ecdheRSAChaCha20: .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
        case .ecdsaChaCha20: .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
        }
    }
}

extension TLSSettings.Version {
    fileprivate var niossl: TLSVersion {
        switch self {
        case .tls10: .tlsv1
        case .tls11: .tlsv11
        case .tls12: .tlsv12
        case .tls13: .tlsv13
        }
    }
}

extension TLSSettings.Curve {
    fileprivate var niossl: NIOTLSCurve {
        switch self {
        case .p256: .secp256r1
        case .p384: .secp384r1
        case .p521: .secp521r1
        case .x25519: .x25519
        }
    }
}
