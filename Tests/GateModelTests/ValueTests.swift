import Foundation
import GateModel
import Testing

@Suite struct HashTests {
    @Test(
        arguments: [
            ("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8),
        ] as [(String, UInt64)])
    func hashIsFNV1a(_ text: String, _ hash: UInt64) {
        #expect(FNV1a.hash(text) == hash)
    }
}

@Suite struct LabelsTests {
    @Test func labelsAreSortedAndUnique() {
        let labels = Labels([("b", "1"), ("a", "2"), ("b", "3"), ("c", "")])
        #expect(labels.pairs.map(\.name) == ["a", "b"])
        #expect(labels["b"] == "3")
        #expect(labels["c"] == nil)
    }

    @Test func emptyValueRemovesALabel() {
        #expect(Labels([("a", "1"), ("a", "")]) == [:])
    }

    @Test func fingerprintHashesNamesAndValuesInOrder() {
        #expect(Labels([]).fingerprint == "cbf29ce484222325")
        let bytes =
            Array("alertname".utf8) + [0xFF] + Array("Up".utf8) + [0xFF] + Array("job".utf8) + [0xFF]
            + Array("x".utf8) + [0xFF]
        let labels: Labels = ["job": "x", "alertname": "Up"]
        #expect(UInt64(labels.fingerprint, radix: 16) == FNV1a.hash(bytes))
        #expect(labels.fingerprint.count == 16)
        #expect(labels.fingerprint == Labels([("alertname", "Up"), ("job", "x")]).fingerprint)
    }

    @Test func fingerprintTellsNamesFromValues() {
        #expect((["a": "bc"] as Labels).fingerprint != (["ab": "c"] as Labels).fingerprint)
    }

    @Test func labelsCanBeChosenAndMerged() {
        let labels: Labels = ["a": "1", "b": "2"]
        #expect(labels.removing(["a"]) == ["b": "2"])
        #expect(labels.keeping(["a", "x"]) == ["a": "1"])
        #expect(labels.merging(["b": "3", "c": "4"]) == ["a": "1", "b": "3", "c": "4"])
    }

    @Test func labelsAreWrittenAsASelector() {
        let labels: Labels = ["path": "/read", "code": "5\"0\\\n"]
        #expect(labels.description == #"{code="5\"0\\\n",path="/read"}"#)
    }

    @Test func labelsSurviveJSON() throws {
        let labels: Labels = ["a": "1", "b": "ü"]
        #expect(try JSONDecoder().decode(Labels.self, from: JSONEncoder().encode(labels)) == labels)
    }
}

@Suite struct WeightTests {
    @Test func weightStaysBetweenNothingAndAll() {
        #expect(Weight(percent: -1) == nil)
        #expect(Weight(percent: 0) == .zero)
        #expect(Weight(percent: 100) == .full)
        #expect(Weight(percent: 101) == nil)
        #expect(Weight.zero < Weight.full)
        #expect(Weight.full.ratio == 1)
    }

    @Test func weightOutsideIsRefusedFromJSON() throws {
        #expect(try JSONDecoder().decode([Weight].self, from: Data("[25]".utf8)).first?.percent == 25)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([Weight].self, from: Data("[101]".utf8)) }
    }
}

@Suite struct TraceIDTests {
    @Test func traceIDIsThirtyTwoHexDigits() {
        #expect(TraceID("0af7651916cd43dd8448eb211c80319c")?.text == "0af7651916cd43dd8448eb211c80319c")
        for text in ["", "0af7", String(repeating: "0", count: 32), "0AF7651916CD43DD8448EB211C80319C"] {
            #expect(TraceID(text) == nil)
        }
    }

    @Test func traceIDOfZerosIsNeverMade() {
        #expect(TraceID(TraceID(high: 0, low: 0).text) != nil)
        #expect(TraceID(high: 1, low: 0xABC).text == "00000000000000010000000000000abc")
    }
}

@Suite struct ActorTests {
    @Test func adminHasEveryRole() {
        #expect(Actor(name: "a", roles: [.admin]).hasAny(of: [.techLead]))
        #expect(Actor(name: "a", roles: [.techLead]).hasAny(of: [.techLead, .operate]))
        #expect(!Actor(name: "a", roles: [.viewer]).hasAny(of: [.techLead]))
        #expect(!Actor.stagegate.hasAny(of: [.viewer]))
    }

    @Test func rolesAreWrittenInAFixedOrder() throws {
        let actor = Actor(name: "a", roles: Set(Role.allCases))
        let text = String(decoding: try JSONEncoder().encode(actor), as: UTF8.self)
        #expect(text.contains(#"["admin","operator","tech-lead","viewer"]"#))
    }
}
