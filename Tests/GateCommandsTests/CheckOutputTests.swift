import Foundation
import FoundationXML
import GateLint
import GateModel
import GateRules
import GateTestSupport
import Testing

@testable import GateCommands

/// One answer, four forms.
@Suite struct CheckOutputTests {
    private static func result(_ names: String..., isLintFatal: Bool = false) async throws -> CheckResult {
        let folder = Golden.fixtures().appendingPathComponent("lint").path + "/"
        // One by one: all of them have a rollout of the same name.
        var files: [CheckedFiles] = []
        for name in names { files.append(await CheckedFiles(patterns: ["\(folder)\(name).yml"])) }
        let short = { (path: String) in "rules/" + path.dropFirst(folder.count) }
        var found: [Diagnostic] = []
        for file in files {
            found += await file.diagnostics(LintSurroundings(now: Timestamp(milliseconds: 0)), online: nil)
        }
        let lines = files.flatMap { file in file.lines.map { (short($0.key), $0.value) } }
        return CheckResult(
            files: files.flatMap { $0.sources.map { short($0.file) } },
            diagnostics: found.map {
                Diagnostic(file: short($0.file), position: $0.position, id: $0.id, message: $0.message, hint: $0.hint)
            }, rollouts: ["shop"], lines: Dictionary(uniqueKeysWithValues: lines), proofs: [],
            measurements: [
                QueryMeasurement(
                    subject: "shop/queue", name: "value", matched: 1200, answered: 1, scrapeSeconds: 15, seconds: 0.0123
                ),
                QueryMeasurement(
                    subject: "shop/queue", name: "other", matched: nil, answered: nil, scrapeSeconds: nil, seconds: 2),
            ], isLintFatal: isLintFatal)
    }

    @Test func textShowsTheLineAndThePlace() async throws {
        let result = try await Self.result("query-divides.bad", "fixed-range.bad", "range-too-short.good")
        let text = CheckText(result: result, terminal: Terminal(isColoured: false)).lines.joined(separator: "\n") + "\n"
        let refused = try await Self.result("invalid.bad")
        #expect(CheckText(result: refused, terminal: .init(isColoured: false)).lines.last == "not usable: 1 error")
        let difference = Golden.difference(text, from: "check.txt")
        #expect(difference == nil, "\(difference ?? "")")
    }

    @Test func longLinesAreCutAroundThePlace() {
        let line = String(repeating: "a", count: 300)
        for column in [1, 90, 150, 300, 301, 999] {
            let (text, shown) = CheckText.cut(line, around: column)
            #expect(text.count <= 112 && shown >= 1 && shown <= text.count + 1, "\(column)")
        }
        #expect(CheckText.cut("\tb", around: 2) == (" b", 2))
    }

    @Test func statusSaysWhetherTheFilesCanBeUsed() async throws {
        #expect(try await Self.result("for-too-short.good").exitCode == 0)
        #expect(try await Self.result("for-too-short.bad").exitCode == 0)
        #expect(try await Self.result("for-too-short.bad", isLintFatal: true).exitCode == 3)
        #expect(try await Self.result("fixed-range.bad", isLintFatal: true).exitCode == 0, "a remark is no warning")
        #expect(try await Self.result("invalid.bad", "for-too-short.bad", isLintFatal: true).exitCode == 1)
    }

    /// What the published schema requires of a log with results, and the words it allows.
    @Test func sarifHasTheShapeOfItsSchema() async throws {
        let result = try await Self.result("query-divides.bad", "invalid.bad", "fixed-range.bad")
        let text = try JSONText.of(CheckSARIF(result))
        let log = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(log["version"] as? String == "2.1.0" && (log["$schema"] as? String)?.contains("2.1.0") == true)
        let run = try #require((log["runs"] as? [[String: Any]])?.first)
        #expect(["utf16CodeUnits", "unicodeCodePoints"].contains(run["columnKind"] as? String))
        let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
        #expect((driver["name"] as? String)?.isEmpty == false)
        let rules = try #require(driver["rules"] as? [[String: Any]])
        #expect(Set(rules.compactMap { $0["id"] as? String }).count == DiagnosticID.allCases.count)
        #expect(rules.allSatisfy { (($0["shortDescription"] as? [String: Any])?["text"] as? String)?.isEmpty == false })
        let results = try #require(run["results"] as? [[String: Any]])
        #expect(results.count == result.diagnostics.count)
        for found in results {
            let message = try #require(found["message"] as? [String: Any])
            #expect((message["text"] as? String)?.isEmpty == false)
            #expect(["none", "note", "warning", "error"].contains(found["level"] as? String))
            let index = try #require(found["ruleIndex"] as? Int)
            #expect(rules[index]["id"] as? String == found["ruleId"] as? String)
            let place = try #require(
                (found["locations"] as? [[String: Any]])?.first?["physicalLocation"] as? [String: Any])
            let uri = try #require((place["artifactLocation"] as? [String: Any])?["uri"] as? String)
            #expect(URL(string: uri) != nil && !uri.contains(" "))
            let region = try #require(place["region"] as? [String: Any])
            #expect(
                try #require(region["startLine"] as? Int) >= 1 && (try #require(region["startColumn"] as? Int)) >= 1)
        }
    }

    @Test func junitIsXMLWithACaseForEachFinding() async throws {
        let result = try await Self.result("query-divides.bad", "invalid.bad", "for-too-short.good")
        let reader = CaseReader()
        let parser = XMLParser(data: Data(CheckJUnit(result: result).text.utf8))
        parser.delegate = reader
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        #expect(reader.suites == 3 && reader.cases == result.diagnostics.count + 1)
        #expect(reader.failures == result.diagnostics.count { $0.severity == .error })
        #expect(reader.texts.contains { $0.contains("the query divides") })
    }

    @Test func xmlHoldsWhateverAFileSays() {
        let parser = XMLParser(data: Data("<a b=\"\(XMLText.escaped("\u{1}<&\"'>\n\u{FFFE}é"))\"/>".utf8))
        #expect(parser.parse())
    }

    @Test func programsAreToldTheSame() async throws {
        let text = try await JSONText.of(CheckReport(Self.result("query-divides.bad")))
        let report = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let problem = try #require((report["problems"] as? [[String: Any]])?.first)
        #expect(report["ok"] as? Bool == true && problem["id"] as? String == "query-divides")
        #expect(problem["line"] as? Int == 7 && problem["severity"] as? String == "warning")
    }

    @Test func theBinaryDoesAsItSays() async throws {
        let bad = LintFixtureTests.path(.forTooShort, "bad")
        let fatal = try await CommandOutputTests.run(["check", bad, "--lint-fatal", "-o", "junit"])
        #expect(fatal.status == 3 && fatal.output.contains("<failure type=\"for-too-short\""))
        let (status, output, _) = try await CommandOutputTests.run(["check", bad])
        #expect(status == 0 && output.contains("[for-too-short]") && output.contains("ok: shop (1 warning)"))
        let routes = LintFixtureTests.path(.alertToNobody, "bad")
        let routed = try await CommandOutputTests.run(
            ["check", LintFixtureTests.path(.forTooShort, "good"), "--alertmanager.config", routes])
        #expect(routed.status == 0 && routed.output.contains("StagegateAutoStop"))
    }
}

