/// The labels of a series or an alert, sorted by name, each name once.
public struct Labels: Hashable, Sendable {
    /// One label.
    public struct Pair: Hashable, Sendable {
        /// The label's name.
        public let name: String
        /// The label's value.
        public let value: String
    }

    /// The labels in ascending order of their names.
    public private(set) var pairs: [Pair]

    /// Makes a label set; a name given twice keeps its last value, an empty value removes the label.
    public init(_ pairs: some Sequence<(String, String)>) {
        var merged: [String: String] = [:]
        for (name, value) in pairs { merged[name] = value }
        self.pairs = merged.filter { !$0.value.isEmpty }.map { Pair(name: $0.key, value: $0.value) }
            .sorted { $0.name < $1.name }
    }

    /// Takes some of the pairs of a label set, in their order.
    private init(sorted pairs: [Pair]) {
        self.pairs = pairs
    }

    /// The value of a label; `nil` when the label is absent.
    public subscript(name: String) -> String? {
        pairs.first { $0.name == name }?.value
    }

    /// These labels without the named ones.
    public func removing(_ names: Set<String>) -> Labels {
        Labels(sorted: pairs.filter { !names.contains($0.name) })
    }

    /// Only the named labels of these.
    public func keeping(_ names: Set<String>) -> Labels {
        Labels(sorted: names.isEmpty ? [] : pairs.filter { names.contains($0.name) })
    }

    /// These labels with others added; the others win.
    public func merging(_ others: Labels) -> Labels {
        Labels((pairs + others.pairs).map { ($0.name, $0.value) })
    }

    /// Alertmanager's fingerprint of the label set as 16 hex digits.
    ///
    /// - Source: prometheus/common `model/signature.go`.
    public var fingerprint: String {
        let digits = String(stableHash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// A number for the label set that is the same on every run: FNV-1a 64 over sorted `name 0xFF value 0xFF`.
    ///
    /// Two label sets share one by chance only: of 10 000 with a probability of 3e-12.
    ///
    /// - Source: prometheus/common `model/signature.go`.
    public var stableHash: UInt64 {
        var bytes: [UInt8] = []
        for pair in pairs {
            bytes += pair.name.utf8
            bytes.append(0xFF)
            bytes += pair.value.utf8
            bytes.append(0xFF)
        }
        return FNV1a.hash(bytes)
    }
}

extension Labels: ExpressibleByDictionaryLiteral {
    /// Makes a label set from a literal.
    public init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements)
    }
}

extension Labels: CustomStringConvertible {
    /// The labels as a PromQL selector would write them: `{code="500",path="/read"}`.
    public var description: String {
        "{" + pairs.map { "\($0.name)=\(PromQLString.quote($0.value))" }.joined(separator: ",") + "}"
    }
}

extension Labels: Codable {
    /// Reads an object of strings.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.singleValueContainer().decode([String: String].self)
        self.init(values.map { ($0.key, $0.value) })
    }

    /// Writes an object of strings.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Dictionary(uniqueKeysWithValues: pairs.map { ($0.name, $0.value) }))
    }
}

/// Quoting for PromQL string literals.
public enum PromQLString {
    /// The text as a double-quoted PromQL literal; backslash, quote and control characters are escaped.
    public static func quote(_ text: String) -> String {
        "\"" + escape(text) + "\""
    }

    /// The text as it stands between double quotes in PromQL.
    public static func escape(_ text: String) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            case "\r": escaped += "\\r"
            case "\t": escaped += "\\t"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
