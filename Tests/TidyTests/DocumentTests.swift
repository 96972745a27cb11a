import Foundation
import Testing

/// The documents say what is there, and what is there is in the documents.
@Suite struct DocumentTests {
    private static let catalogue = "Sources/Service/GateCommands/Stagegate.docc"

    @Test func everyDecisionIsIndexed() {
        let index = SourceTree.text("\(Self.catalogue)/Decisions.md")
        let decisions = SourceTree.files(below: "\(Self.catalogue)/Decisions") { $0.hasSuffix(".md") }
        let missing = decisions.map { String($0.path.split(separator: "/").last?.dropLast(3) ?? "") }
            .filter { !index.contains("<doc:\($0)>") }
        #expect(!decisions.isEmpty && missing == [])
    }

    @Test func everyDecisionHasItsFourParts() {
        let decisions = SourceTree.files(below: "\(Self.catalogue)/Decisions") { $0.hasSuffix(".md") }
        let parts = ["## Context", "## Decision", "## Consequences", "## Rejected"]
        let lacking = decisions.filter { decision in parts.contains { !decision.text.contains($0) } }
        #expect(lacking.map(\.path) == [])
    }

    @Test func everyPhaseSaysWhatItMeansAndWhereItLeads() {
        let lines = SourceTree.text("Sources/Core/GateModel/Phase.swift").components(separatedBy: "\n")
        let start = lines.firstIndex { $0.contains("enum Phase") } ?? 0
        let end = lines[start...].firstIndex { $0 == "}" } ?? lines.count - 1
        var comment = ""
        var cases = 0
        for line in lines[start..<end] {
            let code = line.trimmingCharacters(in: .whitespaces)
            if code.hasPrefix("///") {
                comment += code
            } else if code.hasPrefix("case "), code.hasSuffix(":") == false {
                if !code.hasPrefix("case .") {
                    cases += 1
                    #expect(comment.contains("Means ") && comment.contains("Can transition to:"), "\(code)")
                }
                comment = ""
            } else {
                comment = ""
            }
        }
        #expect(cases == 6)
    }

    @Test func changelogHasPrometheusPrefixes() {
        let entries = SourceTree.text("CHANGELOG.md").components(separatedBy: "\n").filter { $0.hasPrefix("* ") }
        let prefixes = ["[CHANGE]", "[FEATURE]", "[ENHANCEMENT]", "[PERF]", "[BUGFIX]", "[SECURITY]"]
        let wrong = entries.filter { entry in !prefixes.contains { entry.hasPrefix("* \($0) ") } }
        #expect(!entries.isEmpty && wrong == [])
    }

    @Test func linksLeadSomewhere() {
        let pages = SourceTree.files(below: Self.catalogue) { $0.hasSuffix(".md") }
        let names = Set(pages.map { String($0.path.split(separator: "/").last?.dropLast(3) ?? "") })
        let broken = pages.flatMap { page in
            page.text.matches(of: /<doc:([A-Za-z0-9-]+)>/).map { String($0.1) }.filter { !names.contains($0) }
                .map { "\(page.path): \($0)" }
        }
        #expect(!names.isEmpty && broken == [])
    }
}
