/// What people have to be told about a key; what it takes its decoder says.
struct KeyText: Sendable {
    /// The key.
    let name: String
    /// What it means, in one sentence.
    let meaning: String
    /// A value as one would write it.
    let example: String?
    /// What stands in for it when it is left out, where that is not one value.
    let standard: String?

    init(_ name: String, _ meaning: String, example: String? = nil, standard: String? = nil) {
        self.name = name
        self.meaning = meaning
        self.example = example
        self.standard = standard
    }
}

/// The keys of one mapping in the order in which they are shown.
struct MappingText: Sendable {
    /// What the mapping describes, as its decoder has it.
    let what: String
    let keys: [KeyText]

    init(_ what: String, _ keys: [KeyText]) {
        self.what = what
        self.keys = keys
    }
}

/// The texts of a kind of file.
struct FileTexts: Sendable {
    private let mappings: [String: [KeyText]]

    init(_ mappings: [MappingText]) {
        self.mappings = Dictionary(mappings.map { ($0.what, $0.keys) }) { $0 + $1 }
    }

    /// What there is to say about a key; `nil` when nobody said anything.
    subscript(what: String, key: String) -> KeyText? {
        mappings[what]?.first { $0.name == key }
    }

    /// The place of a key among those of its mapping.
    func rank(_ what: String, _ key: String) -> Int {
        mappings[what]?.firstIndex { $0.name == key } ?? .max
    }

    /// Every key that something is said about, as `mapping: key`.
    var names: [String] {
        mappings.flatMap { what, keys in keys.map { "\(what): \($0.name)" } }.sorted()
    }
}
