/// A regular expression in the syntax of RE2, matched against a whole text.
///
/// Every match takes at most time proportional to the length of the text times the length of the expression, whatever
/// both are: texts come from other people's labels and DNS names, and must not be able to stop the delivery of a stop.
/// Unlike RE2 it knows no Unicode classes (`\p{…}`) and no bytes (`\C`); both are refused by name.
///
/// - Source: the syntax is RE2's (`google/re2/wiki/Syntax`), the method the one of Pike's `sam` as Russ Cox describes it in
///   `Regular Expression Matching: the Virtual Machine Approach`; that `.` matches line ends and that the whole text has to
///   match is prometheus/prometheus `model/relabel/relabel.go` (`NewRegexp`).
public struct LinearPattern: Sendable {
    /// The expression as it was written.
    public let text: String
    private let program: PatternProgram

    /// Reads an expression.
    ///
    /// - Throws: `PatternError` with what is wrong with it, and where.
    public init(_ text: String) throws(PatternError) {
        var parser = PatternParser(text)
        let node = try parser.parse()
        self.text = text
        program = try PatternProgram(node, groupNames: parser.groupNames)
    }

    /// Matches the whole text; `nil` when it does not match.
    public func match(_ text: String) -> PatternMatch? {
        let scalars = Array(text.unicodeScalars)
        var machine = PatternMachine(program, scalars)
        guard let bounds = machine.run() else { return nil }
        return PatternMatch(scalars: scalars, bounds: bounds, groupNames: program.groupNames)
    }

    /// Whether the whole text matches.
    public func matches(_ text: String) -> Bool {
        match(text) != nil
    }
}

extension LinearPattern: Equatable {
    /// Whether both were written alike.
    public static func == (left: LinearPattern, right: LinearPattern) -> Bool { left.text == right.text }
}

/// What is wrong with an expression.
public struct PatternError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong: lower case, no full stop.
    public let message: String

    init(_ message: String) {
        self.message = message
    }

    /// The message.
    public var description: String { message }
}

/// A match: the text taken apart into its groups.
public struct PatternMatch: Sendable {
    let scalars: [Unicode.Scalar]
    let bounds: [Int?]
    let groupNames: [String?]

    /// The text of a group, 0 being the whole; `nil` when there is no such group or it took no part.
    public func group(_ index: Int) -> String? {
        guard bounds.indices.contains(2 * index + 1), let start = bounds[2 * index], let end = bounds[2 * index + 1]
        else { return nil }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[start..<end])
        return String(text)
    }

    /// A template with `$1`, `${1}`, `$name` and `${name}` filled in; what is not there is empty, `$$` is a dollar sign.
    ///
    /// - Source: Go `regexp.Regexp.Expand`, down to `$1x` being the group named `1x`.
    public func expand(_ template: String) -> String {
        var rest = Substring(template)
        var expanded = ""
        while let dollar = rest.firstIndex(of: "$") {
            expanded += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            if rest.first == "$" {
                expanded += "$"
                rest = rest.dropFirst()
            } else if let reference = Self.reference(rest) {
                expanded += value(of: reference.name)
                rest = reference.rest
            } else {
                expanded += "$"
            }
        }
        return expanded + rest
    }

    private func value(of name: Substring) -> String {
        let isNumber = name.allSatisfy { $0.isASCII && $0.isNumber } && (name.count == 1 || name.first != "0")
        if isNumber { return Int(name).flatMap { $0 < bounds.count ? group($0) : nil } ?? "" }
        let found = groupNames.indices.first { groupNames[$0] == String(name) && group($0) != nil }
        return found.flatMap(group) ?? ""
    }

    /// The name after a dollar sign, and what follows it; `nil` when there is none.
    private static func reference(_ text: Substring) -> (name: Substring, rest: Substring)? {
        let isBraced = text.first == "{"
        let start = isBraced ? text.dropFirst() : text
        let name = start.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        let rest = start[name.endIndex...]
        if name.isEmpty || (isBraced && rest.first != "}") { return nil }
        return (name, isBraced ? rest.dropFirst() : rest)
    }
}
