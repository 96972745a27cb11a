import GateReplay
import GateRules

/// A run of rule tests as JUnit's XML, which CI systems show.
///
/// - Source: the elements and attributes that `promtool test rules --junit` writes and Jenkins reads.
enum RuleTestJUnit {
    /// The document.
    static func text(_ report: RuleTestReport) -> String {
        let suites = report.files.map { file -> String in
            let failures = file.results.count { !$0.outcome.isPassed }
            let head = element(
                "testsuite",
                [("name", file.file), ("tests", "\(file.results.count)"), ("failures", "\(failures)"), ("errors", "0")])
            return "  <\(head)>\n" + file.results.map { test($0, file.file) }.joined() + "  </testsuite>\n"
        }
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n\(suites.joined())</testsuites>\n"
    }

    private static func test(_ result: RuleTestRunner.Result, _ file: String) -> String {
        let outcome = result.outcome
        let seconds = Double((result.duration / .milliseconds(1)).rounded()) / 1000
        let head = element(
            "testcase",
            [
                ("name", outcome.test), ("classname", file), ("file", file), ("line", "\(outcome.position.line)"),
                ("time", "\(seconds)"),
            ])
        if outcome.isPassed { return "    <\(head)/>\n" }
        let failures = outcome.mismatches.map { mismatch -> String in
            let message = "at \(mismatch.at): \(mismatch.path)"
            let place = "\(file):\(mismatch.position.line):\(mismatch.position.column)"
            let lines = [place] + mismatch.diff + (mismatch.remark.map { ["# \($0)"] } ?? [])
            return
                "      <\(element("failure", [("message", message)]))>\(escaped(lines.joined(separator: "\n")))</failure>\n"
        }
        return "    <\(head)>\n\(failures.joined())    </testcase>\n"
    }

    private static func element(_ name: String, _ attributes: [(String, String)]) -> String {
        ([name] + attributes.map { "\($0)=\"\(escaped($1))\"" }).joined(separator: " ")
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\n", "\t": escaped.unicodeScalars.append(scalar)
            // XML 1.0 has no other control characters, not even escaped.
            case "\u{0}"..<"\u{20}": escaped += "?"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
