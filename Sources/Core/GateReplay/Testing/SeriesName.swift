public import GateModel

/// The name of a series as PromQL writes it: `requests_total{code="500", path='/read'}`.
public enum SeriesName {
    /// Reads a name with its labels.
    ///
    /// - Parameter text: The name; only `=` is possible between label and value.
    /// - Returns: The labels, the metric's name as `__name__` among them.
    /// - Throws: `NotationError` that says what was expected.
    public static func parse(_ text: String) throws(NotationError) -> Labels {
        var scanner = NameScanner(text)
        var labels: [(String, String)] = []
        let name = scanner.name(allowsColon: true)
        if !name.isEmpty { labels.append(("__name__", name)) }
        if scanner.take("{") {
            while !scanner.take("}") {
                let label = scanner.name(allowsColon: false)
                guard !label.isEmpty else { throw scanner.expected("a label name or `}`") }
                guard !labels.contains(where: { $0.0 == label }) else {
                    throw NotationError("the label `\(label)` is given twice")
                }
                guard scanner.take("=") else { throw scanner.expected("`=` after the label `\(label)`") }
                labels.append((label, try scanner.quoted()))
                guard scanner.take(",") || scanner.isBefore("}") else { throw scanner.expected("`,` or `}`") }
            }
        }
        guard scanner.isAtEnd else { throw scanner.expected("the end of the series") }
        guard labels.contains(where: { $0.0 == "__name__" && !$0.1.isEmpty }) else {
            throw NotationError("the series has no name", hint: #"write it as name{label="value"}"#)
        }
        return Labels(labels)
    }
}

private struct NameScanner {
    private let scalars: [Unicode.Scalar]
    private var index = 0

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    private var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private mutating func skipBlanks() {
        while let scalar = next, scalar.properties.isWhitespace { index += 1 }
    }

    var isAtEnd: Bool { scalars[index...].allSatisfy { $0.properties.isWhitespace } }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard next == scalar else { return false }
        index += 1
        return true
    }

    mutating func isBefore(_ scalar: Unicode.Scalar) -> Bool {
        skipBlanks()
        return next == scalar
    }

    mutating func name(allowsColon: Bool) -> String {
        skipBlanks()
        var name = String.UnicodeScalarView()
        while let scalar = next {
            switch scalar {
            case "a"..."z", "A"..."Z", "_": break
            case "0"..."9" where !name.isEmpty: break
            case ":" where allowsColon: break
            default: return String(name)
            }
            name.append(scalar)
            index += 1
        }
        return String(name)
    }

    /// A text in double quotes, single quotes or backticks; the last know no escapes.
    mutating func quoted() throws(NotationError) -> String {
        skipBlanks()
        guard let quote = next, ["\"", "'", "`"].contains(quote) else { throw expected("a quoted value") }
        index += 1
        var text = String.UnicodeScalarView()
        while let scalar = next {
            index += 1
            if scalar == quote { return String(text) }
            guard scalar == "\\", quote != "`", let escaped = next else {
                text.append(scalar)
                continue
            }
            index += 1
            switch escaped {
            case "n": text.append("\n")
            case "t": text.append("\t")
            case "\\", "\"", "'": text.append(escaped)
            default: throw NotationError("`\\\(escaped)` is no escape that a label value can have")
            }
        }
        throw NotationError("a quote is not closed")
    }

    func expected(_ what: String) -> NotationError {
        let found = index < scalars.count ? "`\(scalars[index])`" : "the end"
        return NotationError("expected \(what), found \(found) at character \(index + 1)")
    }
}
