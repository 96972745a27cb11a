/// Hints for words that were probably mistyped.
public enum Suggestion {
    /// The known word that is nearest to `word`, as a hint; `nil` when none is near.
    ///
    /// - Parameters:
    ///   - word: What was written.
    ///   - known: What could have been meant; of several at the same distance the first wins.
    /// - Returns: ``did you mean `name`?``, for at most one mistake in three characters.
    public static func hint(for word: String, among known: some Sequence<String>) -> String? {
        nearest(to: word, among: known).map { "did you mean `\($0)`?" }
    }

    /// The hint for `word`, or else the list of everything that is known.
    public static func hint(for word: String, orListing known: [String]) -> String {
        hint(for: word, among: known) ?? "one of: " + known.joined(separator: ", ")
    }

    static func nearest(to word: String, among known: some Sequence<String>) -> String? {
        let written = normalized(word)
        // The length of the word is input: without a limit a long one would cost its square.
        guard written.count <= 64 else { return nil }
        let limit = written.count / 3
        var best: (word: String, distance: Int)?
        for candidate in known {
            let distance = EditDistance.between(written, normalized(candidate))
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.word
    }

    /// Case and the choice between `-` and `_` are not mistakes of their own.
    private static func normalized(_ word: String) -> [Character] {
        word.lowercased().map { $0 == "-" ? "_" : $0 }
    }
}

/// How many typing errors lie between two words.
///
/// - Source: the restricted Damerau–Levenshtein distance (optimal string alignment).
public enum EditDistance {
    /// The least number of characters to insert, remove, replace or swap with their neighbour.
    ///
    /// - Complexity: The product of both lengths.
    public static func between(_ left: [Character], _ right: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, character) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                let replaced = last[column] + (character == other ? 0 : 1)
                var best = min(replaced, last[column + 1] + 1, current[column] + 1)
                let isSwap = row > 0 && column > 0 && character == right[column - 1] && left[row - 1] == other
                if isSwap { best = min(best, beforeLast[column - 1] + 1) }
                current.append(best)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
