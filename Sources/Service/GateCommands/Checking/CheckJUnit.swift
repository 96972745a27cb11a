import GateRules

/// What `check` found as JUnit's XML, which every CI system shows: a suite for each file, a case for each finding.
///
/// A case fails when its finding decides the exit status; the others pass and say what was found.
struct CheckJUnit {
    let result: CheckResult

    /// The document.
    var text: String {
        let others = Set(result.diagnostics.map(\.file)).subtracting(result.files).sorted()
        let suites = (result.files + others).map(suite)
        let failures = result.diagnostics.count(where: isFailure)
        let head =
            #"<testsuites name="stagegate check" tests="\#(suites.reduce(0) { $0 + $1.tests })" failures="\#(failures)">"#
        return ([#"<?xml version="1.0" encoding="UTF-8"?>"#, head] + suites.flatMap(\.lines) + ["</testsuites>"])
            .joined(separator: "\n")
    }

    private func isFailure(_ diagnostic: Diagnostic) -> Bool {
        diagnostic.severity == .error || (diagnostic.severity == .warning && result.isLintFatal)
    }

    private func suite(_ file: String) -> (tests: Int, lines: [String]) {
        let own = result.diagnostics.filter { $0.file == file }
        let tests = max(1, own.count)
        let name = XMLText.escaped(file)
        let cases = own.isEmpty ? [#"    <testcase classname="\#(name)" name="no findings"/>"#] : own.flatMap(lines)
        let head = #"  <testsuite name="\#(name)" tests="\#(tests)" failures="\#(own.count(where: isFailure))">"#
        return (tests, [head] + cases + ["  </testsuite>"])
    }

    private func lines(of diagnostic: Diagnostic) -> [String] {
        let place = diagnostic.position.map { " at \($0.line):\($0.column)" } ?? ""
        let file = XMLText.escaped(diagnostic.file)
        let head = #"    <testcase classname="\#(file)" name="\#(diagnostic.id.rawValue)\#(place)">"#
        let text = XMLText.escaped(diagnostic.description)
        let body =
            isFailure(diagnostic)
            ? #"      <failure type="\#(diagnostic.id.rawValue)" message="\#(XMLText.escaped(diagnostic.message))">\#(text)</failure>"#
            : "      <system-out>\(text)</system-out>"
        return [head, body, "    </testcase>"]
    }
}

/// Text for XML.
enum XMLText {
    /// The text as it stands between tags and in attributes; what XML cannot hold at all becomes a question mark.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\t", "\n", "\r": escaped += "&#\(scalar.value);"
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": escaped += "?"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
