/// How numbers and shares are written in configuration files.
public enum NumberSyntax {
    /// Reads a decimal number such as `-3`, `0.8` or `1e6`; `nil` for anything else, and for what is not finite.
    public static func number(_ text: String) -> Double? {
        guard isDecimal(text, allowsExponent: true), let number = Double(text), number.isFinite else { return nil }
        return number
    }

    /// Reads a share: `99.9%` and `0.999` are the same number.
    ///
    /// - Parameter text: A decimal number, with or without `%` behind it; blanks before the sign are allowed.
    /// - Returns: The share with 1 for all, and whether the text had the sign.
    public static func ratio(_ text: String) -> (value: Double, isPercent: Bool)? {
        guard text.hasSuffix("%") else { return number(text).map { ($0, false) } }
        let digits = String(text.dropLast().reversed().drop { $0 == " " }.reversed())
        // Dividing by 100 would round once more: 99.9 / 100 is not 0.999.
        guard isDecimal(digits, allowsExponent: false), let value = Double(digits + "e-2") else { return nil }
        return value.isFinite ? (value, true) : nil
    }

    /// Reads a whole number without sign, with or without `%` behind it.
    public static func wholePercent(_ text: String) -> Int? {
        let digits = text.hasSuffix("%") ? String(text.dropLast().reversed().drop { $0 == " " }.reversed()) : text
        return isDigits(digits[...]) ? Int(digits) : nil
    }

    /// Reads a whole number; `nil` for anything else.
    public static func integer(_ text: String) -> Int? {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        return isDigits(digits) ? Int(text) : nil
    }

    /// What `Double` reads is more than what people write: hexadecimal, `nan`, `infinity`.
    private static func isDecimal(_ text: String, allowsExponent: Bool) -> Bool {
        let parts = text.split(separator: "e", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, !allowsExponent || !isDigits(withoutSign(parts[1])) { return false }
        let digits = withoutSign(parts[0]).split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        return digits.allSatisfy(isDigits)
    }

    private static func withoutSign(_ text: Substring) -> Substring {
        text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text
    }

    private static func isDigits(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
