/// A way to write metrics as text.
public enum ExpositionFormat: Sendable {
    /// The text format 0.0.4 of Prometheus.
    case text
    /// OpenMetrics 1.0.0, which has exemplars.
    case openMetrics
}

/// A buffer that speaks an exposition format.
///
/// - Source: prometheus/docs `instrumenting/exposition_formats.md`; the OpenMetrics specification 1.0.0.
struct TextFormat {
    let format: ExpositionFormat
    private(set) var bytes: [UInt8] = []

    init(_ format: ExpositionFormat = .text) {
        self.format = format
    }

    /// The two comment lines in front of a family's series.
    mutating func write(header: FamilyDescription) {
        let help = Self.escape(header.help, quotes: format == .openMetrics)
        switch format {
        case .text: bytes += "# HELP \(header.name) \(help)\n# TYPE \(header.name) \(header.type.word)\n".utf8
        case .openMetrics:
            // The family of a counter has the name without the suffix of its samples.
            let name = header.type == .counter ? String(header.name.dropLast("_total".count)) : header.name
            bytes += "# TYPE \(name) \(header.type.word)\n# HELP \(name) \(help)\n".utf8
        }
    }

    /// What stands after the last family.
    mutating func finish() {
        if format == .openMetrics { bytes += "# EOF\n".utf8 }
    }

    /// One sample; `labels` is the text between the braces.
    mutating func write(
        _ name: String, suffix: String = "", labels: String, _ value: Double, exemplar: Exemplar? = nil
    ) {
        bytes += name.utf8
        bytes += suffix.utf8
        if !labels.isEmpty {
            bytes.append(UInt8(ascii: "{"))
            bytes += labels.utf8
            bytes.append(UInt8(ascii: "}"))
        }
        bytes.append(UInt8(ascii: " "))
        bytes += Self.number(value).utf8
        if format == .openMetrics, let exemplar {
            let labels = Self.labels(["trace_id"], [exemplar.traceID])
            bytes += " # {\(labels)} \(Self.number(exemplar.value)) \(exemplar.seconds)".utf8
        }
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
