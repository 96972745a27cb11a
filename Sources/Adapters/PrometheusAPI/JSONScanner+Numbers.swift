/// Numbers as servers write nearly all of them, read without a detour over text.
///
/// An answer for many times holds millions of them. What is not written plainly is left for the readers that know every
/// form.
extension JSONScanner {
    /// Powers of ten that are exact in floating point.
    ///
    /// - Source: W. D. Clinger, "How to Read Floating Point Numbers Accurately", PLDI 1990: a whole number below 2⁵³
    ///   divided by one of these is rounded once and therefore rightly.
    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    /// Takes a quoted number such as `"0.25"`, if it is written with few enough digits; else nothing is taken.
    mutating func takePlainNumber() -> Double? {
        skipBlanks()
        let start = position
        guard peek == UInt8(ascii: "\"") else { return nil }
        position += 1
        let isNegative = peek == UInt8(ascii: "-")
        if isNegative { position += 1 }
        guard let (digits, decimals) = takeDigits(), digits < 1 << 53, peek == UInt8(ascii: "\"") else {
            position = start
            return nil
        }
        position += 1
        let value = Double(digits) / Self.powersOfTen[decimals]
        return isNegative ? -value : value
    }

    /// Takes a time in seconds with at most three decimals as milliseconds; else nothing is taken.
    mutating func takePlainMilliseconds() -> Int64? {
        skipBlanks()
        let start = position
        guard let (digits, decimals) = takeDigits(), decimals <= 3, digits < 1 << 50,
            peek == UInt8(ascii: ",")
        else {
            position = start
            return nil
        }
        return Int64(digits) * [1000, 100, 10, 1][decimals]
    }

    /// Takes digits with a point among them: all of them as one number, and how many stand behind the point.
    private mutating func takeDigits() -> (digits: UInt64, decimals: Int)? {
        var digits: UInt64 = 0
        var count = 0
        var point: Int?
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte >= 48, byte <= 57 {
                digits = digits * 10 + UInt64(byte - 48)
                count += 1
                // More digits than that may not fit; the other reader takes them.
                if count > 18 { return nil }
            } else if byte == UInt8(ascii: "."), point == nil, count > 0 {
                point = count
            } else {
                break
            }
            position += 1
        }
        // A zero in front of other digits is no number in JSON.
        let hasLeadingZero = (point ?? count) > 1 && bytes[start] == 48
        guard count > 0, point != count, !hasLeadingZero else { return nil }
        return (digits, point.map { count - $0 } ?? 0)
    }
}
