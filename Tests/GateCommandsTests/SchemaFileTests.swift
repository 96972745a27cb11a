import Foundation
import GateRules
import GateTestSupport
import Testing

@testable import GateCommands

/// The schemas people point their editors at are those of the decoders.
@Suite struct SchemaFileTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Compares a file of the repository, and writes it where that is asked for.
    static func difference(_ text: String, from path: String) throws -> String? {
        let url = root.appendingPathComponent(path)
        let old = try? String(contentsOf: url, encoding: .utf8)  // a missing file is a difference like any other
        if old == text { return nil }
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" { try Data(text.utf8).write(to: url) }
        return "\(path) differs; UPDATE_GOLDEN=1 writes it anew"
    }

    @Test(arguments: FileKind.allCases)
    func shippedSchemaIsTheDecoders(_ kind: FileKind) throws {
        #expect(try Self.difference(try kind.schema() + "\n", from: "rules/schema/\(kind.rawValue).json") == nil)
    }

    /// Every key of a kind of file, as `mapping: key`.
    private static func keys(of kind: FileKind) -> [String] {
        let all = KeyTable.mappings(in: kind.shape).flatMap { mapping in
            mapping.keys.map { "\(mapping.what): \($0.name)" }
        }
        return Set(all).sorted()
    }

    @Test(arguments: FileKind.allCases)
    func everyKeyIsExplainedAndNothingElse(_ kind: FileKind) {
        let (said, asked) = (Set(kind.texts.names), Set(Self.keys(of: kind)))
        #expect(asked.subtracting(said).sorted() == [])
        #expect(said.subtracting(asked).sorted() == [])
    }

    @Test(arguments: FileKind.allCases)
    func everyMeaningIsOneSentence(_ kind: FileKind) {
        for mapping in KeyTable.mappings(in: kind.shape) {
            for key in mapping.keys {
                let meaning = kind.texts[mapping.what, key.name]?.meaning ?? ""
                #expect(meaning.hasSuffix(".") && meaning.first?.isLowercase == false, "\(mapping.what): \(key.name)")
            }
        }
    }

    @Test(arguments: FileKind.allCases)
    func everyExampleAndDefaultIsTaken(_ kind: FileKind) throws {
        let schemas = JSONSchema(texts: kind.texts)
        for mapping in KeyTable.mappings(in: kind.shape) {
            guard case .object(let schema) = schemas.document(.mapping(mapping), title: ""),
                case .object(let properties)? = schema["properties"]
            else { continue }
            for (name, property) in properties {
                guard case .object(let parts) = property else { continue }
                if let text = kind.texts[mapping.what, name]?.example {
                    #expect(parts["examples"] != nil, "\(mapping.what): \(name): \(text) is no YAML")
                }
                guard case .array(let examples) = parts["examples"] ?? .array([]) else { continue }
                for value in examples + (parts["default"].map { [$0] } ?? []) {
                    #expect(SchemaValidator.problem(value, property) == nil, "\(mapping.what): \(name)")
                }
            }
        }
    }

    @Test func tablesOfThePagesAreTheDecoders() throws {
        var shown: Set<String> = []
        for name in ["Rules", "Operations"] {
            let path = "Sources/Service/GateCommands/Stagegate.docc/\(name).md"
            let page = ReferencePage(
                try String(contentsOf: Self.root.appendingPathComponent(path), encoding: .utf8))
            #expect(page.unknown == [])
            #expect(try Self.difference(page.text, from: path) == nil)
            shown.formUnion(page.shown)
        }
        for kind in FileKind.allCases {
            // What every such file begins with is shown by the examples; HTTP settings have a table of their own.
            let hidden = ConfigTexts.http.map(\.name)
            let missing = Self.keys(of: kind).filter { key in
                !shown.contains("\(kind.rawValue): \(key)") && key != "a rule file: rollouts"
                    && !(kind == .config && (hidden.contains { key.hasSuffix(": \($0)") } || Self.isClient(key)))
            }
            #expect(missing == [])
        }
    }

    private static func isClient(_ key: String) -> Bool {
        ConfigTexts.client.contains { key.hasPrefix("\($0.what): ") }
    }
}
