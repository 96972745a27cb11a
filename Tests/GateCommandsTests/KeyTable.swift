import GateRules

@testable import GateCommands

/// Writes the keys of a mapping as a table for people.
///
/// Mappings that have a table of their own on the page are named; the keys of all others stand in the table of the one
/// they belong to, behind its key and a point.
struct KeyTable {
    let kind: FileKind
    /// The mappings that have a table of their own.
    let own: Set<String>
    /// Keys that a table leaves out because another kind of file shows them.
    var hidden: Set<String> = []

    /// The table of a mapping, and the keys it shows as `mapping: key`; `nil` when there is no such mapping.
    func table(of what: String) -> (markdown: String, shown: [String])? {
        guard let mapping = Self.mapping(what, in: kind.shape) else { return nil }
        var table = Rows(kind: kind, own: own, hidden: hidden)
        table.add(mapping, prefix: "")
        let head = ["| key | type | default | example | meaning |", "|---|---|---|---|---|"]
        return ((head + table.lines).joined(separator: "\n") + "\n", table.shown)
    }

    /// Every mapping in a shape.
    static func mappings(in shape: Shape) -> [MappingShape] {
        switch shape {
        case .text, .number, .bool, .words, .anything: []
        case .list(let element, _): mappings(in: element)
        case .mapping(let mapping): [mapping] + mapping.keys.flatMap { mappings(in: $0.shape) }
        case .dictionary(_, let values): mappings(in: values)
        case .either(let shapes): shapes.flatMap(mappings)
        }
    }

    private static func mapping(_ what: String, in shape: Shape) -> MappingShape? {
        mappings(in: shape).first { $0.what == what }
    }
}

/// The lines of one table.
private struct Rows {
    let kind: FileKind
    let own: Set<String>
    let hidden: Set<String>
    private(set) var lines: [String] = []
    private(set) var shown: [String] = []

    init(kind: FileKind, own: Set<String>, hidden: Set<String>) {
        (self.kind, self.own, self.hidden) = (kind, own, hidden)
    }

    mutating func add(_ mapping: MappingShape, prefix: String) {
        let keys = mapping.keys.filter { !hidden.contains($0.name) }
            .sorted { kind.texts.rank(mapping.what, $0.name) < kind.texts.rank(mapping.what, $1.name) }
        for key in keys {
            shown.append("\(mapping.what): \(key.name)")
            let (inner, suffix) = inlined(key.shape)
            if inner == nil || !suffix.isEmpty { lines.append(row(key, of: mapping, prefix)) }
            if let inner { add(inner, prefix: "\(prefix)\(key.name)\(suffix).") }
        }
    }

    /// A mapping whose keys are shown in this table, and what stands between.
    private func inlined(_ shape: Shape) -> (MappingShape?, String) {
        switch shape {
        case .mapping(let mapping) where !own.contains(mapping.what): (mapping, "")
        case .list(.mapping(let mapping), _) where !own.contains(mapping.what): (mapping, "[]")
        case .dictionary(_, .mapping(let mapping)) where !own.contains(mapping.what): (mapping, ".…")
        default: (nil, "")
        }
    }

    private mutating func row(_ key: KeyShape, of mapping: MappingShape, _ prefix: String) -> String {
        let text = kind.texts[mapping.what, key.name]
        let cells = [
            "`\(prefix)\(key.name)`", type(key.shape), standard(key, of: mapping, text),
            text?.example.map { "`\($0)`" } ?? "", text?.meaning ?? "",
        ]
        return "| " + cells.map { $0.replacing("|", with: #"\|"#) }.joined(separator: " | ") + " |"
    }

    private func standard(_ key: KeyShape, of mapping: MappingShape, _ text: KeyText?) -> String {
        if key.isRequired { return "required" }
        for case .exactlyOne(let keys) in mapping.relations where keys.contains(key.name) { return "one is required" }
        return text?.standard ?? key.standard.map { "`\($0)`" } ?? ""
    }

    /// What a value is, in a few words; single keys of a mapping count as shown where they are named.
    private mutating func type(_ shape: Shape) -> String {
        switch shape {
        case .text(let text): return text.name
        case .number(let number): return number.words
        case .bool: return "bool"
        case .words(let words): return words.map { "`\($0)`" }.joined(separator: ", ")
        case .list(.mapping, let isEmptyAllowed): return isEmptyAllowed ? "list" : "list, not empty"
        case .list(let element, _): return "list of \(type(element))"
        case .mapping(let mapping):
            guard mapping.keys.count == 1, let key = mapping.keys.first, !own.contains(mapping.what) else {
                return "mapping"
            }
            shown.append("\(mapping.what): \(key.name)")
            return "`{\(key.name): …}` with a \(type(key.shape))"
        case .dictionary: return "mapping"
        case .anything: return "anything"
        case .either(let shapes):
            var words: [String] = []
            for shape in shapes { words.append(type(shape)) }
            return words.joined(separator: ", or ")
        }
    }
}

extension NumberShape {
    /// The number and its bounds in words.
    fileprivate var words: String {
        let kind = isWhole ? "whole number" : "number"
        switch (lower, upper) {
        case (.including(let lower), .including(let upper)): return "\(kind) from \(text(lower)) to \(text(upper))"
        case (.including(let lower), nil): return "\(kind), at least \(text(lower))"
        case (.excluding(let lower), nil): return "\(kind) above \(text(lower))"
        default: return kind
        }
    }

    private func text(_ number: Double) -> String {
        Int(exactly: number).map { "\($0)" } ?? "\(number)"
    }
}
