public import GateModel
public import GateRules

/// Something that is not what a test expects.
public struct Mismatch: Equatable, Sendable {
    /// When it was looked at, from the start of the test.
    public let at: TimeSpan
    /// What was looked at, as a path of keys: `gates.availability`.
    public let path: String
    /// Where the expectation stands in the file.
    public let position: Position
    /// What was expected, line by line.
    public let expected: [String]
    /// What was seen, line by line.
    public let actual: [String]
    /// What else helps to understand it; `nil` when nothing does.
    public let remark: String?

    /// Makes a mismatch.
    public init(
        at: TimeSpan, path: String, position: Position, expected: [String], actual: [String], remark: String? = nil
    ) {
        self.at = at
        self.path = path
        self.position = position
        self.expected = expected
        self.actual = actual
        self.remark = remark
    }

    /// Both as one text: what was expected with `-`, what was seen with `+`, what is the same with a blank.
    public var diff: [String] { LineDiff.lines(from: expected, to: actual) }
}

/// The difference of two short texts, line by line.
public enum LineDiff {
    /// The lines of both, those only in the first with `-`, those only in the second with `+`, common ones with a blank.
    ///
    /// - Parameters:
    ///   - old: The first text.
    ///   - new: The second text.
    /// - Returns: The lines in an order in which both can be read.
    /// - Complexity: The product of both lengths.
    public static func lines(from old: [String], to new: [String]) -> [String] {
        var lines: [String] = []
        var (left, right) = (0, 0)
        let lengths = commonLengths(old, new)
        while left < old.count || right < new.count {
            if left < old.count, right < new.count, old[left] == new[right] {
                lines.append("  \(old[left])")
                (left, right) = (left + 1, right + 1)
            } else if left < old.count, right == new.count || lengths[left + 1][right] >= lengths[left][right + 1] {
                lines.append("- \(old[left])")
                left += 1
            } else {
                lines.append("+ \(new[right])")
                right += 1
            }
        }
        return lines
    }

    /// How many lines the ends of both from each place on have in common.
    private static func commonLengths(_ old: [String], _ new: [String]) -> [[Int]] {
        var lengths = Array(repeating: Array(repeating: 0, count: new.count + 1), count: old.count + 1)
        for left in old.indices.reversed() {
            for right in new.indices.reversed() {
                lengths[left][right] =
                    old[left] == new[right]
                    ? lengths[left + 1][right + 1] + 1 : max(lengths[left + 1][right], lengths[left][right + 1])
            }
        }
        return lengths
    }
}
