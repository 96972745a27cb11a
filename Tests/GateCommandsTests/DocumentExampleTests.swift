import ArgumentParser
import Foundation
import GateLint
import GateModel
import GateReplay
import GateRules
import Testing

@testable import GateCommands

/// What the documents show works as it stands.
@Suite struct DocumentExampleTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static let pages = [
        "README.md", "Sources/Service/GateCommands/Stagegate.docc/Rules.md",
        "Sources/Service/GateCommands/Stagegate.docc/Operations.md",
        "Sources/Service/GateCommands/Stagegate.docc/Lint.md",
        "Sources/Service/GateCommands/Stagegate.docc/Testing.md",
    ]

    /// The fenced blocks of a language that begin with a text.
    private static func blocks(_ language: String, startingWith start: String) throws -> [String] {
        try pages.flatMap { page in
            let text = try String(contentsOf: root.appendingPathComponent(page), encoding: .utf8)
            return text.components(separatedBy: "```\(language)\n").dropFirst()
                .compactMap { $0.components(separatedBy: "\n```").first }.filter { $0.hasPrefix(start) }
        }
    }

    @Test func ruleFilesAreGood() throws {
        let folder = try TemporaryFolder()
        let examples = try Self.blocks("yaml", startingWith: "rollouts:")
        #expect(!examples.isEmpty)
        for example in examples {
            let files = CheckedFiles(patterns: [try folder.write("rules.yml", example + "\n")])
            let found = files.diagnostics(LintSurroundings(now: Timestamp(milliseconds: 0)), online: nil)
            #expect(found.filter { $0.severity != .info }.map(\.description) == [])
        }
    }

    @Test func configurationsAreGood() throws {
        let folder = try TemporaryFolder()
        let examples = try Self.blocks("yaml", startingWith: "datasources:")
        #expect(!examples.isEmpty)
        for example in examples {
            let (_, diagnostics) = ServiceConfig.load(try folder.write("stagegate.yml", example + "\n"))
            #expect(diagnostics.map(\.description) == [])
        }
    }

    @Test func ruleTestsAreGood() throws {
        let folder = try TemporaryFolder()
        let examples = try Self.blocks("yaml", startingWith: "rule_files: [checkout.yml]")
        #expect(!examples.isEmpty)
        for example in examples {
            let (node, _) = FileReader.readYAML(try folder.write("checkout.test.yml", example + "\n"))
            let (_, diagnostics) = RuleTestDecoder.decode(try #require(node), file: "checkout.test.yml")
            #expect(diagnostics.map(\.description) == [])
        }
    }

    @Test func commandLinesAreUnderstood() throws {
        let lines = try Self.blocks("sh", startingWith: "stagegate").flatMap { $0.split(separator: "\n") }
            .filter { $0.hasPrefix("stagegate ") }.map { $0.prefix { $0 != "#" } }
        #expect(lines.count > 5)
        for line in lines {
            let arguments = line.split(separator: " ").dropFirst().map(String.init)
            #expect(throws: Never.self, "\(line)") { try Stagegate.parseAsRoot(arguments) }
        }
    }
}
