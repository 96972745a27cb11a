import GateRules
import Testing
import YAMLReader

@Suite struct YAMLReaderTests {
    @Test func everyNodeKnowsItsPlace() throws {
        let root = try read("# é\nä: 1\nb:\n  - x\n  - {c: 'd', e: f}\n")
        #expect(root.position == Position(line: 2, column: 1))
        let entries = try root.entries()
        #expect(entries.map(\.keyPosition) == [Position(line: 2, column: 1), Position(line: 3, column: 1)])
        #expect(entries[0].value == ConfigNode(.scalar("1", isQuoted: false), at: Position(line: 2, column: 4)))
        let items = try entries[1].value.items()
        #expect(items[0].position == Position(line: 4, column: 5))
        #expect(items[1].position == Position(line: 5, column: 5))
        #expect(try items[1].entries()[1].keyPosition == Position(line: 5, column: 14))
    }

    @Test func columnsCountCharactersNotBytes() throws {
        let entry = try #require(try read("'ключ': \"\\x00\"").entries().first)
        #expect(entry.key == "ключ")
        #expect(entry.value == ConfigNode(.scalar("\0", isQuoted: true), at: Position(line: 1, column: 9)))
    }

    @Test(arguments: ["a:", "a: ~", "a: null", "a: Null", "a: NULL"])
    func plainNullIsNothing(_ text: String) throws {
        #expect(try read(text).entries().first?.value.content == .null)
    }

    @Test(arguments: ["a: ''", "a: '~'", "a: \"null\"", "a: nil", "a: |\n"])
    func otherScalarsAreText(_ text: String) throws {
        guard case .scalar = try read(text).entries().first?.value.content else {
            Issue.record("not a scalar")
            return
        }
    }

    @Test(arguments: ["", " ", "# comment\n", "---\n", "---\n...\n", "\u{FEFF}"])
    func emptyFileIsANullNode(_ text: String) throws {
        #expect(try read(text).content == .null)
    }

    @Test(arguments: ["a: 1\r\nb: 2\r\n", "\u{FEFF}a: 1\nb: 2"])
    func lineEndsAndByteOrderMarksAreTaken(_ text: String) throws {
        let entries = try read(text).entries()
        #expect(entries.map(\.key) == ["a", "b"])
        #expect(entries[1].keyPosition == Position(line: 2, column: 1))
    }

    @Test func aliasKeepsThePlaceOfItsAnchor() throws {
        let entries = try read("a: &x 1\nb: *x").entries()
        #expect(entries[1].value == entries[0].value)
        #expect(entries[1].value.position.line == 1)
    }

    @Test func anchorCanBeGivenAnew() throws {
        let entries = try read("a: &x 1\nb: *x\nc: &x 2\nd: *x").entries()
        #expect(try entries.map { try $0.value.text() } == ["1", "1", "2", "2"])
    }

    @Test func ownKeysWinOverMergedOnesWhereverTheyStand() throws {
        let merged = try read("base: &b {x: 1, y: 2}\nof: {x: 3, <<: *b, z: 4}").entries()[1].value.entries()
        #expect(merged.map(\.key) == ["x", "z", "y"])
        #expect(try merged.map { try $0.value.text() } == ["3", "4", "2"])
        let after = try read("base: &b {x: 1}\nof: {<<: *b, x: 3}").entries()[1].value.entries()
        #expect(try after.map { try $0.value.text() } == ["3"])
    }

    @Test func ofSeveralMergedMappingsTheFirstWins() throws {
        let merged = try read("- &a {x: 1}\n- &b {x: 2, y: 2}\n- <<: [*a, *b]").items()[2].entries()
        #expect(merged.map(\.key) == ["x", "y"])
        #expect(try merged.map { try $0.value.text() } == ["1", "2"])
    }

    @Test func mergedMappingCanBeMergedAgain() throws {
        let merged = try read("- &a {x: 1}\n- &b {<<: *a, y: 2}\n- {<<: *b, z: 3}").items()[2].entries()
        #expect(merged.map(\.key) == ["z", "y", "x"])
    }

    @Test func quotedMergeKeyIsAnOrdinaryKey() throws {
        #expect(try read("'<<': 1").entries().map(\.key) == ["<<"])
    }

    @Test func duplicateKeyLeavesTheFirstInTheTree() throws {
        let result = YAMLReader.read(Array("a: 1\na: 2\n".utf8), file: "f")
        #expect(try result.node?.entries().map { try $0.value.text() } == ["1"])
        #expect(result.diagnostics.map(\.description) == ["f:2:1: the key `a` is given twice (first at 1:1)"])
    }

    @Test func brokenAliasLeavesNoTree() {
        #expect(YAMLReader.read(Array("a: *b".utf8), file: "f").node == nil)
        #expect(YAMLReader.read(Array("{[a]: b}".utf8), file: "f").node == nil)
    }
}

private func read(_ text: String) throws -> ConfigNode {
    let result = YAMLReader.read(Array(text.utf8), file: "f")
    #expect(result.diagnostics == [])
    return try #require(result.node)
}

extension ConfigNode {
    struct Unexpected: Error {}

    func entries() throws -> [Entry] {
        guard case .mapping(let entries) = content else { throw Unexpected() }
        return entries
    }

    func items() throws -> [ConfigNode] {
        guard case .sequence(let items) = content else { throw Unexpected() }
        return items
    }

    func text() throws -> String {
        guard case .scalar(let text, _) = content else { throw Unexpected() }
        return text
    }
}
