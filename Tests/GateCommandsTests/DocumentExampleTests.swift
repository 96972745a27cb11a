import ArgumentParser
import Foundation
import GateLint
import GateModel
import GateReplay
import GateRules
import GateTestSupport
import HTTPTransport
import Testing
import YAMLReader

@testable import GateCommands

/// What the documents show works as it stands.
@Suite struct DocumentExampleTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Every page there is.
    private static let pages: [URL] = {
        let catalogue = root.appendingPathComponent("Sources/Service/GateCommands/Stagegate.docc")
        let names = FileManager.default.enumerator(atPath: catalogue.path)?.compactMap { $0 as? String } ?? []
        return ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(root.appendingPathComponent)
            + names.filter { $0.hasSuffix(".md") }.sorted().map(catalogue.appendingPathComponent)
    }()

    private struct Example {
        let page: String
        let text: String
    }

    /// The fenced blocks of a language.
    private static func blocks(_ language: String) throws -> [Example] {
        try pages.flatMap { page in
            let text = try String(contentsOf: page, encoding: .utf8)
            return text.components(separatedBy: "```\(language)\n").dropFirst()
                .compactMap { $0.components(separatedBy: "\n```").first }
                .map { Example(page: page.lastPathComponent, text: $0) }
        }
    }

    @Test func thereIsSomethingToLookAt() throws {
        #expect(Self.pages.count > 30)
        #expect(try Self.blocks("yaml").count > 10)
        #expect(try Self.blocks("sh").count > 5)
    }

    @Test("every block of YAML is decoded as what it is, and its schema takes it, too")
    func everyBlockOfYAMLIsGood() async throws {
        let folder = try TemporaryFolder()
        // The page of findings shows excerpts of files that have tests of their own.
        for example in try Self.blocks("yaml") where example.page != "Lint.md" {
            let (node, problems) = YAMLReader.read(Array((example.text + "\n").utf8), file: example.page)
            #expect(problems.map(\.description) == [])
            guard let node, case .mapping(let entries) = node.content else {
                Issue.record("\(example.page) has a block that is no mapping")
                continue
            }
            let kind = Self.kind(of: entries.map(\.key))
            if let kind {
                #expect(try await Self.problems(node, kind, example, folder) == [])
                let schema = JSONSchema(texts: kind.texts).document(kind.shape, title: "")
                #expect(SchemaValidator.problem(JSONValue(node), schema) == nil, "\(example.text)")
            } else if entries.contains(where: { $0.key == "tests" }) {
                let (_, diagnostics) = RuleTestDecoder.decode(node, file: example.page)
                #expect(diagnostics.map(\.description) == [], "\(example.text)")
            } else if entries.contains(where: { $0.key == "route" }) {
                let path = try folder.write("alertmanager.yml", example.text + "\n")
                #expect(try Self.tool("amtool", ["check-config", path]) == 0, "\(example.text)")
            } else if entries.contains(where: { $0.key == "scrape_configs" }) {
                let path = try folder.write("prometheus.yml", example.text + "\n")
                let arguments = ["check", "config", "--syntax-only", path]
                #expect(try Self.tool("promtool", arguments) == 0, "\(example.text)")
            } else {
                Issue.record("\(example.page): nobody knows what this is:\n\(example.text)")
            }
        }
    }

    /// What kind of file has these keys; `nil` for another program's.
    private static func kind(of keys: [String]) -> FileKind? {
        FileKind.allCases.first { kind in
            guard case .mapping(let mapping) = kind.shape else { return false }
            return !keys.isEmpty && keys.allSatisfy { key in mapping.keys.contains { $0.name == key } }
        }
    }

    private static func problems(
        _ node: ConfigNode, _ kind: FileKind, _ example: Example, _ folder: TemporaryFolder
    ) async throws -> [String] {
        let context = DecodingContext(file: example.page)
        switch kind {
        case .rules:
            let files = await CheckedFiles(patterns: [try folder.write("rules.yml", example.text + "\n")])
            let found = await files.diagnostics(LintSurroundings(now: Timestamp(milliseconds: 0)), online: nil)
            return found.filter { $0.severity != .info }.map(\.description)
        case .config: _ = ServiceConfig.decoder(folder: "").decode(node, in: context)
        case .web: _ = WebConfig.decoder.decode(node, in: context)
        case .tokens: _ = TokensFile.decoder.decode(node, in: context)
        case .http: _ = HTTPClientConfig.decoder(folder: "").decode(node, in: context)
        }
        return context.diagnostics.map(\.description)
    }

    private static func tool(_ name: String, _ arguments: [String]) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/\(name)")
        process.arguments = arguments
        process.standardOutput = Pipe()
        process.standardError = Pipe()
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    @Test func commandLinesAreUnderstood() throws {
        let lines = try Self.blocks("sh").flatMap { CommandLines.of($0.text) }.filter { $0.first == "stagegate" }
        #expect(lines.count > 15)
        for line in lines {
            #expect(throws: Never.self, "\(line)") { try Stagegate.parseAsRoot(Array(line.dropFirst())) }
        }
    }

    /// In the middle of a sentence a command may stand without its arguments, but not without being one.
    @Test func commandsInSentencesExist() throws {
        let spans = try Self.pages.flatMap { page in
            try String(contentsOf: page, encoding: .utf8).matches(of: /`(stagegate [^`\n]+)`/).map { String($0.1) }
        }
        #expect(spans.count > 10)
        for span in Set(spans) {
            do {
                _ = try Stagegate.parseAsRoot(Array((CommandLines.of(span).first ?? []).dropFirst()))
            } catch {
                let message = Stagegate.message(for: error)
                let isIncomplete = ["Missing", "missing", "name a rule file", "name either", "say where"].contains {
                    message.contains($0)
                }
                #expect(isIncomplete, "\(span): \(message)")
            }
        }
    }
}

/// The commands of a piece of shell script, word by word; as much of its syntax as documents use.
private enum CommandLines {
    static func of(_ script: String) -> [[String]] {
        script.replacingOccurrences(of: "\\\n", with: " ").split(separator: "\n").flatMap(commands)
    }

    private static func commands(_ line: Substring) -> [[String]] {
        var commands: [[String]] = [[]]
        var word: String?
        var quote: Character?
        func end() {
            if let done = word { commands[commands.count - 1].append(done) }
            word = nil
        }
        for character in line {
            switch (quote, character) {
            case (_?, _) where character == quote: quote = nil
            case (nil, "'"), (nil, "\""): (quote, word) = (character, word ?? "")
            case (nil, "#") where word == nil: return commands
            case (nil, "|"), (nil, "&"), (nil, ";"), (nil, ">"):
                end()
                commands.append([])
            case (nil, " "): end()
            default: word = (word ?? "") + String(character)
            }
        }
        end()
        return commands.map { $0.first == "$" ? Array($0.dropFirst()) : $0 }
    }
}
