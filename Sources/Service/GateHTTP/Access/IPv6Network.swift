import Glibc

/// Networks of IPv6 addresses.
enum IPv6Network {
    /// The first 64 bits of an address, as `2001:db8:0:1::/64`; an IPv4 address in IPv6 form is that address; `nil` for a
    /// text that is no IPv6 address.
    static func prefix64(of text: String) -> String? {
        var address = in6_addr()
        let bare = text.split(separator: "%").first.map(String.init) ?? text
        guard unsafe inet_pton(AF_INET6, bare, &address) == 1 else { return nil }
        var bytes = unsafe withUnsafeBytes(of: address) { unsafe Array($0) }
        if bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
            return bytes.suffix(4).map { "\($0)" }.joined(separator: ".")
        }
        for index in 8..<16 { bytes[index] = 0 }
        return self.text(bytes).map { "\($0)/64" }
    }

    /// An address of 4 or 16 bytes as text; `nil` for any other number of them.
    ///
    /// - Source: RFC 5952, which inet_ntop follows.
    static func text(_ bytes: [UInt8]) -> String? {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard unsafe inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
