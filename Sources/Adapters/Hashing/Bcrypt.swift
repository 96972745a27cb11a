import CLibcrypt

/// A password hashed with bcrypt, as `htpasswd -B` writes it; libxcrypt does the hashing.
///
/// - Source: the form and what is accepted are those of `golang.org/x/crypto/bcrypt`, which Prometheus uses.
public struct Bcrypt: Equatable, Sendable {
    /// The hash as it was given.
    public let text: String
    /// How often the key is set up, as a power of two.
    public let cost: Int
    /// Salt and digest.
    private let rest: [UInt8]

    /// Bytes of a password that count.
    ///
    /// - Source: bcrypt's key is at most 72 bytes; what follows is ignored, here as in Go.
    private static let significant = 72
    /// Bytes of salt and digest.
    private static let restLength = 53

    /// Why a text is no bcrypt hash.
    public enum Problem: Error, Equatable, Sendable {
        /// It has fewer than 59 characters.
        case tooShort
        /// It does not begin with `$2`, a minor version and `$`.
        case otherForm
        /// The cost is not a number from 4 to 31 of two digits.
        case badCost
    }

    /// Reads a hash.
    ///
    /// - Throws: A ``Problem``.
    public init(_ text: String) throws(Problem) {
        var bytes = Array(text.utf8)[...]
        guard bytes.count >= 59 else { throw .tooShort }
        guard bytes.popFirst() == UInt8(ascii: "$"), let major = bytes.popFirst(), major <= UInt8(ascii: "2") else {
            throw .otherForm
        }
        if bytes.first != UInt8(ascii: "$") { bytes.removeFirst() }
        bytes.removeFirst()
        guard let cost = Int(String(decoding: bytes.prefix(2), as: UTF8.self)), (4...31).contains(cost) else {
            throw .badCost
        }
        self.text = text
        self.cost = cost
        rest = Array(bytes.dropFirst(3))
    }

    /// Whether this is the hash of a password; takes as long as the cost says.
    ///
    /// A password with a zero byte is nobody's: C would take what is before it for the whole.
    public func matches(_ password: String) -> Bool {
        let phrase = password.utf8.prefix(Self.significant).map { CChar(bitPattern: $0) }
        guard !phrase.contains(0), rest.count == Self.restLength else { return false }
        // Go computes one algorithm whatever the minor version says: the one that libxcrypt knows as 2b.
        let setting = Array("$2b$".utf8) + (cost < 10 ? Array("0".utf8) : []) + Array("\(cost)$".utf8) + rest
        var hash = [CChar](repeating: 0, count: 128)
        let length = unsafe stagegate_crypt(
            phrase + [0], setting.map { CChar(bitPattern: $0) } + [0], &hash, hash.count)
        guard length == setting.count else { return false }
        return ConstantTime.equal(hash.prefix(Int(length)).map { UInt8(bitPattern: $0) }, setting)
    }

    /// A hash of the same cost that no password is known for, to compare with when the user is unknown.
    public static func decoy(cost: Int) -> Bcrypt? {
        let digits = cost < 10 ? "0\(cost)" : "\(cost)"
        // The text is of the right form by construction; a cost out of range makes none.
        return try? Bcrypt("$2b$\(digits)$" + "nPaNZ1wXJmVZ3mm0nVnEXu" + String(repeating: "A", count: 31))
    }
}
