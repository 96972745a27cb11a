import GateRules
import YAMLReader

/// A JSON value of any form.
enum JSONValue: Encodable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// A list of texts.
    static func strings(_ texts: [String]) -> JSONValue {
        .array(texts.map { .string($0) })
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let values): try container.encode(values)
        case .object(let values): try container.encode(values)
        }
    }
}

extension JSONValue {
    /// What editors and other tools make of a piece of YAML; `nil` for what is none.
    init?(yaml text: String) {
        guard let node = YAMLReader.read(Array(text.utf8), file: "").node else { return nil }
        self.init(node)
    }

    /// What they make of a node.
    ///
    /// - Source: https://yaml.org/spec/1.2.2/#103-core-schema.
    init(_ node: ConfigNode) {
        switch node.content {
        case .null: self = .null
        case .scalar(let text, let isQuoted): self = isQuoted ? .string(text) : JSONValue.plain(text)
        case .sequence(let nodes): self = .array(nodes.map { JSONValue($0) })
        case .mapping(let entries):
            self = .object(Dictionary(entries.map { ($0.key, JSONValue($0.value)) }) { first, _ in first })
        }
    }

    private static func plain(_ text: String) -> JSONValue {
        switch text {
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        let isNumber = text.wholeMatch(of: /[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?/) != nil
        guard isNumber, let number = Double(text), number.isFinite else { return .string(text) }
        return .number(number)
    }
}
