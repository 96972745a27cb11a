/// What a file may cost; whoever can write a rule file must not be able to stop the service with it.
enum YAMLLimits {
    /// Size of the file in bytes.
    static let bytes = 1 << 20
    /// Collections within collections, the aliased ones included.
    static let depth = 64
    /// Nodes of the file, each alias counted as everything it stands for: a file of this size has no more without any
    /// alias.
    static let nodes = 100_000
    /// Problems after which reading on helps nobody.
    static let diagnostics = 100
}
