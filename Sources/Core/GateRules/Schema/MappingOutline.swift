/// Notes what a decoder asks of a mapping: the decoder itself says what it takes, so that nothing else can say otherwise.
final class MappingOutline {
    private var keys: [KeyShape] = []
    private var relations: [MappingShape.Relation] = []

    /// Runs the body of a decoder on a mapping without keys and notes what it asks for.
    ///
    /// - Parameters:
    ///   - what: What the mapping describes, with its article.
    ///   - body: Asks for every key there is, whatever it finds.
    /// - Returns: The mapping's shape.
    static func shape<Value>(of what: String, _ body: (MappingDecoder) -> Value?) -> MappingShape {
        let outline = MappingOutline()
        let nowhere = Position(line: 1, column: 1)
        _ = body(MappingDecoder([], of: what, at: nowhere, in: DecodingContext(file: ""), outline: outline))
        return MappingShape(what: what, keys: outline.keys, relations: outline.relations)
    }

    func note(_ key: String, _ shape: Shape) {
        guard !keys.contains(where: { $0.name == key }) else { return }
        keys.append(KeyShape(name: key, shape: shape))
    }

    func note(_ relation: MappingShape.Relation) {
        relations.append(relation)
    }

    /// Notes what stands in for a key; a mapping that is left out has no value of its own.
    func note(_ key: String, standard: String?) {
        change(key) { shape in
            if case .mapping = shape.shape { return }
            shape.standard = standard
        }
    }

    /// Changes what was noted of a key.
    func change(_ key: String, _ change: (inout KeyShape) -> Void) {
        guard let index = keys.firstIndex(where: { $0.name == key }) else { return }
        change(&keys[index])
    }
}
