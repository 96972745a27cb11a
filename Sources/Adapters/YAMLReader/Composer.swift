import GateRules

/// Builds a tree from events with a stack of its own, so that no input can exhaust the thread's.
struct Composer {
    private let file: String
    private var diagnostics: [Diagnostic] = []
    private var open: [OpenCollection] = []
    private var anchors: [String: Anchor] = [:]
    private var nodeCount = 0
    private var root: ConfigNode?
    /// Whether something is missing from the tree, so that decoding it would report what is not wrong.
    private var isIncomplete = false
    private static let standardTag = "tag:yaml.org,2002:"

    init(file: String) {
        self.file = file
    }

    /// Everything that was found, in the order of the text.
    var sortedDiagnostics: [Diagnostic] { diagnostics.sorted() }

    /// Goes through all events; `nil` when there is no tree.
    mutating func compose(_ cursor: EventCursor) -> ConfigNode? {
        do throws(YAMLSyntaxError) {
            var documents = 0
            while true {
                let event = try cursor.next()
                if case .streamEnd = event.kind { break }
                if case .documentStart = event.kind { documents += 1 }
                guard documents <= 1 else {
                    let message = "a second document begins here"
                    throw YAMLSyntaxError(message: message, hint: "give it a file of its own", position: event.position)
                }
                try take(event)
            }
        } catch {
            for collection in open { report(collection.problems) }
            report(error.message, at: error.position, hint: error.hint)
            return nil
        }
        if isIncomplete { return nil }
        return root ?? ConfigNode(.null, at: Position(line: 1, column: 1))
    }

    private mutating func take(_ event: YAMLEvent) throws(YAMLSyntaxError) {
        switch event.kind {
        case .streamStart, .streamEnd, .documentStart, .documentEnd: break
        case .alias(let name): try takeAlias(name, at: event.position)
        case .scalar(let text, let isPlain, let properties):
            refuseTag(properties.tag, at: event.position)
            let content = Self.scalar(text, isPlain: isPlain)
            try add(Subtree(ConfigNode(content, at: event.position)), anchor: properties.anchor)
        case .sequenceStart(let properties): try begin(.sequence, properties, at: event.position)
        case .mappingStart(let properties): try begin(.mapping, properties, at: event.position)
        case .sequenceEnd, .mappingEnd: try end()
        }
    }

    /// Plain scalars are text but for the spellings of null; what text means is up to whoever decodes it.
    private static func scalar(_ text: String, isPlain: Bool) -> ConfigNode.Content {
        isPlain && ["", "~", "null", "Null", "NULL"].contains(text) ? .null : .scalar(text, isQuoted: !isPlain)
    }

    private mutating func report(_ message: String, at position: Position, hint: String? = nil) {
        guard diagnostics.count < YAMLLimits.diagnostics else { return }
        diagnostics.append(Diagnostic(file: file, position: position, message: message, hint: hint))
    }

    private mutating func report(_ problems: [OpenCollection.Problem]) {
        for problem in problems {
            report(problem.message, at: problem.position, hint: problem.hint)
            isIncomplete = isIncomplete || problem.losesContent
        }
    }

    private mutating func refuseTag(_ tag: String?, at position: Position) {
        // A lone `!` only says that the scalar is text, which it is anyway.
        guard let tag, tag != "!" else { return }
        let name = tag.hasPrefix(Self.standardTag) ? "!!" + tag.dropFirst(Self.standardTag.count) : tag
        report("the tag `\(name)` is not supported", at: position, hint: "leave it out")
    }
}

extension Composer {
    private mutating func begin(
        _ kind: OpenCollection.Kind, _ properties: YAMLEvent.Properties, at position: Position
    ) throws(YAMLSyntaxError) {
        refuseTag(properties.tag, at: position)
        guard open.count < YAMLLimits.depth else { throw Self.tooDeep(at: position) }
        // Redefining an anchor hides the older one from here on, within itself, too.
        if let name = properties.anchor { anchors[name] = .unfinished }
        open.append(OpenCollection(kind, anchor: properties.anchor, at: position))
    }

    private mutating func end() throws(YAMLSyntaxError) {
        guard let collection = open.popLast() else { return }
        report(collection.problems)
        try add(collection.finished(), anchor: collection.anchor)
    }

    private mutating func takeAlias(_ name: String, at position: Position) throws(YAMLSyntaxError) {
        switch anchors[name] {
        case .finished(let subtree): try add(subtree, anchor: nil, aliasPosition: position)
        case .unfinished:
            try refuseAlias("the alias `*\(name)` stands inside of what it means", hint: nil, at: position)
        case nil:
            let hint = Suggestion.hint(for: name, among: anchors.keys.sorted())
            try refuseAlias("there is no anchor `&\(name)` before this", hint: hint, at: position)
        }
    }

    private mutating func refuseAlias(
        _ message: String, hint: String?, at position: Position
    ) throws(YAMLSyntaxError) {
        report(message, at: position, hint: hint)
        isIncomplete = true
        try add(Subtree(ConfigNode(.null, at: position)), anchor: nil)
    }

    private mutating func add(
        _ subtree: Subtree, anchor: String?, aliasPosition: Position? = nil
    ) throws(YAMLSyntaxError) {
        let position = aliasPosition ?? subtree.node.position
        guard open.count + subtree.height <= YAMLLimits.depth else { throw Self.tooDeep(at: position) }
        // Nodes inside a collection were counted when they were added to it; an alias brings all of its own anew.
        nodeCount += aliasPosition == nil ? 1 : subtree.size
        guard nodeCount <= YAMLLimits.nodes else {
            let message =
                "the file has more than \(YAMLLimits.nodes) nodes, with aliases counted as what they stand for"
            throw YAMLSyntaxError(message: message, hint: "split it, or use fewer aliases", position: position)
        }
        if let anchor { anchors[anchor] = .finished(subtree) }
        if open.isEmpty {
            root = subtree.node
        } else {
            open[open.count - 1].add(subtree, at: position, isAlias: aliasPosition != nil)
        }
    }

    private static func tooDeep(at position: Position) -> YAMLSyntaxError {
        YAMLSyntaxError(
            message: "collections are nested deeper than \(YAMLLimits.depth) levels", hint: nil, position: position)
    }
}
