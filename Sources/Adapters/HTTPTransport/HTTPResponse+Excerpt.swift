extension HTTPResponse {
    /// The beginning of the body for a message: on one line, without control characters.
    ///
    /// - Parameter maxCharacters: How much of it; more is cut and marked with `…`.
    /// - Returns: The text, or `(empty)`.
    public func excerpt(maxCharacters: Int = 200) -> String {
        // A character takes at most four bytes; nobody needs the rest of a large page decoded.
        let text = String(decoding: body.prefix(maxCharacters * 4 + 4), as: UTF8.self).oneLine(maxCharacters)
        return text.isEmpty ? "(empty)" : text
    }
}

extension String {
    /// The text on one line, without control characters, cut after so many characters.
    public func oneLine(_ maxCharacters: Int) -> String {
        var words: [Substring] = []
        for word in split(whereSeparator: { $0.isWhitespace || $0.isControl }) { words.append(word) }
        let line = words.joined(separator: " ")
        return line.count > maxCharacters ? "\(line.prefix(maxCharacters))…" : line
    }
}

extension Character {
    fileprivate var isControl: Bool {
        unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: true
            default: false
            }
        }
    }
}