/// Counts what a document holds.
private final class CaseReader: NSObject, XMLParserDelegate {
    var suites = 0
    var cases = 0
    var failures = 0
    var texts: [String] = []

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        suites += name == "testsuite" ? 1 : 0
        cases += name == "testcase" ? 1 : 0
        failures += name == "failure" ? 1 : 0
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) { texts.append(text) }
}

/// What is known of the world around a rule.
@Suite struct CheckedWorldTests {
    private let folder: TemporaryFolder
    private let rules: String

    init() throws {
        folder = try TemporaryFolder()
        rules = try folder.write(
            "rules.yml",
            """
            rollouts:
              - name: shop
                gates:
                  - name: queue
                    threshold: {query: "max(queue{ {{ track }} })", op: "<", value: 1}
                approval: {roles: [tech-lead], on_call: {actors: [alice, bob]}, two_person: true}

            """)
    }

    private func found(tokens: String, more: String = "") async throws -> [Diagnostic] {
        _ = try folder.write("tokens.yml", "tokens:\n\(tokens)")
        let config = try folder.write(
            "stagegate.yml",
            """
            datasources: [{url: 'http://localhost:9090'}]
            rule_files: [rules.yml]
            access: {tokens_file: tokens.yml}
            \(more)
            """)
        let routes = try folder.write(
            "am.yml",
            """
            route: {receiver: a, routes: [{receiver: a, matchers: [env="prod", severity=~"page|ticket"]}]}
            receivers: [{name: a, webhook_configs: [{url: 'http://h'}]}]

            """)
        let world = CheckedWorld(
            configFile: config, webConfigFile: nil, alertmanagerConfig: routes, now: Timestamp(milliseconds: 0))
        let files = await CheckedFiles(patterns: world.ruleFiles)
        return world.problems + (await files.diagnostics(world.surroundings, online: nil))
    }

    private func token(_ actor: String, _ role: String) -> String {
        "  - {actor: \(actor), roles: [\(role)], sha256: \(String(repeating: "\(actor.count)", count: 64))}\n"
    }

    @Test func anApprovalNeedsSomebodyWithRoleShiftAndCredential() async throws {
        let prod = "global: {external_labels: {env: prod}}"
        func why(_ tokens: String) async throws -> String? {
            try await found(tokens: tokens, more: prod).first?.message
        }
        #expect(try await why(token("alice", "tech-lead") + token("bo", "tech-lead")) == nil)
        #expect(try await why(token("alice", "operator"))?.contains("has the role tech-lead") == true)
        #expect(try await why(token("carol", "tech-lead"))?.contains("none of `alice`, `bob` has a credential") == true)
        #expect(try await why(token("alice", "tech-lead"))?.contains("`alice` alone can start") == true)
        #expect(try await found(tokens: token("alice", "boss"), more: prod).map(\.id) == [.invalid], "nothing is known")
    }

    @Test func labelsAreThoseThatAreSent() async throws {
        let two = token("alice", "tech-lead") + token("bo", "tech-lead")
        #expect(try await Set(found(tokens: two).map(\.id)) == [.alertToDefault], "without env the route is not taken")
        let dropping = """
            global: {external_labels: {env: prod}}
            alerting:
              alertmanagers: []
              alert_relabel_configs: [{action: drop, source_labels: [gate_action], regex: hold}]
            """
        let lost = try await found(tokens: two, more: dropping)
        #expect(Set(lost.map(\.id)) == [.alertToNobody], "\(lost)")
        #expect(lost.map(\.message).contains { $0.contains("StagegateAwaitingApproval") })
        #expect(!lost.map(\.message).contains { $0.contains("StagegateAutoStop") })
    }
}
