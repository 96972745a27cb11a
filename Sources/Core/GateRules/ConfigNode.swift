/// A place in a file: both numbers count from 1; the column counts Unicode scalars.
public struct Position: Hashable, Codable, Sendable {
    /// The line.
    public let line: Int
    /// The column.
    public let column: Int

    /// Makes a position.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// A node of a configuration file with its place: what the rules are decoded from, whatever read the file.
public struct ConfigNode: Equatable, Sendable {
    /// What a node holds.
    public indirect enum Content: Equatable, Sendable {
        /// Nothing: `null`, `~` or an empty plain scalar.
        case null
        /// Text; `isQuoted` tells `"5"` from `5`.
        case scalar(String, isQuoted: Bool)
        /// A list.
        case sequence([ConfigNode])
        /// Keys and values in the order of the file; merge keys are already applied, keys are unique.
        case mapping([Entry])
    }

    /// One key and its value.
    public struct Entry: Equatable, Sendable {
        /// The key.
        public let key: String
        /// Where the key stands.
        public let keyPosition: Position
        /// The value.
        public let value: ConfigNode

        /// Makes an entry.
        public init(key: String, keyPosition: Position, value: ConfigNode) {
            self.key = key
            self.keyPosition = keyPosition
            self.value = value
        }
    }

    /// What the node holds.
    public let content: Content
    /// Where it begins.
    public let position: Position

    /// Makes a node.
    public init(_ content: Content, at position: Position) {
        self.content = content
        self.position = position
    }
}
