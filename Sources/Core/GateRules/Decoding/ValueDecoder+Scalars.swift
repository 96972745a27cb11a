public import GateModel

extension ValueDecoder where Value == Bool {
    /// `true` or `false`.
    public static var bool: ValueDecoder {
        unquoted("true or false", as: .bool) { $0 == "true" ? true : $0 == "false" ? false : nil }
    }
}

extension ValueDecoder where Value == Int {
    /// A whole number.
    public static var integer: ValueDecoder {
        unquoted("a whole number", as: .number(NumberShape(isWhole: true)), NumberSyntax.integer)
    }

    /// A whole number within bounds.
    public static func integer(in range: ClosedRange<Int>) -> ValueDecoder {
        let shape = NumberShape(
            isWhole: true, from: .including(Double(range.lowerBound)), to: .including(Double(range.upperBound)))
        return integer.requiring("from \(range.lowerBound) to \(range.upperBound)", as: .number(shape)) {
            range.contains($0)
        }
    }
}

extension ValueDecoder where Value == Double {
    /// A finite decimal number.
    public static var number: ValueDecoder {
        unquoted("a number", as: .number(NumberShape()), NumberSyntax.number)
    }

    /// A share from 0 to 1: `99.9%` or `0.999`.
    public static var ratio: ValueDecoder { ratio(.all) }

    /// A share above 0 that may be more than the whole, but only where it is written with `%`.
    ///
    /// A bare `5` is far more often a forgotten sign than five times something.
    public static var positiveShare: ValueDecoder { ratio(.anyAboveZero) }

    /// A share within a range.
    static func ratio(_ range: ShareRange) -> ValueDecoder {
        let text = ValueDecoder<String>.parsed("a percentage", hint: shareHint, as: range.shape, NumberSyntax.ratio)
        return text.requiring(range.requirement, hint: shareHint) {
            range.contains($0.value, isPercent: $0.isPercent)
        }.map(\.value)
    }

    private static var shareHint: String { "write it as 99.9% or 0.999" }
}

extension ValueDecoder where Value == TimeSpan {
    /// A duration as Prometheus writes it, at most ten years: arithmetic with it can then never overflow.
    public static var duration: ValueDecoder {
        let hint = "units y w d h m s ms, largest first, whole numbers: 1h30m, 500ms"
        let text = ValueDecoder<String>.parsed("a duration", hint: hint, as: .duration) {
            TimeSpan(prometheusDuration: $0)
        }
        return text.requiring("at most 10y") { $0 <= .hours(24 * 365 * 10) }
    }

    /// A duration longer than nothing.
    public static var positiveDuration: ValueDecoder {
        duration.requiring("longer than 0s", as: .text(.positiveDuration)) { $0 > .zero }
    }
}

extension ValueDecoder where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    /// One of the words of an enumeration.
    public static var choice: ValueDecoder {
        let words = Value.allCases.map(\.rawValue)
        let expected = "one of " + words.joined(separator: ", ")
        return ValueDecoder(expected, as: .words(words)) { node, context in
            guard let scalar = node.scalar(expected, in: context) else { return nil }
            if let value = Value(rawValue: scalar.text) { return value }
            let hint = Suggestion.hint(for: scalar.text, among: words)
            context.report("\(node.summary) is not \(expected)", at: node.position, hint: hint)
            return nil
        }
    }
}

extension ValueDecoder {
    /// A value that quotes would turn into text.
    private static func unquoted(
        _ expected: String, as shape: @autoclosure @escaping () -> Shape, _ parse: @escaping (String) -> Value?
    ) -> ValueDecoder {
        ValueDecoder(expected, as: shape()) { node, context in
            guard let scalar = node.scalar(expected, in: context) else { return nil }
            if !scalar.isQuoted, let value = parse(scalar.text) { return value }
            let hint = scalar.isQuoted && parse(scalar.text) != nil ? "remove the quotes" : nil
            context.report("\(node.summary) is not \(expected)", at: node.position, hint: hint)
            return nil
        }
    }
}
