/// A way to write metrics as text.
public enum ExpositionFormat: Hashable, Sendable {
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

    /// The comment lines in front of a family's series.
    mutating func write(header: FamilyDescription) {
        let help = Self.escape(header.help, quotes: format == .openMetrics)
        switch format {
        case .text: bytes += "# HELP \(header.name) \(help)\n# TYPE \(header.name) \(header.type.word)\n".utf8
        case .openMetrics:
            let (name, type, unit) = header.openMetrics
            bytes += "# TYPE \(name) \(type)\n".utf8
            if let unit { bytes += "# UNIT \(name) \(unit)\n".utf8 }
            bytes += "# HELP \(name) \(help)\n".utf8
        }
    }

    /// Makes room.
    mutating func reserve(_ count: Int) { bytes.reserveCapacity(bytes.count + count) }

    /// What was written so far, which is forgotten.
    mutating func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    /// Forgets what was written and keeps its memory.
    mutating func clear() { bytes.removeAll(keepingCapacity: true) }

    /// What stands after the last family.
    mutating func finish() {
        if format == .openMetrics { bytes += "# EOF\n".utf8 }
    }

    /// One sample; `labels` is the text between the braces.
    mutating func write(
        _ name: String, suffix: String, labels: String, _ value: Double, exemplar: Exemplar? = nil
    ) {
        let head = labels.isEmpty ? "\(name)\(suffix) " : "\(name)\(suffix){\(labels)} "
        write(head: Array(head.utf8)[...], value, exemplar: exemplar)
    }

    /// One sample; `head` is everything before the number.
    mutating func write(head: ArraySlice<UInt8>, _ value: Double, exemplar: Exemplar?) {
        bytes += head
        append(value)
        if format == .openMetrics, let exemplar {
            let labels = Self.labels(["trace_id"], [exemplar.traceID])
            bytes += " # {\(labels)} \(Self.number(exemplar.value)) \(exemplar.seconds)".utf8
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    /// What stands before the number of a series without a suffix.
    static func appendHead(_ description: FamilyDescription, _ values: [String], to bytes: inout [UInt8]) {
        bytes += description.name.utf8
        if !values.isEmpty { bytes += "{\(labels(description.labels, values))}".utf8 }
        bytes.append(UInt8(ascii: " "))
    }

    /// A number; nearly all are small and whole.
    private mutating func append(_ value: Double) {
        guard value.magnitude < 1e15, let whole = Int64(exactly: value) else {
            bytes += Self.number(value).utf8
            return
        }
        if (0...9).contains(whole) {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: whole))
        } else {
            bytes += String(whole).utf8
        }
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
