import GateModel

/// The parameters of an instant query and their encoding.
struct QueryForm {
    let fields: [(name: String, value: String)]

    init(_ query: Query, timeout: TimeSpan, extra: [(name: String, value: String)]) {
        fields =
            [
                ("query", query.expression), ("time", Self.seconds(query.time.milliseconds)),
                ("timeout", Self.seconds(timeout.milliseconds)),
            ] + extra
    }

    /// The fields as `application/x-www-form-urlencoded`.
    var encoded: String {
        fields.map { "\(Self.escaped($0.name))=\(Self.escaped($0.value))" }.joined(separator: "&")
    }

    /// Seconds with at most three decimals, exact because no floating point is involved.
    static func seconds(_ milliseconds: Int64) -> String {
        let sign = milliseconds < 0 ? "-" : ""
        let (whole, rest) = milliseconds.magnitude.quotientAndRemainder(dividingBy: 1000)
        if rest == 0 { return "\(sign)\(whole)" }
        let decimals = String(rest)
        return "\(sign)\(whole).\(String(repeating: "0", count: 3 - decimals.count))\(decimals)"
    }

    private static func escaped(_ text: String) -> String {
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
}
