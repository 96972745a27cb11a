import GateRules
import Testing
import YAMLReader

@Suite struct YAMLLimitTests {
    @Test(arguments: [("[", "]"), ("{a: ", "}"), ("- ", "")])
    func sixtyFourLevelsAreEnough(_ opening: String, _ closing: String) {
        func nested(_ levels: Int) -> String {
            String(repeating: opening, count: levels) + "x" + String(repeating: closing, count: levels)
        }
        #expect(read(nested(64)).node != nil)
        #expect(read(nested(65)).node == nil)
        #expect(read(nested(65)).diagnostics.first?.message == "collections are nested deeper than 64 levels")
    }

    @Test func hundredThousandLevelsAreRefusedLikeSixtyFive() {
        #expect(read(String(repeating: "[", count: 100_000)).diagnostics.count == 1)
        #expect(read(String(repeating: "- ", count: 100_000)).diagnostics.count == 1)
    }

    @Test func aliasesCountTowardsTheDepth() {
        var text = "- &a0 [x]\n"
        for level in 1...80 { text += "- &a\(level) [*a\(level - 1)]\n" }
        #expect(read(text).diagnostics.first?.message == "collections are nested deeper than 64 levels")
    }

    @Test func fileOfAMebibyteIsReadAndABytemoreIsNot() {
        let text = "a: " + String(repeating: "x", count: (1 << 20) - 3)
        #expect(read(text).node != nil)
        #expect(read(text + "x").node == nil)
        #expect(read(text + "x").diagnostics.first?.message == "the file has 1048577 bytes, more than 1048576")
    }

    @Test func nodesAreLimited() {
        #expect(read("[" + String(repeating: "x,", count: 99_999) + "]").node != nil)
        let tooMany = read("[" + String(repeating: "x,", count: 100_000) + "]")
        #expect(tooMany.node == nil)
        #expect(tooMany.diagnostics.count == 1)
    }

    @Test func billionLaughsAreNotFunny() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let result = read(text)
        #expect(result.node == nil)
        // Levels 0 to 3 have 10, 100, 1000 and 10 000 leaves; the next one is beyond the limit.
        #expect(result.diagnostics.first?.position?.line == 5)
    }

    @Test func mergedLaughsAreNotFunnyEither() {
        var text = "a0: &a0 {\(keys(0))}\n"
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) {<<: [\(aliases)], \(keys(level))}\n"
        }
        #expect(read(text).node == nil)
    }

    @Test func reportsAreLimited() {
        let result = read(String(repeating: "a: 1\n", count: 1000))
        #expect(result.diagnostics.count == 100)
    }

    private func keys(_ level: Int) -> String {
        (0..<10).map { "k\(level)x\($0): 1" }.joined(separator: ", ")
    }

    private func read(_ text: String) -> (node: ConfigNode?, diagnostics: [Diagnostic]) {
        YAMLReader.read(Array(text.utf8), file: "f")
    }
}

@Suite struct YAMLEncodingTests {
    @Test(
        arguments: [
            ([0x61, 0x3A, 0x20, 0xFF], 1, 4),
            ([0x61, 0x3A, 0x20, 0x31, 0x0A, 0xC3, 0xA9, 0xC3, 0x28], 2, 2),
            ([0xC0, 0x80], 1, 1),
            ([0xED, 0xA0, 0x80], 1, 1),
            ([0x61, 0xE2, 0x82], 1, 2),
            ([0xFF, 0xFE, 0x61, 0x00], 1, 1),
        ])
    func invalidUTF8IsReportedWhereItStands(_ bytes: [UInt8], _ line: Int, _ column: Int) {
        let result = YAMLReader.read(bytes, file: "f")
        #expect(result.node == nil)
        #expect(result.diagnostics.map(\.message) == ["invalid UTF-8"])
        #expect(result.diagnostics.first?.position == Position(line: line, column: column))
    }

    @Test func controlCharactersAreReportedWhereTheyStand() {
        let result = YAMLReader.read(Array("a: 1\nb: \u{1}".utf8), file: "f")
        #expect(result.diagnostics.map(\.message) == ["control characters are not allowed"])
        #expect(result.diagnostics.first?.position == Position(line: 2, column: 4))
    }
}
