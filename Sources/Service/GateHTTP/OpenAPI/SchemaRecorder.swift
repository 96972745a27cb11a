import GateModel

/// Finds the JSON schema of a type by letting it decode itself: what it asks for is what it has.
///
/// So the schema of an answer cannot differ from the answer: a field that is added, renamed or made optional is so in both.
/// Types that read a text of their own form are told here how it looks.
final class SchemaRecorder {
    /// Schemas of structures by name, for `components/schemas`.
    private(set) var schemas: [String: JSONValue] = [:]
    private var types: [String: ObjectIdentifier] = [:]

    /// Two types have the same name, so that only one of them could be described.
    struct NameTaken: Error, Equatable {
        let name: String
    }

    /// The schema of a type; that of a structure is a reference.
    ///
    /// - Parameter type: A type that is decoded from JSON.
    /// - Returns: The schema.
    /// - Throws: What the type throws when it cannot be decoded from samples of what it asks for.
    func schema(of type: any Decodable.Type) throws -> JSONValue {
        try record(type).schema
    }

    /// Decodes a sample and notes what the type asked for on the way.
    func record<T: Decodable>(_ type: T.Type) throws -> (sample: T, schema: JSONValue) {
        if let known = Self.known(type), let sample = known.sample as? T { return (sample, known.schema) }
        let note = SchemaNote()
        let sample = try T(from: RecordingDecoder(recorder: self, note: note))
        guard case .object(let fields, let required) = note.found else { return (sample, note.schema) }
        let name = "\(type)"
        guard types[name, default: ObjectIdentifier(type)] == ObjectIdentifier(type) else {
            throw NameTaken(name: name)
        }
        types[name] = ObjectIdentifier(type)
        schemas[name] = [
            "type": "object", "properties": .object(fields), "required": .list(required.map(JSONValue.text)),
        ]
        return (sample, ["$ref": .text("#/components/schemas/\(name)")])
    }

    private static func known(_ type: any Decodable.Type) -> (sample: Any, schema: JSONValue)? {
        switch type {
        case is String.Type: ("", ["type": "string"])
        case is Bool.Type: (false, ["type": "boolean"])
        case is Int.Type: (0, ["type": "integer"])
        case is Int64.Type: (Int64(0), ["type": "integer"])
        case is Double.Type: (0.0, ["type": "number"])
        case is SampleValue.Type:
            (SampleValue(0), ["type": "string", "description": "A number, or one of NaN, +Inf, -Inf."])
        case is Labels.Type:
            (Labels([(String, String)]()), ["type": "object", "additionalProperties": ["type": "string"]])
        case let type as any CaseIterable.Type: words(type)
        default: nil
        }
    }

    /// The schema of a closed set of words.
    private static func words<T: CaseIterable>(_ type: T.Type) -> (sample: Any, schema: JSONValue)? {
        let words = type.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
        guard let first = type.allCases.first, words.count == type.allCases.count else { return nil }
        return (first, ["type": "string", "enum": .list(words.map(JSONValue.text))])
    }
}

/// What one type asked for.
final class SchemaNote {
    enum Found {
        case nothing
        /// Fields by name.
        case object([String: JSONValue], required: [String])
        /// Any names, with values of one kind.
        case map(JSONValue)
        case list(JSONValue)
        case scalar(JSONValue)
    }

    fileprivate(set) var found = Found.nothing

    var schema: JSONValue {
        switch found {
        case .nothing: [:]
        case .object(let fields, _): ["type": "object", "properties": .object(fields)]
        case .map(let value): ["type": "object", "additionalProperties": value]
        case .list(let item): ["type": "array", "items": item]
        case .scalar(let value): value
        }
    }

    func noteMap() { found = .map([:]) }

    func note(item: JSONValue) { found = .list(item) }

    func note(scalar: JSONValue) { found = .scalar(scalar) }

    func note(_ name: String, _ schema: JSONValue, isRequired: Bool) {
        if case .map = found { return found = .map(schema) }
        var (fields, required): ([String: JSONValue], [String]) = ([:], [])
        if case .object(let before, let needed) = found { (fields, required) = (before, needed) }
        fields[name] = schema
        if isRequired { required.append(name) }
        found = .object(fields, required: required)
    }
}
