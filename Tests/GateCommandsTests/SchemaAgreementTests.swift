import Foundation
import GateModel
import GateRules
import Testing
import YAMLReader

@testable import GateCommands

/// What the schema takes is what the decoder takes.
@Suite struct SchemaAgreementTests {
    private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../YAMLReaderTests/Fixtures")
    private static let schema = JSONSchema(texts: RuleTexts.all).document(RuleDecoder.shape, title: "")

    /// A rule file with one value put into it.
    private static func file(_ place: Place, _ value: String) -> String {
        """
        rollouts:
          - name: r
            \(place == .rollout ? value : "interval: 15s")
            gates:
              - name: g
                \(place == .gate ? value : "over: 5m")
                \(place == .kind ? value : "threshold: {query: q, op: '<', value: 1}")
        """
    }

    private enum Place {
        case rollout
        case gate
        case kind
    }

    /// A key, what stands around its value, and where.
    private static let keys: [(before: String, after: String, place: Place)] = [
        ("query_offset: ", "", .rollout), ("interval: ", "", .rollout), ("min_coverage: ", "", .rollout),
        ("preflight: [{name: ", "}]", .rollout), ("over: ", "", .gate), ("on_nan: ", "", .gate), ("per: [", "]", .gate),
        ("availability: {bad: '{{ track }}', total: '{{ track }}', objective: ", "}", .kind),
        ("latency: {histogram: '{{ track }}', quantile: 0.5, target: ", "}", .kind),
        (
            "conversion: {numerator: '{{track}}', denominator: '{{track}}', worse: lower, margin: {relative: ", "}}",
            .kind
        ),
        ("availability: {total: '{{ track }}', objective: 0.9, bad: ", "}", .kind),
        ("conversion: {denominator: '{{track}}', worse: lower, margin: {absolute: 1%}, numerator: ", "}", .kind),
        ("threshold: {query: q, op: '<', value: ", "}", .kind), ("threshold: {query: q, value: 1, op: ", "}", .kind),
        ("events: {query: q, max: ", "}", .kind),
        ("availability: {bad: '{{ track }}', total: '{{ track }}', objective: 0.9}\n        min_events: ", "", .kind),
        ("stages: [{name: a, weight: 0}, {name: b, weight: 100}, {name: c, weight: ", "}]", .rollout),
        ("approval: {two_person: ", "}", .rollout), ("approval: {on_call: {query: ", "}}", .rollout),
        ("tracks: {canary: ", "}", .rollout), ("labels: {", ": x}", .rollout),
        ("approval: {on_call: {rota: [{actor: a, until: 'Sun 23:59Z', from: ", "}]}}", .rollout),
        ("availability: {bad: '{{over}}', total: '{{over}}', objective: 0.9}\n        confidence: ", "", .kind),
    ]

    private static let values: [String] =
        ["0", "1", "2", "10", "100", "101", "0.5", "0.51", "0.999", "1.5", "-1", "1e3", "many", "true", "yes", "null"]
        + ["0s", "15", "15s", "1h30m", "30m1h", "5m0s", "1d12h", "90ms", "1.5h", "-5m", "1w2d", "2s3ms", "1mo", "15 s"]
        + [
            "0%", "1%", "5 %", "50%", "50.1%", "51%", "99.9%", "100%", "100.1%", "250%", "%", "1.%", "--1%", "+5%",
            "0.0%",
        ]
        + ["'0'", "'15s'", "'0.5'", "'95%'", "'0.95'", "'1'", "'0.0'", "'2'", "'10'", "'-1%'", "''", "' '", "'100.0%'"]
        + ["hold", "stage", "fail", "a", "a-b", "-a", "a_b", "a.b", "A", "ä", "9a", "x y", "severity", "__name__"]
        + [
            "'<'", "'<='", "'=='", "'='", "'{{ track }}'", "'{{ trak }}'", "'{{track}'", "'{{{track}}}'",
            "'up{a=\"{{ over }}\"}'",
        ]
        + [
            "'{a=\"b\"}'", "'a=\"b\"'", "Mon 09:00Z", "Mon 9:00Z", "2026-03-02T09:00:00Z", "'Tue 10:00+01:00'",
            "Mon 24:00Z",
        ]
        + ["[]", "{}", "[a]", "{a: b}", "q", "'q{{'"]

