import CLibcrypto

/// SHA-256 as libcrypto computes it.
///
/// - Source: FIPS 180-4.
public enum SHA256 {
    /// Bytes in a digest.
    private static let size = 32

    /// The digest of some bytes as 64 lower-case hex digits.
    public static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(2 * size)
        for byte in digest(Array(bytes)) {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func digest(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: size)
        let isDone = unsafe EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
        // It fails only where libcrypto itself cannot work: there is nothing sensible to go on with.
        precondition(isDone == 1, "libcrypto cannot compute SHA-256; look at the OpenSSL configuration of this machine")
        return digest
    }
}
