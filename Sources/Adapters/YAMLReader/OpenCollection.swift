import GateRules

/// A finished node and what it costs wherever an alias puts it.
struct Subtree {
    let node: ConfigNode
    /// Nodes in it, itself included.
    let size: Int
    /// Collections within one another, itself included; 0 for a scalar.
    let height: Int

    init(_ node: ConfigNode, size: Int = 1, height: Int = 0) {
        self.node = node
        self.size = size
        self.height = height
    }
}

/// What an anchor stands for.
enum Anchor {
    /// The collection it names is still open.
    case unfinished
    case finished(Subtree)
}

/// A list or mapping whose end has not been read.
struct OpenCollection {
    enum Kind {
        case sequence
        case mapping
    }

    struct Problem {
        let message: String
        let hint: String?
        let position: Position
        /// Whether what stands there is not in the tree.
        var losesContent = false
    }

    private enum PendingKey {
        case none
        case key(String, Position)
        case merge
        /// The key was reported; its value is dropped.
        case refused
    }

    let anchor: String?
    private(set) var problems: [Problem] = []
    private let kind: Kind
    private let position: Position
    private var items: [ConfigNode] = []
    private var entries: [ConfigNode.Entry] = []
    private var keys: [String: Position] = [:]
    private var merged: [ConfigNode.Entry] = []
    private var mergePosition: Position?
    private var pending = PendingKey.none
    private var size = 1
    private var height = 1

    init(_ kind: Kind, anchor: String?, at position: Position) {
        self.kind = kind
        self.anchor = anchor
        self.position = position
    }

    /// Takes the next item, key or value.
    mutating func add(_ subtree: Subtree, at position: Position, isAlias: Bool) {
        size += subtree.size
        height = max(height, subtree.height + 1)
        guard kind == .mapping else { return items.append(subtree.node) }
        switch pending {
        case .none: pending = key(subtree.node, at: position, isAlias: isAlias)
        case .key(let key, let keyPosition):
            entries.append(ConfigNode.Entry(key: key, keyPosition: keyPosition, value: subtree.node))
            pending = .none
        case .merge:
            merge(subtree.node, at: position)
            pending = .none
        case .refused: pending = .none
        }
    }

    /// The collection as a node, with the merged entries that no key of its own replaces.
    func finished() -> Subtree {
        let content: ConfigNode.Content
        switch kind {
        case .sequence: content = .sequence(items)
        case .mapping:
            var known = Set(keys.keys)
            content = .mapping(entries + merged.filter { known.insert($0.key).inserted })
        }
        return Subtree(ConfigNode(content, at: position), size: size, height: height)
    }

    private mutating func key(_ node: ConfigNode, at position: Position, isAlias: Bool) -> PendingKey {
        guard case .scalar(let text, let isQuoted) = node.content, !isAlias else {
            problems.append(
                Problem(
                    message: "a key must be text", hint: "quote a text that begins with a brace",
                    position: position, losesContent: true))
            return .refused
        }
        if text == "<<", !isQuoted { return mergeKey(at: position) }
        if let first = keys[text] {
            report("the key `\(text)` is given twice", at: position, hint: "first at \(first.line):\(first.column)")
            return .refused
        }
        keys[text] = position
        return .key(text, position)
    }

    private mutating func mergeKey(at position: Position) -> PendingKey {
        if let first = mergePosition {
            let hint = "first at \(first.line):\(first.column); merge several with `<<: [*a, *b]`"
            report("the key `<<` is given twice", at: position, hint: hint)
            return .refused
        }
        mergePosition = position
        return .merge
    }

    private mutating func merge(_ node: ConfigNode, at position: Position) {
        switch node.content {
        case .mapping(let entries): merged += entries
        case .sequence(let nodes):
            for node in nodes {
                if case .mapping(let entries) = node.content {
                    merged += entries
                } else {
                    report("`<<` takes a mapping or a list of mappings", at: node.position)
                }
            }
        case .null, .scalar: report("`<<` takes a mapping or a list of mappings", at: position)
        }
    }

    private mutating func report(_ message: String, at position: Position, hint: String? = nil) {
        problems.append(Problem(message: message, hint: hint, position: position))
    }
}
