/// Numbers as people read them, from the digits of the shortest exact form: the same on every machine and run.
public enum NumberText {
    /// A number with so many significant digits: `0.312`, `4 812`, `1.2e-7`.
    public static func number(_ value: Double, digits: Int = 4) -> String {
        text(value, digits: digits, shift: 0)
    }

    /// A ratio in percent with so many significant digits: `0.21 %`.
    public static func percent(_ ratio: Double, digits: Int = 3) -> String {
        text(ratio, digits: digits, shift: 2) + " %"
    }

    /// A count: whole from a hundred on, with three digits below: `4 812`, `12.5`.
    public static func count(_ value: Double) -> String {
        guard value.isFinite, value != 0 else { return number(value) }
        return text(value, digits: max(3, Decimal(value).exponent), shift: 0)
    }

    /// A count of events with its word: `1 event`.
    public static func events(_ value: Double, _ word: String = "event") -> String {
        "\(count(value)) \(word)\(value == 1 ? "" : "s")"
    }

    /// A number rounded to so many significant digits, so that what machines disagree about does not show.
    ///
    /// - Parameters:
    ///   - value: The number; one that is not finite stays as it is.
    ///   - digits: How many digits are kept, at least 1.
    /// - Returns: The number nearest to those digits.
    public static func rounded(_ value: Double, digits: Int = 4) -> Double {
        guard value.isFinite, value != 0 else { return value }
        var decimal = Decimal(value)
        decimal.round(to: digits)
        return decimal.value * (value < 0 ? -1 : 1)
    }

    /// A quantile as it is spoken of: `p95`, `p99.9`.
    public static func quantile(_ quantile: Double) -> String {
        "p" + text(quantile, digits: 6, shift: 2)
    }

    private static func text(_ value: Double, digits: Int, shift: Int) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
        guard value != 0 else { return "0" }
        var decimal = Decimal(value)
        decimal.exponent += shift
        decimal.round(to: digits)
        return (value < 0 ? "-" : "") + decimal.text
    }
}

/// The decimal digits of a number without its sign: 0.d₁d₂d₃… × 10^exponent.
private struct Decimal {
    var digits: [UInt8] = []
    var exponent = 0

    /// Takes apart what Swift prints for a finite number other than 0: the shortest digits that give it back.
    init(_ value: Double) {
        digits.reserveCapacity(20)
        var whole: Int?
        var power = 0
        var isPower = false
        var isNegativePower = false
        for byte in abs(value).description.utf8 {
            switch byte {
            case UInt8(ascii: "."): whole = digits.count
            case UInt8(ascii: "e"): isPower = true
            case UInt8(ascii: "-"): isNegativePower = true
            case UInt8(ascii: "+"): continue
            default:
                let digit = byte - UInt8(ascii: "0")
                if isPower { power = power * 10 + Int(digit) } else { digits.append(digit) }
            }
        }
        exponent = (whole ?? digits.count) + (isNegativePower ? -power : power)
        let zeros = digits.prefix(digits.count - 1).prefix { $0 == 0 }.count
        if zeros > 0 {
            digits.removeFirst(zeros)
            exponent -= zeros
        }
        trim()
    }

    /// Rounds half up to so many digits.
    mutating func round(to count: Int) {
        guard digits.count > count else { return }
        let roundsUp = digits[count] >= 5
        digits.removeLast(digits.count - count)
        if roundsUp { increment() }
        trim()
    }

    var text: String {
        if exponent > 15 || exponent < -5 { return scientific }
        var text: [UInt8] = []
        text.reserveCapacity(28)
        if exponent <= 0 { text.append(UInt8(ascii: "0")) }
        for place in 0..<max(0, exponent) {
            // Whole digits in groups of three.
            if place > 0, (exponent - place) % 3 == 0 { text.append(UInt8(ascii: " ")) }
            text.append((place < digits.count ? digits[place] : 0) + UInt8(ascii: "0"))
        }
        if digits.count > exponent {
            text.append(UInt8(ascii: "."))
            for _ in 0..<max(0, -exponent) { text.append(UInt8(ascii: "0")) }
            for digit in digits.dropFirst(max(0, exponent)) { text.append(digit + UInt8(ascii: "0")) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private var scientific: String {
        let fraction = digits.count > 1 ? "." + Self.text(digits.dropFirst()) : ""
        return Self.text(digits.prefix(1)) + fraction + "e\(exponent - 1)"
    }

    /// The number itself.
    var value: Double {
        // Digits, a point and an exponent are a number always.
        Double("0.\(Self.text(digits))e\(exponent)") ?? 0
    }

    private mutating func increment() {
        var index = digits.count - 1
        while index >= 0, digits[index] == 9 {
            digits[index] = 0
            index -= 1
        }
        if index >= 0 {
            digits[index] += 1
        } else {
            digits.insert(1, at: 0)
            exponent += 1
        }
    }

    private mutating func trim() {
        while digits.count > 1, digits.last == 0 { digits.removeLast() }
    }

    private static func text(_ digits: some Sequence<UInt8>) -> String {
        String(decoding: digits.map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
    }
}
