import GateModel
import GateRules
import Testing

@Suite struct ValueDecoderTests {
    private struct Server: Equatable {
        let address: String
        let timeout: TimeSpan
        let targets: [String]
        let isSecure: Bool
    }

    private static func server() -> ValueDecoder<Server> {
        .mapping("a server") { keys in
            let address = keys.required("address", .nonEmptyString)
            let timeout = keys.value("timeout", .positiveDuration, default: .seconds(10))
            let targets = keys.value("targets", .list(of: .string), default: [])
            let isSecure = keys.value("secure", .bool, default: false)
            return address.map { Server(address: $0, timeout: timeout, targets: targets, isSecure: isSecure) }
        }
    }

    @Test func leftOutKeysHaveTheirDefaults() {
        let context = DecodingContext(file: "f")
        let server = Self.server().decode(mapping(["address": text("a")]), in: context)
        #expect(server == Server(address: "a", timeout: .seconds(10), targets: [], isSecure: false))
        #expect(context.diagnostics == [])
    }

    @Test func everyProblemOfAMappingIsReported() {
        let context = DecodingContext(file: "f")
        let node = mapping([
            "adress": text("a"), "timeout": text("soon"), "targets": text("x"), "secure": text("yes"),
        ])
        #expect(Self.server().decode(node, in: context) == nil)
        #expect(
            Set(context.diagnostics.map(\.message)) == [
                "`address` is missing in a server: text", "unknown key `adress` in a server",
                "`soon` is not a duration", "expected a list, found `x`", "`yes` is not true or false",
            ])
    }

    @Test func badElementIsLeftOutAndReported() {
        let context = DecodingContext(file: "f")
        let list = ConfigNode(.sequence([text("1"), text("x"), text("3")]), at: place)
        #expect(ValueDecoder<[Int]>.list(of: .integer).decode(list, in: context) == [1, 3])
        #expect(context.diagnostics.count == 1)
    }

    @Test func sameProblemAtTheSamePlaceIsReportedOnce() {
        let context = DecodingContext(file: "f")
        for _ in 0..<3 { context.report("no", at: place) }
        context.report("no", at: Position(line: 2, column: 1))
        #expect(context.diagnostics.count == 2)
    }

    @Test func errorsAreKeptBesideAnyNumberOfWarnings() {
        let context = DecodingContext(file: "f")
        for line in 1...5000 { context.report("odd", at: Position(line: line, column: 1), id: .queryWithoutTrack) }
        context.report("wrong", at: place)
        #expect(context.diagnostics.count == DecodingContext.limit + 2)
        #expect(
            context.diagnostics[DecodingContext.limit].description
                == "f: warning: there are more than 1000 warnings; these are the first")
        #expect(context.diagnostics.last?.message == "wrong")
    }

    @Test func locatedValueKnowsItsPlace() {
        let value = ValueDecoder.located(.string).decode(text("a"), in: DecodingContext(file: "f"))
        #expect(value == Located("a", at: place))
    }

    @Test func dictionaryKeepsTheOrderOfTheFile() {
        let decoder = ValueDecoder<[(key: String, value: String)]>.dictionary(of: .string) { key in
            key == "bad" ? "`bad` is not allowed" : nil
        }
        let context = DecodingContext(file: "f")
        let entries = ["z", "bad", "a"].map { ConfigNode.Entry(key: $0, keyPosition: place, value: text("1")) }
        let pairs = decoder.decode(ConfigNode(.mapping(entries), at: place), in: context)
        #expect(pairs?.map(\.key) == ["z", "bad", "a"])
        #expect(context.diagnostics.map(\.message) == ["`bad` is not allowed"])
    }

    @Test func exactlyOneFindsTheOne() {
        let decoder = ValueDecoder<String>.mapping("a thing") { keys in
            defer { for key in ["a", "b"] { _ = keys.optional(key, .string) } }
            return keys.exactlyOne(of: ["a", "b"])
        }
        func found(_ node: ConfigNode) -> (String?, [String]) {
            let context = DecodingContext(file: "f")
            return (decoder.decode(node, in: context), context.diagnostics.map(\.message))
        }
        #expect(found(mapping(["b": text("1")])) == ("b", []))
        #expect(found(mapping([:])) == (nil, ["a thing needs exactly one of `a`, `b`"]))
        #expect(found(mapping(["a": text("1"), "b": text("2")])).0 == nil)
    }

    @Test func longTextIsNotRepeatedInAMessage() {
        let context = DecodingContext(file: "f")
        _ = ValueDecoder<Int>.integer.decode(text(String(repeating: "x", count: 500)), in: context)
        #expect(context.diagnostics.map(\.message) == ["the text is not a whole number"])
    }

    @Test func diagnosticReadsAsCompilersWriteIt() {
        let whole = Diagnostic(file: "f", position: nil, message: "no")
        let placed = Diagnostic(file: "f", position: place, id: .queryWithoutTrack, message: "no", hint: "yes")
        #expect(whole.description == "f: no")
        #expect(placed.description == "f:1:1: warning: no (yes)")
        #expect([placed, whole].sorted() == [whole, placed])
    }
}

private let place = Position(line: 1, column: 1)

private func text(_ value: String) -> ConfigNode {
    ConfigNode(.scalar(value, isQuoted: false), at: place)
}

private func mapping(_ pairs: KeyValuePairs<String, ConfigNode>) -> ConfigNode {
    ConfigNode(.mapping(pairs.map { ConfigNode.Entry(key: $0.key, keyPosition: place, value: $0.value) }), at: place)
}
