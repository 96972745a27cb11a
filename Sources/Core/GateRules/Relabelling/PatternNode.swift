/// An expression taken apart.
indirect enum PatternNode {
    case empty
    case one(ScalarSet)
    case sequence([PatternNode])
    case choice([PatternNode])
    case group(Int, PatternNode)
    case repetition(PatternNode, atLeast: Int, atMost: Int?, isGreedy: Bool)
    case assertion(PatternAssertion)
}

/// A condition on a place between two characters.
enum PatternAssertion {
    case textStart
    case textEnd
    case lineStart
    case lineEnd
    case wordBoundary
    case noWordBoundary

    /// Whether it holds before the character at an index.
    func holds(at index: Int, in scalars: [Unicode.Scalar]) -> Bool {
        switch self {
        case .textStart: index == 0
        case .textEnd: index == scalars.count
        case .lineStart: index == 0 || scalars[index - 1] == "\n"
        case .lineEnd: index == scalars.count || scalars[index] == "\n"
        case .wordBoundary: isWord(index - 1, scalars) != isWord(index, scalars)
        case .noWordBoundary: isWord(index - 1, scalars) == isWord(index, scalars)
        }
    }

    private func isWord(_ index: Int, _ scalars: [Unicode.Scalar]) -> Bool {
        scalars.indices.contains(index) && ScalarSet.word.contains(scalars[index])
    }
}

/// Characters as ranges of code points.
struct ScalarSet: Equatable {
    var ranges: [ClosedRange<UInt32>]
    var isNegated = false
    /// Whether upper and lower case are the same.
    var foldsCase = false

    static let all = ScalarSet(ranges: [0...0x10FFFF])
    static let allButLineFeed = ScalarSet(ranges: [10...10], isNegated: true)
    static let digit = ScalarSet(ranges: [48...57])
    static let word = ScalarSet(ranges: [48...57, 65...90, 95...95, 97...122])
    static let space = ScalarSet(ranges: [9...10, 12...13, 32...32])

    /// The set of one character.
    static func scalar(_ scalar: Unicode.Scalar) -> ScalarSet {
        ScalarSet(ranges: [scalar.value...scalar.value])
    }

    /// The characters outside of this set, which is not negated itself.
    var complement: [ClosedRange<UInt32>] {
        var gaps: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { gaps.append(next...(range.lowerBound - 1)) }
            next = max(next, range.upperBound + 1)
        }
        if next <= 0x10FFFF { gaps.append(next...0x10FFFF) }
        return gaps
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        hasAnyCase(of: scalar) != isNegated
    }

    private func hasAnyCase(of scalar: Unicode.Scalar) -> Bool {
        if has(scalar.value) { return true }
        guard foldsCase else { return false }
        let properties = scalar.properties
        return [properties.lowercaseMapping, properties.uppercaseMapping].contains { mapping in
            mapping.unicodeScalars.count == 1 && mapping.unicodeScalars.contains { has($0.value) }
        }
    }

    private func has(_ value: UInt32) -> Bool {
        ranges.contains { $0.contains(value) }
    }
}
