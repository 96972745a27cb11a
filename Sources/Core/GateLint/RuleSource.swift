import GateModel
public import GateRules

/// One rule file: its text, its tree, and the rules it stands for.
public struct RuleSource: Sendable {
    /// The file's path as it was given.
    public let file: String
    /// The lines of its text.
    public let lines: [String]
    /// What the text says.
    public let node: ConfigNode
    /// The rollouts in the order of the file; none when the file has an error.
    public let rollouts: [RolloutRule]

    /// Makes a source.
    public init(file: String, lines: [String], node: ConfigNode, rollouts: [RolloutRule]) {
        self.file = file
        self.lines = lines
        self.node = node
        self.rollouts = rollouts
    }

    /// Where a rollout of the file stands, by its place in the list.
    public func place(ofRollout index: Int) -> RulePlace {
        RulePlace(node)["rollouts"][index]
    }
}

/// A place in a rule file, found by walking down from the root; what is not there has the place of what should hold it.
public struct RulePlace: Sendable {
    /// Where the value begins.
    public let position: Position
    /// The line of the key, or of the item of a list.
    public let line: Int
    private let node: ConfigNode?

    init(_ node: ConfigNode) {
        self.init(position: node.position, line: node.position.line, node: node)
    }

    private init(position: Position, line: Int, node: ConfigNode?) {
        self.position = position
        self.line = line
        self.node = node
    }

    /// The place of the value of a key.
    public subscript(key: String) -> RulePlace {
        guard case .mapping(let entries)? = node?.content, let entry = entries.first(where: { $0.key == key }) else {
            return RulePlace(position: position, line: line, node: nil)
        }
        return RulePlace(position: entry.value.position, line: entry.keyPosition.line, node: entry.value)
    }

    /// The place of an item of a list.
    public subscript(index: Int) -> RulePlace {
        guard case .sequence(let nodes)? = node?.content, nodes.indices.contains(index) else {
            return RulePlace(position: position, line: line, node: nil)
        }
        return RulePlace(nodes[index])
    }

    /// Whether anything stands there.
    public var isThere: Bool { node != nil }

    /// The text of a scalar; `nil` when something else stands there, or nothing.
    public var text: String? {
        if case .scalar(let text, _)? = node?.content { text } else { nil }
    }

    /// Where a character of a text stands in the file.
    ///
    /// A scalar can be quoted, folded or indented; its characters stand in the file in the same order all the same, with
    /// blanks, quotes and backslashes between them.
    ///
    /// - Parameters:
    ///   - offset: The character, in Unicode scalars from the beginning of the text.
    ///   - lines: The lines of the file.
    /// - Returns: Its place; the beginning of the text when it cannot be found.
    public func position(ofOffset offset: Int, in lines: [String]) -> Position {
        guard let text else { return position }
        var cursor = SourceCursor(position, lines)
        for (index, scalar) in text.unicodeScalars.enumerated() {
            if index > offset { break }
            if scalar.properties.isWhitespace {
                if index == offset { return cursor.position }
                continue
            }
            guard let found = cursor.find(scalar) else { return position }
            if index == offset { return found }
        }
        return position
    }
}

/// Walks through the lines of a file, looking for one character after the other.
private struct SourceCursor {
    private let lines: [String]
    private var line: Int
    private var column: Int
    private var scalars: [Unicode.Scalar]

    init(_ start: Position, _ lines: [String]) {
        self.lines = lines
        line = start.line
        column = start.column
        scalars = lines.indices.contains(start.line - 1) ? Array(lines[start.line - 1].unicodeScalars) : []
        let first = scalars.indices.contains(column - 1) ? scalars[column - 1] : " "
        // The head of a block, `>-` or `|`, is no part of the text, and neither is a comment behind it.
        if first == "|" || first == ">" { advanceLine() }
    }

    var position: Position { Position(line: line, column: column) }

    /// The place of the next such character; the cursor stands behind it then.
    mutating func find(_ scalar: Unicode.Scalar) -> Position? {
        while line <= lines.count {
            while column <= scalars.count {
                let found = scalars[column - 1] == scalar
                column += 1
                if found { return Position(line: line, column: column - 1) }
            }
            advanceLine()
        }
        return nil
    }

    private mutating func advanceLine() {
        line += 1
        column = 1
        scalars = lines.indices.contains(line - 1) ? Array(lines[line - 1].unicodeScalars) : []
    }
}
