import Foundation
import GateModel
import GateRules
import GateTestSupport
import Testing
import YAMLReader

@Suite struct RoutingTreeTests {
    /// Values that the matchers of the fixture, or those of the shipped configuration, tell apart.
    private static let values: [(name: String, values: [String])] = [
        ("team", ["", "a", "b", "c"]), ("severity", ["", "page", "ticket", "pages"]), ("note", ["", "y z", "none"]),
        ("deep", ["", "1", "12"]), ("env", ["", "test", "prod"]),
        ("alertname", ["", "StagegateAutoStop", "StagegateAwaitingApproval", "Other"]),
        ("gate_action", ["", "stop", "hold"]),
    ]

    @Test func shippedConfigurationRoutesAsAmtoolSays() async throws {
        let file = ShippedRulesTests.folder().deletingLastPathComponent()
            .appendingPathComponent("alertmanager/alertmanager.yml")
        try await compare(file, labelSets: Self.labelSets(30, seed: 1))
    }

    @Test func everyFormOfMatcherRoutesAsAmtoolSays() async throws {
        try await compare(
            Golden.fixtures().appendingPathComponent("routing/team.yml"), labelSets: Self.labelSets(90, seed: 2))
    }

    @Test func rootAloneIsTheDefault() throws {
        let tree = try #require(
            decoded(
                """
                route: {receiver: a, routes: [{receiver: a, matchers: [x="1"]}]}
                receivers: [{name: a, webhook_configs: [{url: "http://h"}], email_configs: []}, {name: b}]
                """
            ).tree)
        #expect(tree.destinations(for: [:]).map(\.isDefault) == [true])
        #expect(tree.destinations(for: ["x": "1"]).map(\.isDefault) == [false])
        #expect(tree.receiver(named: "a")?.integrations == ["webhook"])
        #expect(tree.receiver(named: "b")?.integrations == [])
        #expect(tree.receiver(named: "c") == nil)
    }

    @Test(arguments: [
        ("route: {}\nreceivers: [{name: a}]", "has no receiver"),
        ("route: {receiver: b}\nreceivers: [{name: a}]", "there is no receiver `b`"),
        ("route: {receiver: a, matchers: [x=1]}\nreceivers: [{name: a}]", "root route has `matchers`"),
        ("route: {receiver: a, routes: [{matchers: [x]}]}\nreceivers: [{name: a}]", "cannot be used as a matcher"),
        ("route: {receiver: a, routes: [{match_re: {x: '('}}]}\nreceivers: [{name: a}]", "regular expression"),
        ("receivers: [{name: a}]", "`route` is missing"), ("route: {receiver: a}", "`receivers` is missing"),
        ("route: {receiver: a}\nreceivers: [{name: a}, {name: a}]", "named twice"), ("[]", "expected"),
    ])
    func whatCannotBeRoutedIsReported(_ text: String, _ message: String) {
        let (tree, diagnostics) = decoded(text)
        #expect(tree == nil)
        #expect(diagnostics.contains { $0.message.contains(message) }, "\(diagnostics)")
    }

    private func compare(_ file: URL, labelSets: [Labels]) async throws {
        let text = try String(contentsOf: file, encoding: .utf8)
        let tree = try #require(decoded(text).tree)
        for labels in labelSets {
            let arguments = labels.pairs.map { "\($0.name)=\($0.value)" }
            let outcome = try await Tool.outcome(
                of: "amtool", package: "prometheus-alertmanager",
                ["config", "routes", "test", "--config.file=\(file.path)"] + arguments)
            let expected = outcome.output.split(separator: "\n").last.map(String.init)
            #expect(tree.receivers(for: labels).joined(separator: ",") == expected, "\(labels)")
        }
    }

    private static func labelSets(_ count: Int, seed: UInt64) -> [Labels] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            Labels(values.map { ($0.name, $0.values.randomElement(using: &generator) ?? "") }.filter { !$0.1.isEmpty })
        }
    }

    private func decoded(_ text: String) -> (tree: RoutingTree?, diagnostics: [Diagnostic]) {
        let (node, problems) = YAMLReader.read(Array(text.utf8), file: "am.yml")
        guard let node else { return (nil, problems) }
        let context = DecodingContext(file: "am.yml")
        return (RoutingTree.decode(node, in: context), context.diagnostics + problems)
    }
}