    @Test(arguments: keys.indices)
    func everyValueIsTakenByBothOrByNeither(_ index: Int) throws {
        let key = Self.keys[index]
        var taken = 0
        for value in Self.values {
            let text = Self.file(key.place, key.before + value + key.after)
            let (node, problems) = YAMLReader.read(Array(text.utf8), file: "f")
            guard let node, problems.isEmpty else { continue }
            let diagnostics = RuleDecoder.decode([("f", node)]).diagnostics.filter { Self.isOfTheKey($0) }
            let problem = SchemaValidator.problem(JSONValue(node), Self.schema)
            if diagnostics.isEmpty { taken += 1 }
            #expect(
                diagnostics.isEmpty == (problem == nil),
                "\(key.before)\(value): decoder \(diagnostics.map(\.message)), schema \(problem ?? "takes it")")
        }
        #expect(taken > 0)
    }

    /// Problems between several keys are not the key's; a schema says little about them.
    private static func isOfTheKey(_ diagnostic: Diagnostic) -> Bool {
        let others = [
            "at least two stages", "the first stage has", "the last stage has", "the weight", "there is no stage",
            "the tolerance", "the query is neither", "same matchers", "shift ends",
            "not of the same kind", "the warm-up", "`baseline_at_100` is missing", "a relative margin", "one query of",
            "shorter than 10 scrape",
        ]
        return diagnostic.severity == .error && !others.contains { diagnostic.message.contains($0) }
    }

    private static func fixtures(_ folder: String, _ ending: String) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(
            at: fixtures.appendingPathComponent(folder), includingPropertiesForKeys: nil
        ).filter { $0.lastPathComponent.hasSuffix(ending) }.sorted { $0.path < $1.path }
    }

    private static func problem(_ file: URL) throws -> String? {
        let node = try #require(YAMLReader.read(Array(try Data(contentsOf: file)), file: file.path).node)
        return SchemaValidator.problem(JSONValue(node), schema)
    }

    @Test func everyGoodFileIsTaken() throws {
        let rules = Self.fixtures.appendingPathComponent("../../../rules")
        let files =
            try Self.fixtures("decode", ".good.yml")
            + ["advisory.yml", "minimal.yml"].map { rules.appendingPathComponent($0) }
        #expect(files.count > 3)
        for file in files { #expect(try Self.problem(file) == nil, "\(file.lastPathComponent)") }
    }

    @Test func everyFileWithAValueOrKeyThatIsNoneIsRefused() throws {
        let files = try Self.fixtures("decode", ".bad.yml")
        #expect(files.count > 15)
        for file in files { #expect(try Self.problem(file) != nil, "\(file.lastPathComponent)") }
    }

    @Test("a default that is written out changes nothing")
    func defaultsAreTheDecoders() throws {
        func rules(_ line: String, gate: String = "") throws -> RuleSet {
            let text = """
                rollouts:
                  - name: r
                    description: ''
                    \(line)
                    gates: [{name: g, availability: {bad: b, total: t, objective: 99%}\(gate)}]
                """
            let node = try #require(YAMLReader.read(Array(text.utf8), file: "f").node)
            let (rules, diagnostics) = RuleDecoder.decode([("f", node)])
            #expect(diagnostics.filter { $0.severity == .error }.map(\.description) == [])
            return rules
        }
        let plain = try rules("")
        let mappings = KeyTable.mappings(in: RuleDecoder.shape)
        func standards(_ what: String) -> [(String, String)] {
            (mappings.first { $0.what == what }?.keys ?? []).compactMap { key in
                guard RuleTexts.all[what, key.name]?.standard == nil, key.name != "baseline" else { return nil }
                return key.standard.map { (key.name, $0) }
            }
        }
        #expect(standards("a rollout").count > 4 && standards("a gate").count > 4)
        for (key, value) in standards("a rollout") { #expect(try rules("\(key): \(value)") == plain) }
        for (key, value) in standards("a gate") { #expect(try rules("", gate: ", \(key): \(value)") == plain) }
    }
}
