import Foundation
import GateRules
import GateTestSupport
import Testing
import YAMLReader

@Suite struct RuleFixtureTests {
    @Test(arguments: Fixtures.all(endingWith: ".bad.yml"))
    func everyProblemIsReportedAtItsPlace(_ fixture: String) throws {
        let found = try Fixtures.diagnostics(of: fixture)
        #expect(!found.isEmpty)
        let text = found.map { "\($0)\n" }.joined()
        let golden = fixture.replacingOccurrences(of: ".bad.yml", with: ".diagnostics")
        let difference = Golden.difference(text, from: golden)
        #expect(difference == nil, "\(difference ?? "")")
    }

    @Test(arguments: Fixtures.all(endingWith: ".good.yml"))
    func goodFileHasNoProblems(_ fixture: String) throws {
        #expect(try Fixtures.diagnostics(of: fixture) == [])
    }

    @Test func fixturesAreFound() {
        #expect(Fixtures.all(endingWith: ".bad.yml").count > 40)
        #expect(Fixtures.all(endingWith: ".good.yml").count >= 2)
    }

    @Test func everyGoldenFileHasItsFixture() {
        for golden in Fixtures.all(endingWith: ".diagnostics") {
            let fixture = golden.replacingOccurrences(of: ".diagnostics", with: ".bad.yml")
            #expect(FileManager.default.fileExists(atPath: Fixtures.url(fixture).path), "\(golden)")
        }
    }
}

/// The rule files of this target.
enum Fixtures {
    static func url(_ name: String) -> URL {
        Golden.fixtures(#filePath).appendingPathComponent(name)
    }

    static func all(endingWith suffix: String) -> [String] {
        let root = Golden.fixtures(#filePath).path
        let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(suffix) }.sorted()
    }

    /// What reading and decoding a fixture reports, in one list.
    static func diagnostics(of name: String) throws -> [Diagnostic] {
        load(try [UInt8](Data(contentsOf: url(name))), as: (name as NSString).lastPathComponent).diagnostics
    }

    /// Reads and decodes one rule file, as whoever loads rules does.
    static func load(_ bytes: [UInt8], as file: String) -> (rules: RuleSet, diagnostics: [Diagnostic]) {
        let read = YAMLReader.read(bytes, file: file)
        return RuleDecoder.decode(read.node.map { [(file, $0)] } ?? [], after: read.diagnostics)
    }
}
