/// Escapes and character classes.
extension PatternParser {
    private static let controls: [Unicode.Scalar: UInt32] = ["a": 7, "f": 12, "t": 9, "n": 10, "r": 13, "v": 11]
    private static let named: [String: [ClosedRange<UInt32>]] = [
        "alnum": [48...57, 65...90, 97...122], "alpha": [65...90, 97...122], "ascii": [0...127],
        "blank": [9...9, 32...32],
        "cntrl": [0...31, 127...127], "digit": [48...57], "graph": [33...126], "lower": [97...122], "print": [32...126],
        "punct": [33...47, 58...64, 91...96, 123...126], "space": [9...13, 32...32], "upper": [65...90],
        "word": ScalarSet.word.ranges, "xdigit": [48...57, 65...70, 97...102],
    ]

    /// What stands after a backslash outside of brackets.
    mutating func escape() throws(PatternError) -> PatternNode {
        switch peek {
        case "A": return assertion(.textStart)
        case "z": return assertion(.textEnd)
        case "b": return assertion(.wordBoundary)
        case "B": return assertion(.noWordBoundary)
        case "Q": return quotation()
        default: break
        }
        if let set = perlClass() { return .one(set) }
        return .one(literal(try escapedScalar()))
    }

    /// What stands between brackets; the first one is taken already.
    mutating func bracket() throws(PatternError) -> ScalarSet {
        var set = ScalarSet(ranges: [], foldsCase: flags.foldsCase)
        set.isNegated = take("^")
        var isFirst = true
        while isFirst || peek != "]" {
            guard peek != nil else { throw PatternError("a `[` has no `]`") }
            isFirst = false
            if take("[:") {
                set.ranges += try namedClass()
            } else if let ranges = try escapedClass() {
                set.ranges += ranges
            } else {
                set.ranges.append(try range())
            }
        }
        _ = next()
        return set
    }

    private mutating func assertion(_ kind: PatternAssertion) -> PatternNode {
        _ = next()
        return .assertion(kind)
    }

    /// Everything up to `\E` as it is.
    private mutating func quotation() -> PatternNode {
        _ = next()
        var nodes: [PatternNode] = []
        while !take("\\E"), let scalar = next() { nodes.append(.one(literal(scalar))) }
        return .sequence(nodes)
    }

    private mutating func perlClass() -> ScalarSet? {
        let set: ScalarSet
        switch peek {
        case "d", "D": set = .digit
        case "s", "S": set = .space
        case "w", "W": set = .word
        default: return nil
        }
        let isNegated = next().map { ["D", "S", "W"].contains($0) } ?? false
        return ScalarSet(ranges: set.ranges, isNegated: isNegated)
    }

    private mutating func escapedClass() throws(PatternError) -> [ClosedRange<UInt32>]? {
        guard take("\\") else { return nil }
        if let set = perlClass() { return set.isNegated ? set.complement : set.ranges }
        back()
        return nil
    }

    private mutating func namedClass() throws(PatternError) -> [ClosedRange<UInt32>] {
        let isNegated = take("^")
        var name = ""
        while let scalar = peek, ScalarSet.word.contains(scalar) {
            name.unicodeScalars.append(scalar)
            _ = next()
        }
        guard take(":]"), let ranges = Self.named[name] else {
            throw PatternError("`[:\(name):]` is no class that RE2 knows")
        }
        return isNegated ? ScalarSet(ranges: ranges).complement : ranges
    }

    private mutating func range() throws(PatternError) -> ClosedRange<UInt32> {
        let first = try bracketScalar()
        guard take("-") else { return first.value...first.value }
        if peek == "]" {
            back()
            return first.value...first.value
        }
        let last = try bracketScalar()
        guard first <= last else { throw PatternError("the range `\(first)-\(last)` runs backwards") }
        return first.value...last.value
    }

    private mutating func bracketScalar() throws(PatternError) -> Unicode.Scalar {
        guard let scalar = next() else { throw PatternError("a `[` has no `]`") }
        return scalar == "\\" ? try escapedScalar() : scalar
    }

    /// The one character that an escape stands for.
    private mutating func escapedScalar() throws(PatternError) -> Unicode.Scalar {
        guard let scalar = next() else { throw PatternError("there is nothing after the last backslash") }
        if let control = Self.controls[scalar] { return try valid(control) }
        switch scalar {
        case "x": return try hexadecimal()
        case "0": return try octal(startingWith: 0)
        case "1"..."9": throw PatternError("`\\\(scalar)` refers back to a group, which is nothing RE2 knows")
        case "p", "P":
            throw PatternError("unicode classes such as `\\p{L}` are not supported; name the characters: `[A-Za-z]`")
        case _ where scalar.isASCII && ScalarSet.word.contains(scalar) && scalar != "_":
            throw PatternError("`\\\(scalar)` is no escape that RE2 knows")
        default: return scalar
        }
    }

    private mutating func octal(startingWith first: UInt32) throws(PatternError) -> Unicode.Scalar {
        var value = first
        for _ in 0..<2 {
            guard let digit = peek, ("0"..."7").contains(digit) else { break }
            value = value * 8 + digit.value - 48
            _ = next()
        }
        return try valid(value)
    }

    private mutating func hexadecimal() throws(PatternError) -> Unicode.Scalar {
        var digits = ""
        if take("{") {
            while let scalar = next(), scalar != "}" { digits.unicodeScalars.append(scalar) }
        } else {
            for _ in 0..<2 {
                guard let scalar = next() else { break }
                digits.unicodeScalars.append(scalar)
            }
        }
        guard let value = UInt32(digits, radix: 16) else { throw PatternError("`\\x\(digits)` is no character") }
        return try valid(value)
    }

    private func valid(_ value: UInt32) throws(PatternError) -> Unicode.Scalar {
        guard let scalar = Unicode.Scalar(value) else {
            throw PatternError("`\\x{\(String(value, radix: 16))}` is no character")
        }
        return scalar
    }
}
