import GateRules

/// Writes what a file takes as a JSON Schema.
///
/// Draft 7 is what the YAML language server knows best; there, what stands beside `$ref` counts for nothing, and so
/// everything is written out where it is used.
///
/// - Source: https://json-schema.org/draft-07/json-schema-validation.
struct JSONSchema {
    let texts: FileTexts

    /// The schema of a file.
    func document(_ shape: Shape, title: String) -> JSONValue {
        var schema = schema(shape)
        schema["$schema"] = .string("http://json-schema.org/draft-07/schema#")
        schema["title"] = .string(title)
        return .object(schema)
    }

    private func schema(_ shape: Shape) -> [String: JSONValue] {
        switch shape {
        case .text(let text): return Self.schema(text)
        case .number(let number): return Self.bounds(number, types: [])
        case .bool: return ["type": .string("boolean")]
        case .words(let words): return ["type": .string("string"), "enum": .strings(words)]
        case .list(let element, let isEmptyAllowed):
            let list: [String: JSONValue] = ["type": .string("array"), "items": .object(schema(element))]
            return isEmptyAllowed ? list : list.merging(["minItems": .number(1)]) { $1 }
        case .mapping(let mapping): return schema(mapping)
        case .dictionary(let keys, let values):
            var dictionary: [String: JSONValue] = [
                "type": .string("object"), "additionalProperties": .object(schema(values)),
            ]
            if let keys { dictionary["propertyNames"] = .object(Self.schema(keys)) }
            return dictionary
        case .anything: return [:]
        case .either(let shapes): return ["anyOf": .array(shapes.map { .object(schema($0)) })]
        }
    }

    private func schema(_ mapping: MappingShape) -> [String: JSONValue] {
        var schema: [String: JSONValue] = [
            "type": .string("object"), "additionalProperties": .bool(false),
            "properties": .object(
                Dictionary(mapping.keys.map { ($0.name, property($0, of: mapping)) }) { first, _ in first }),
        ]
        let required = mapping.keys.filter(\.isRequired).map(\.name)
        if !required.isEmpty { schema["required"] = .strings(required) }
        let relations = mapping.relations.map(Self.schema)
        if !relations.isEmpty { schema["allOf"] = .array(relations) }
        return schema
    }

    /// A key, with what an editor shows of it and offers for it.
    private func property(_ key: KeyShape, of mapping: MappingShape) -> JSONValue {
        var schema = schema(key.shape)
        if key.isNullable {
            schema = ["anyOf": .array([.object(schema), .object(["type": .string("null")])])]
        }
        let text = texts[mapping.what, key.name]
        let words = text?.standard.map { " Default: \($0)." } ?? ""
        schema["description"] = .string((text?.meaning ?? "") + words)
        if let example = text?.example.flatMap(JSONValue.init(yaml:)) { schema["examples"] = .array([example]) }
        if words.isEmpty, let standard = key.standard { schema["default"] = Self.value(standard, key.shape) }
        return .object(schema)
    }

    /// A default as it would be read; a word such as `>` would be something else as YAML.
    private static func value(_ standard: String, _ shape: Shape) -> JSONValue? {
        if case .words = shape { .string(standard) } else { JSONValue(yaml: standard) }
    }

    private static func schema(_ relation: MappingShape.Relation) -> JSONValue {
        func required(_ keys: [String]) -> JSONValue { .object(["required": .strings(keys)]) }
        return switch relation {
        case .exactlyOne(let keys): .object(["oneOf": .array(keys.map { required([$0]) })])
        case .atLeastOne(let keys): .object(["anyOf": .array(keys.map { required([$0]) })])
        case .exclusion(let first, let second): .object(["not": required([first, second])])
        case .dependency(let key, let other): .object(["dependencies": .object([key: .strings([other])])])
        }
    }

    /// A text: what is said of texts binds texts alone, and what is said of numbers binds numbers.
    private static func schema(_ text: TextShape) -> [String: JSONValue] {
        var schema: [String: JSONValue] =
            switch text.bare {
            case .scalars(let number?): bounds(number, types: ["string", "boolean"])
            case .scalars(nil): ["type": .strings(["string", "boolean"])]
            case .number(let number): bounds(number, types: ["string"])
            case .nothing: ["type": .string("string")]
            }
        schema["title"] = .string(text.name)
        if let pattern = text.pattern {
            schema["pattern"] = .string(pattern)
            // An extension of the editors: without it they show the pattern.
            schema["patternErrorMessage"] = .string("this is no \(text.name)")
        }
        if !text.refused.isEmpty { schema["not"] = .object(["enum": .strings(text.refused)]) }
        return schema
    }

    private static func bounds(_ number: NumberShape, types: [String]) -> [String: JSONValue] {
        let type = number.isWhole ? "integer" : "number"
        var schema: [String: JSONValue] = ["type": types.isEmpty ? .string(type) : .strings(types + [type])]
        switch number.lower {
        case .including(let bound): schema["minimum"] = .number(bound)
        case .excluding(let bound): schema["exclusiveMinimum"] = .number(bound)
        case nil: break
        }
        switch number.upper {
        case .including(let bound): schema["maximum"] = .number(bound)
        case .excluding(let bound): schema["exclusiveMaximum"] = .number(bound)
        case nil: break
        }
        return schema
    }
}
