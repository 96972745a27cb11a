/// How the service speaks TLS, under the names of Prometheus's web configuration.
public struct TLSSettings: Equatable, Sendable {
    /// What is asked of a client's certificate.
    public enum ClientAuth: String, CaseIterable, Sendable {
        /// Nothing.
        case none = "NoClientCert"
        /// It may be shown; nobody looks at it.
        case request = "RequestClientCert"
        /// It has to be shown; nobody looks at who signed it.
        case requireAny = "RequireAnyClientCert"
        /// It may be shown; one that is shown has to be good.
        case verifyIfGiven = "VerifyClientCertIfGiven"
        /// It has to be shown and to be good.
        case requireAndVerify = "RequireAndVerifyClientCert"
    }

    /// A version of the protocol.
    public enum Version: String, CaseIterable, Sendable {
        /// TLS 1.0.
        case tls10 = "TLS10"
        /// TLS 1.1.
        case tls11 = "TLS11"
        /// TLS 1.2.
        case tls12 = "TLS12"
        /// TLS 1.3.
        case tls13 = "TLS13"
    }

    /// An elliptic curve.
    public enum Curve: String, CaseIterable, Sendable {
        /// NIST P-256.
        case p256 = "CurveP256"
        /// NIST P-384.
        case p384 = "CurveP384"
        /// NIST P-521.
        case p521 = "CurveP521"
        /// Curve25519.
        case x25519 = "X25519"
    }

    /// The certificate and those above it, in PEM.
    public var certificate: [UInt8]
    /// Its key, in PEM.
    public var key: [UInt8]
    /// What is asked of a client's certificate.
    public var clientAuth = ClientAuth.none
    /// The authorities that may have signed a client's certificate, in PEM; `nil`: those the machine believes.
    public var clientCA: [UInt8]?
    /// The names of which a client's certificate needs one; `nil`: any.
    public var clientAllowedSANs: [String]?
    /// The oldest version.
    public var minVersion = Version.tls12
    /// The newest version.
    public var maxVersion = Version.tls13
    /// Cipher suites under the names of the IANA registry; empty: those the library recommends.
    public var cipherSuites: [TLSCipher] = []
    /// Curves, the most wanted first; empty: those the library recommends.
    public var curves: [Curve] = []

    /// Makes settings with the defaults of the web configuration.
    public init(certificate: [UInt8], key: [UInt8]) {
        self.certificate = certificate
        self.key = key
    }
}
