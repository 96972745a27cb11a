import CLibcrypto

/// Comparisons that take as long whether the first byte differs or the last, for secrets.
public enum ConstantTime {
    /// Whether two byte strings are the same; only their lengths can be told from the time it takes.
    public static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return unsafe CRYPTO_memcmp(left, right, left.count) == 0
    }

    /// Whether two texts have the same UTF-8 bytes; only their lengths can be told from the time it takes.
    public static func equal(_ left: String, _ right: String) -> Bool {
        equal(Array(left.utf8), Array(right.utf8))
    }
}
