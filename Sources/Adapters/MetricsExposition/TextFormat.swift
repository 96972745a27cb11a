/// A buffer that speaks the text exposition format 0.0.4.
///
/// - Source: prometheus/docs `instrumenting/exposition_formats.md`.
struct TextFormat {
    private(set) var bytes: [UInt8] = []

    /// The two comment lines in front of a family's series.
    mutating func write(header: FamilyDescription) {
        let help = Self.escape(header.help, quotes: false)
        bytes += "# HELP \(header.name) \(help)\n# TYPE \(header.name) \(header.type.word)\n".utf8
    }

    /// One sample; `labels` is the text between the braces.
    mutating func write(_ name: String, suffix: String = "", labels: String, _ value: Double) {
        bytes += name.utf8
        bytes += suffix.utf8
        if !labels.isEmpty {
            bytes.append(UInt8(ascii: "{"))
            bytes += labels.utf8
            bytes.append(UInt8(ascii: "}"))
        }
        bytes.append(UInt8(ascii: " "))
        bytes += Self.number(value).utf8
        bytes.append(UInt8(ascii: "\n"))
    }

    /// The labels as they stand between the braces.
    static func labels(_ names: [String], _ values: [String]) -> String {
        zip(names, values).map { "\($0)=\"\(escape($1, quotes: true))\"" }.joined(separator: ",")
    }

    /// A number: whole ones without a point, the rest in the shortest form that reads back the same.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        let text = "\(value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    private static func escape(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
