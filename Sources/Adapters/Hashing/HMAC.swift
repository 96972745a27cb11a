import CLibcrypto

/// HMAC with SHA-256 as libcrypto computes it.
///
/// - Source: RFC 2104.
public enum HMAC {
    /// The code of some bytes under a key, as 64 lower-case hex digits.
    public static func hex(_ bytes: [UInt8], key: [UInt8]) -> String {
        var code = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        let result = unsafe CLibcrypto.HMAC(
            EVP_sha256(), key, Int32(clamping: key.count), bytes, bytes.count, &code, &length)
        // As with SHA-256, it fails only where libcrypto itself cannot work.
        unsafe precondition(result != nil, "libcrypto cannot compute HMAC; look at the OpenSSL configuration")
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: code.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
