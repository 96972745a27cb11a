import FoundationEssentials
import GateModel
import Glibc
import Logging

/// Log lines as Prometheus writes them, to standard error: logfmt, or one JSON object a line.
struct LineLogHandler: LogHandler {
    /// How a line looks.
    enum Format: String, CaseIterable {
        case logfmt
        case json
    }

    var logLevel: Logger.Level = .info
    var metadata: Logger.Metadata = [:]
    let format: Format

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var pairs = [
            ("ts", SystemTime.now().description), ("level", Self.word(event.level)), ("msg", event.message.description),
        ]
        let merged = metadata.merging(event.metadata ?? [:]) { _, new in new }
        pairs += merged.sorted { $0.key < $1.key }.map { ($0.key, $0.value.description) }
        Complaint.write(format == .json ? Self.json(pairs) : Self.logfmt(pairs))
    }

    private static func word(_ level: Logger.Level) -> String {
        switch level {
        case .trace, .debug: "debug"
        case .info, .notice: "info"
        case .warning: "warn"
        case .error, .critical: "error"
        }
    }

    static func logfmt(_ pairs: [(String, String)]) -> String {
        pairs.map { key, value in
            let isPlain = !value.isEmpty && value.unicodeScalars.allSatisfy { $0 > " " && $0 != "\"" && $0 != "=" }
            return "\(key)=\(isPlain ? value : PromQLString.quote(value))"
        }.joined(separator: " ")
    }

    static func json(_ pairs: [(String, String)]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        let members = pairs.map { key, value in "\(text(key, encoder)):\(text(value, encoder))" }
        return "{" + members.joined(separator: ",") + "}"
    }

    private static func text(_ value: String, _ encoder: JSONEncoder) -> String {
        // Encoding a string cannot fail; should it ever, the line is worth more than the value.
        (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
}
