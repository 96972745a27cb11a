import GateModel
import GateRules
import Testing

@Suite struct RuleDecoderTests {
    @Test func rolloutNamesAreUniqueAcrossFiles() {
        let result = RuleDecoder.decode([("b.yml", Self.file(["shop", "cart"])), ("a.yml", Self.file(["shop"]))])
        #expect(
            result.diagnostics.map(\.description) == [
                "a.yml:1:1: the rollout `shop` is defined twice (first at b.yml:1:1)"
            ])
        #expect(result.rules.rollouts.isEmpty)
    }

    @Test func rulesKeepTheOrderOfTheFiles() {
        let result = RuleDecoder.decode([("b.yml", Self.file(["shop", "cart"])), ("a.yml", Self.file(["bank"]))])
        #expect(result.diagnostics == [])
        #expect(result.rules.rollouts.map(\.name) == ["shop", "cart", "bank"])
    }

    @Test func problemsOfAllFilesAreSortedByFile() {
        let empty = ConfigNode(.null, at: Position(line: 1, column: 1))
        let result = RuleDecoder.decode([("c.yml", empty), ("a.yml", empty), ("b.yml", Self.file(["shop"]))])
        #expect(result.diagnostics.map(\.file) == ["a.yml", "c.yml"])
        #expect(result.rules.rollouts.isEmpty)
    }

    @Test func rulesOfAFileWithEarlierErrorsAreNotUsed() {
        let earlier = Diagnostic(file: "a.yml", position: Self.place, message: "the key `a` is given twice")
        let result = RuleDecoder.decode([("a.yml", Self.file(["shop"]))], after: [earlier])
        #expect(result.diagnostics == [earlier])
        #expect(result.rules.rollouts.isEmpty)
    }

    @Test func warningsLeaveTheRulesUsable() {
        let earlier = Diagnostic(file: "a.yml", position: Self.place, id: .queryWithoutTrack, message: "odd")
        #expect(RuleDecoder.decode([("a.yml", Self.file(["shop"]))], after: [earlier]).rules.rollouts.count == 1)
    }

    @Test func noFilesAreNoRules() {
        let result = RuleDecoder.decode([])
        #expect(result.rules == RuleSet(rollouts: []))
        #expect(result.diagnostics == [])
    }

    private static func file(_ names: [String]) -> ConfigNode {
        let gate = mapping(["name": text("up"), "events": mapping(["query": text("up")])])
        let rollouts = names.map { mapping(["name": text($0), "gates": ConfigNode(.sequence([gate]), at: place)]) }
        return mapping(["rollouts": ConfigNode(.sequence(rollouts), at: place)])
    }

    private static let place = Position(line: 1, column: 1)

    private static func text(_ value: String) -> ConfigNode {
        ConfigNode(.scalar(value, isQuoted: false), at: place)
    }

    private static func mapping(_ pairs: KeyValuePairs<String, ConfigNode>) -> ConfigNode {
        let entries = pairs.map { ConfigNode.Entry(key: $0.key, keyPosition: place, value: $0.value) }
        return ConfigNode(.mapping(entries), at: place)
    }
}
