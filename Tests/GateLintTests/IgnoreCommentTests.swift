import GateRules
import Testing

@testable import GateLint

@Suite struct IgnoreCommentTests {
    private static let lines = [
        "a: 1 # stagegate:ignore for-too-short: on its line",
        "# stagegate:ignore query-divides: on the next",
        "",
        "# a comment",
        "b: 2",
        "c: 'x#stagegate:ignore for-too-short: not a comment'",
    ]

    private func finding(_ id: DiagnosticID, line: Int) -> Finding {
        Finding(Diagnostic(file: "f", position: Position(line: line, column: 3), id: id, message: "m"))
    }

    private func left(_ findings: [Finding], checked: Set<DiagnosticID> = Set(DiagnosticID.allCases)) -> [Diagnostic] {
        IgnoreComments(file: "f", lines: Self.lines).apply(to: findings, checked: checked)
    }

    @Test func aCommentIsAboutItsLineOrTheNext() {
        #expect(left([finding(.forTooShort, line: 1), finding(.queryDivides, line: 5)]) == [])
        let others = [finding(.forTooShort, line: 6), finding(.queryDivides, line: 1), finding(.forTooShort, line: 1)]
        #expect(
            left(others + [finding(.queryDivides, line: 5)]).map(\.position?.line) == [1, 6], "only its id and its line"
        )
    }

    @Test func whatSwitchesNothingOffIsReported() {
        let found = left([finding(.forTooShort, line: 1)])
        #expect(found.map(\.id) == [.ignoreWithoutEffect])
        #expect(found.first?.position == Position(line: 2, column: 1))
        #expect(left([finding(.forTooShort, line: 1)], checked: [.forTooShort]) == [], "it was not looked for")
    }

    @Test(arguments: [
        ("x # stagegate:ignore for-too-short", DiagnosticID.ignoreWithoutReason),
        ("x # stagegate:ignore for-too-short:  ", .ignoreWithoutReason),
        ("x # stagegate:ignore for-to-short: why", .ignoreWithoutEffect),
        ("x # stagegate:ignore", .ignoreWithoutEffect),
        ("x # stagegate:ignore invalid: why", .ignoreWithoutEffect),
    ])
    func aCommentMayBeWrongItself(_ line: String, _ id: DiagnosticID) {
        let found = IgnoreComments(file: "f", lines: [line])
            .apply(to: [finding(.forTooShort, line: 1)], checked: Set(DiagnosticID.allCases))
        #expect(found.map(\.id).contains(id))
    }

    @Test func errorsStay() {
        let error = Finding(Diagnostic(file: "f", position: Position(line: 1, column: 1), message: "m"))
        let found = IgnoreComments(file: "f", lines: ["x # stagegate:ignore invalid: why"])
            .apply(to: [error], checked: Set(DiagnosticID.allCases))
        #expect(Set(found.map(\.id)) == [.invalid, .ignoreWithoutEffect])
    }

    @Test func aFindingInAQueryOfSeveralLinesCanBeSwitchedOffAtItsKey() {
        let lines = ["k: | # stagegate:ignore query-divides: gauges", "  a", "  / b"]
        let text = ConfigNode(.scalar("a\n/ b\n", isQuoted: true), at: Position(line: 1, column: 4))
        let entry = ConfigNode.Entry(key: "k", keyPosition: Position(line: 1, column: 1), value: text)
        let source = RuleSource(
            file: "f", lines: lines, node: ConfigNode(.mapping([entry]), at: Position(line: 1, column: 1)), rollouts: []
        )
        let finding = Finding(
            .queryDivides, in: source, at: RulePlace(source.node)["k"], offset: 2, "m")
        #expect(finding.diagnostic.position == Position(line: 3, column: 3) && finding.lines == 1...3)
        #expect(IgnoreComments(file: "f", lines: lines).apply(to: [finding], checked: []) == [])
    }
}

@Suite struct RulePlaceTests {
    private func place(_ text: String, at position: Position) -> RulePlace {
        RulePlace(ConfigNode(.scalar(text, isQuoted: true), at: position))
    }

    @Test(arguments: [
        (["k: 'it''s / x'"], 4, "it's / x", 5, 11), (["k: >-", "  a b", "", "  c / d"], 4, "a b\nc / d", 6, 5),
        (["k: a / b"], 4, "a / b", 2, 6), ([#"k: "a \" / b""#], 4, #"a " / b"#, 4, 10),
    ])
    func charactersAreFoundHoweverTheTextIsWritten(
        _ lines: [String], _ column: Int, _ text: String, _ offset: Int, _ found: Int
    ) {
        let place = place(text, at: Position(line: 1, column: column))
        #expect(place.position(ofOffset: offset, in: lines).column == found)
    }

    @Test func whatCannotBeFoundIsAtTheBeginning() {
        let place = place("abc", at: Position(line: 1, column: 4))
        #expect(place.position(ofOffset: 1, in: []) == place.position)
        #expect(place.position(ofOffset: 1, in: ["k: xyz"]) == place.position)
        #expect(place.position(ofOffset: 9, in: ["k: abc"]) == place.position)
    }

    @Test func whatIsNotThereHasThePlaceOfWhatShouldHoldIt() {
        let place = place("abc", at: Position(line: 3, column: 4))
        #expect(place["over"][7].position == place.position && !place["over"].isThere)
    }
}
