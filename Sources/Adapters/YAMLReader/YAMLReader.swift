public import GateRules

/// Reads YAML into positioned nodes, within limits.
///
/// The limits are 1 MiB of text, 64 levels, and 100 000 nodes with every alias counted as what it stands for. Anchors,
/// aliases and merge keys work; tags, complex keys and a second document are refused.
public enum YAMLReader {
    /// Reads one file.
    ///
    /// Total: any bytes give an answer. A file without content is a null node.
    ///
    /// - Parameters:
    ///   - bytes: The text in UTF-8.
    ///   - file: The name to use in diagnostics.
    /// - Returns: The tree, and everything that is wrong, in the order of the text. The tree is `nil` when the text is
    ///   not YAML or goes beyond a limit; it can be there beside errors, so that whoever decodes it can report more of
    ///   them, but it may not be used.
    public static func read(_ bytes: [UInt8], file: String) -> (node: ConfigNode?, diagnostics: [Diagnostic]) {
        guard bytes.count <= YAMLLimits.bytes else {
            let message = "the file has \(bytes.count) bytes, more than \(YAMLLimits.bytes)"
            return (nil, [Diagnostic(file: file, position: nil, message: message, hint: "split it")])
        }
        var composer = Composer(file: file)
        // With the encoding said, the parser takes a byte order mark for text.
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let node = composer.compose(EventCursor(bytes.starts(with: mark) ? Array(bytes.dropFirst(3)) : bytes))
        return (node, composer.sortedDiagnostics)
    }
}
