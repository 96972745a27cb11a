import GateModel
import GateRules
import Testing

@Suite struct RelabelTests {
    static let labels: Labels = ["a": "Foo", "b": "bar", "c": "baz", "__meta_x_zone": "eu"]

    private static func rule(
        _ action: RelabelRule.Action, _ sources: [String] = [], regex: String = "(.*)", target: String = "",
        replacement: String = "$1", separator: String = ";", modulus: UInt64 = 0
    ) throws -> RelabelRule {
        RelabelRule(
            action: action, sourceLabels: sources, separator: separator, regex: try LinearPattern(regex),
            modulus: modulus, targetLabel: target, replacement: replacement)
    }

    /// Expected values: what `promtool check service-discovery` makes of the same steps.
    static let cases: [(name: String, rule: @Sendable () throws -> RelabelRule, changed: Labels?)] = [
        (
            "replace joins", { try rule(.replace, ["a", "b"], regex: "(.*);(.*)", target: "d", replacement: "$2-$1") },
            labels.merging(["d": "bar-Foo"])
        ),
        ("replace without a match", { try rule(.replace, ["a"], regex: "x", target: "d") }, labels),
        ("replace by nothing removes", { try rule(.replace, ["none"], target: "a") }, labels.removing(["a"])),
        (
            "replace has a target made of groups",
            { try rule(.replace, ["a"], regex: "(F)oo", target: "new_${1}", replacement: "v") },
            labels.merging(["new_F": "v"])
        ),
        (
            "replace into no name",
            { try rule(.replace, ["b"], regex: "b(.*)", target: "${1}-x", replacement: "v") }, labels
        ),
        ("keep", { try rule(.keep, ["a"], regex: "Fo+") }, labels),
        ("keep what does not match", { try rule(.keep, ["a"], regex: "F") }, nil),
        ("drop", { try rule(.drop, ["a", "b"], regex: "Foo/bar", separator: "/") }, nil),
        ("drop what does not match", { try rule(.drop, ["a"], regex: "o") }, labels),
        ("dropequal", { try rule(.dropEqual, ["none"], target: "other") }, nil),
        ("dropequal that differs", { try rule(.dropEqual, ["a"], target: "b") }, labels),
        ("keepequal", { try rule(.keepEqual, ["a"], target: "a") }, labels),
        ("keepequal that differs", { try rule(.keepEqual, ["a"], target: "b") }, nil),
        ("lowercase", { try rule(.lowercase, ["a", "b"], target: "d") }, labels.merging(["d": "foo;bar"])),
        ("uppercase", { try rule(.uppercase, ["a"], target: "a") }, labels.merging(["a": "FOO"])),
        ("hashmod", { try rule(.hashMod, ["c"], target: "d", modulus: 1000) }, labels.merging(["d": "976"])),
        (
            "hashmod of much", { try rule(.hashMod, ["a", "b", "c"], target: "d", modulus: 1000) },
            labels.merging(["d": "325"])
        ),
        ("labelmap", { try rule(.labelMap, regex: "__meta_x_(.+)") }, labels.merging(["zone": "eu"])),
        (
            "labelmap to another name", { try rule(.labelMap, regex: "(a|b)", replacement: "old_$1") },
            labels.merging(["old_a": "Foo", "old_b": "bar"])
        ),
        ("labeldrop", { try rule(.labelDrop, regex: "__meta_.*|c") }, ["a": "Foo", "b": "bar"]),
        ("labelkeep", { try rule(.labelKeep, regex: "[ab]") }, ["a": "Foo", "b": "bar"]),
    ]

    @Test(arguments: cases.indices) func eachActionDoesWhatPrometheusDoes(_ index: Int) throws {
        let (name, rule, changed) = Self.cases[index]
        #expect(RelabelRule.apply([try rule()], to: Self.labels) == changed, "\(name)")
    }

    @Test func stepsBuildOnOneAnotherUntilOneDrops() throws {
        let steps = [
            try Self.rule(.replace, ["a"], target: "d"), try Self.rule(.lowercase, ["d"], target: "d"),
            try Self.rule(.keep, ["d"], regex: "foo"), try Self.rule(.labelKeep, regex: "d"),
        ]
        #expect(RelabelRule.apply(steps, to: Self.labels) == ["d": "foo"])
        let dropping = [try Self.rule(.drop, ["a"]), try Self.rule(.replace, ["a"], target: "x")]
        #expect(RelabelRule.apply(dropping, to: Self.labels) == nil)
    }
}
