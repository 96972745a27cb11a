import GateRules

/// One event of the parser, in Swift values, and where it begins.
struct YAMLEvent {
    /// What stands before a node.
    struct Properties {
        let anchor: String?
        let tag: String?
    }

    enum Kind {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd
        case alias(String)
        case scalar(String, isPlain: Bool, Properties)
        case sequenceStart(Properties)
        case sequenceEnd
        case mappingStart(Properties)
        case mappingEnd
    }

    let kind: Kind
    let position: Position
}

/// The text is not YAML: there is nothing after this that could be read.
struct YAMLSyntaxError: Error {
    let message: String
    let hint: String?
    let position: Position
}
