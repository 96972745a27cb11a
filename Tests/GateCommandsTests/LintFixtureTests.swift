import Foundation
import GateLint
import GateModel
import GateRules
import GateTestSupport
import Testing

@testable import GateCommands

/// Every id has a bad file, in which it is found, and a good one, in which nothing is.
@Suite struct LintFixtureTests {
    private static let folder = Golden.fixtures().appendingPathComponent("lint")
    private static let now = Timestamp(milliseconds: 1_760_000_000_000)

    static let offline = DiagnosticID.allCases.filter { !Lint.online.contains($0) }

    static func path(_ id: DiagnosticID, _ kind: String) -> String {
        folder.appendingPathComponent("\(id.rawValue).\(kind).yml").path
    }

    @Test(arguments: offline) func badFileIsFoundAndGoodOneIsNot(_ id: DiagnosticID) async throws {
        #expect(try await Self.found(Self.path(id, "bad")).contains(id))
        let good = try await Self.found(Self.path(id, "good"))
        // The web configuration names a certificate that is not there.
        #expect(id == .tlsTurnsAway ? !good.contains(id) : good.isEmpty, "\(good)")
    }

    private static func found(_ path: String) async throws -> [DiagnosticID] {
        if path.contains("/tls-") { return WebConfig.load(path).diagnostics.map(\.id) }
        let isRoutes = path.contains("/alert-to-")
        let world = CheckedWorld(
            configFile: nil, webConfigFile: nil, alertmanagerConfig: isRoutes ? path : nil, now: now)
        let rules = isRoutes ? Self.path(.forTooShort, "good") : path
        let found = await CheckedFiles(patterns: [rules]).diagnostics(world.surroundings, online: nil)
        return (world.problems + found).map(\.id)
    }

    @Test func everyFixtureHasItsID() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        let expected = DiagnosticID.allCases.flatMap { ["\($0.rawValue).bad.yml", "\($0.rawValue).good.yml"] }
        #expect(Set(files) == Set(expected))
    }

    @Test func noShippedRuleHasAFinding() async {
        let root = Self.folder.path + "/../../../../"
        let world = CheckedWorld(
            configFile: nil, webConfigFile: nil, alertmanagerConfig: root + "alertmanager/alertmanager.yml",
            now: Self.now)
        let files = await CheckedFiles(patterns: [root + "rules/*.yml"])
        #expect(files.sources.count >= 2)
        let found = await files.diagnostics(world.surroundings, online: nil)
        #expect((world.problems + found).map(\.description) == [])
    }
}

/// The page on lint says what there is, no more and no less.
@Suite struct LintPageTests {
    private static let page = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    private static let file =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Sources/Service/GateCommands/Stagegate.docc/Lint.md").path

    /// The text of each id's section.
    private static let sections: [String: String] = {
        let parts = page.components(separatedBy: "\n### ").dropFirst()
        return Dictionary(
            parts.map { part in
                (String(part.prefix { $0 != "\n" }), part.components(separatedBy: "\n## ")[0])
            }
        ) { first, _ in first }
    }()

    @Test func everyIDHasItsSectionAndNothingElseHas() {
        #expect(Set(Self.sections.keys) == Set(DiagnosticID.allCases.map(\.rawValue)))
    }

    @Test(arguments: DiagnosticID.allCases) func sectionSaysSeverityAndSummary(_ id: DiagnosticID) {
        let section = Self.sections[id.rawValue] ?? ""
        #expect(section.contains("**\(id.severity.rawValue.capitalized)**: \(id.summary)."))
        #expect(section.contains("Bad:\n\n```yaml\n"))
    }

    @Test(arguments: DiagnosticID.allCases) func examplesAreThoseOfTheFixtures(_ id: DiagnosticID) throws {
        let blocks = (Self.sections[id.rawValue] ?? "").components(separatedBy: "```yaml\n").dropFirst()
            .compactMap { $0.components(separatedBy: "\n```").first }
        for (block, kind) in zip(blocks, ["bad", "good"]) {
            let fixture = try String(contentsOfFile: LintFixtureTests.path(id, kind), encoding: .utf8)
            let lines = fixture.components(separatedBy: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            for line in block.components(separatedBy: "\n").map({ $0.trimmingCharacters(in: .whitespaces) }) {
                #expect(lines.contains(line), "\(kind): \(line)")
            }
        }
    }
}
