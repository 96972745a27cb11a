extension LabelMatcher {
    /// Reads the matchers of one text as Alertmanager's configuration has them: one, or several with commas between them,
    /// in braces or not.
    ///
    /// - Parameter text: The text; an empty one has no matchers.
    /// - Returns: All of the matchers.
    /// - Throws: `LabelMatcherError` that says what is wrong.
    /// - Source: prometheus/alertmanager `pkg/labels/parse.go` (`ParseMatchers`), its classic syntax.
    public static func list(_ text: String) throws(LabelMatcherError) -> [LabelMatcher] {
        var inner = trimmed(text[...])
        if inner.first == "{" { inner = inner.dropFirst() }
        if inner.last == "}" { inner = inner.dropLast() }
        var matchers: [LabelMatcher] = []
        for part in parts(of: inner) where !trimmed(part).isEmpty {
            matchers.append(try LabelMatcher(part, bareValue: .anyText))
        }
        return matchers
    }

    /// The text between the commas that do not stand in quotes.
    private static func parts(of text: Substring) -> [Substring] {
        var parts: [Substring] = []
        var start = text.startIndex
        var isQuoted = false
        var isEscaped = false
        for index in text.indices {
            let character = text[index]
            if character == "\"", !isEscaped { isQuoted.toggle() }
            isEscaped = character == "\\" && !isEscaped
            if character == ",", !isQuoted {
                parts.append(text[start..<index])
                start = text.index(after: index)
            }
        }
        return parts + [text[start...]]
    }
}
