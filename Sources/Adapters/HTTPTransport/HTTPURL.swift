internal import CLibcurl

/// A URL taken apart: where it leads, and the user information that must not be shown.
public struct HTTPURL: Equatable, Sendable {
    static let schemes: Set<String> = ["http", "https"]
    static let proxySchemes: Set<String> = ["http", "https", "socks5", "socks5h"]

    /// The URL without user information and fragment.
    public let text: String
    /// Scheme, host and port: what may see the same credentials.
    public let origin: String
    /// The URL without user information, query and fragment, for messages.
    public let display: String

    /// Whether the URL carries a user or a password.
    public var hasUserInformation: Bool { user != nil || password != nil }

    let scheme: String
    let host: String
    let port: String
    let user: String?
    let password: String?

    /// Reads an `http` or `https` URL; `nil` when the text is not one.
    public init?(_ text: String) {
        self.init(text, schemes: Self.schemes)
    }

    /// A path put after the path of a base URL; a query of the base stays at the end.
    ///
    /// - Parameters:
    ///   - path: What to add, with its leading slash.
    ///   - base: A URL with or without a path of its own.
    /// - Returns: The longer URL.
    public static func adding(_ path: String, to base: String) -> String {
        let start = base.prefix { $0 != "?" && $0 != "#" }
        let rest = base[start.endIndex...].prefix { $0 != "#" }
        return start.trimmingSuffix { $0 == "/" } + path + rest
    }

    /// A text as it stands in a query or a form: everything but letters, digits and `-._~` is percent-encoded.
    public static func escapedQueryValue(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads a URL, relative to another where that is given; `nil` when it is not one of these schemes.
    init?(_ text: String, relativeTo base: HTTPURL? = nil, schemes: Set<String>) {
        guard let handle = unsafe curl_url() else { return nil }
        defer { unsafe curl_url_cleanup(handle) }
        if let base, unsafe !Self.set(handle, CURLUPART_URL, base.text) { return nil }
        guard unsafe Self.set(handle, CURLUPART_URL, text),
            let scheme = unsafe Self.part(handle, CURLUPART_SCHEME), schemes.contains(scheme.lowercased()),
            let host = unsafe Self.part(handle, CURLUPART_HOST), !host.isEmpty
        else { return nil }
        self.scheme = scheme.lowercased()
        self.host = host.lowercased()
        // libcurl knows the default port of http and https alone; what is left is SOCKS.
        port =
            unsafe Self.part(handle, CURLUPART_PORT) ?? Self.part(handle, CURLUPART_PORT, flags: CURLU_DEFAULT_PORT)
            ?? "1080"
        user = unsafe Self.part(handle, CURLUPART_USER, flags: CURLU_URLDECODE)
        password = unsafe Self.part(handle, CURLUPART_PASSWORD, flags: CURLU_URLDECODE)
        origin = "\(self.scheme)://\(self.host):\(port)"
        for part in [CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_OPTIONS, CURLUPART_FRAGMENT] {
            unsafe curl_url_set(handle, part, nil, 0)
        }
        guard let stripped = unsafe Self.part(handle, CURLUPART_URL) else { return nil }
        self.text = stripped
        display = String(stripped.prefix { $0 != "?" })
    }

    /// The same URL with another host, for a server that is asked under another name.
    func replacingHost(_ newHost: String) -> String? {
        guard let handle = unsafe curl_url() else { return nil }
        defer { unsafe curl_url_cleanup(handle) }
        guard unsafe Self.set(handle, CURLUPART_URL, text), unsafe Self.set(handle, CURLUPART_HOST, newHost) else {
            return nil
        }
        return unsafe Self.part(handle, CURLUPART_URL)
    }

    private static func set(_ handle: OpaquePointer, _ part: CURLUPart, _ text: String) -> Bool {
        // A zero byte would end the text early for C and hide the rest from every check.
        guard !text.utf8.contains(0) else { return false }
        return unsafe curl_url_set(handle, part, text, UInt32(CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK
    }

    private static func part(_ handle: OpaquePointer, _ part: CURLUPart, flags: Int32 = 0) -> String? {
        var bytes: UnsafeMutablePointer<CChar>?
        guard unsafe curl_url_get(handle, part, &bytes, UInt32(flags)) == CURLUE_OK, let bytes = unsafe bytes else {
            return nil
        }
        defer { unsafe curl_free(bytes) }
        return unsafe String(cString: bytes)
    }
}

extension Substring {
    fileprivate func trimmingSuffix(_ isUnwanted: (Character) -> Bool) -> Substring {
        var rest = self
        while let last = rest.last, isUnwanted(last) { rest.removeLast() }
        return rest
    }
}
