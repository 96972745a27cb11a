import Foundation
import GateRules
import Testing
import YAMLReader

@Suite struct HostileInputTests {
    /// Rule files changed at random, always in the same way: whatever comes in, an answer comes out.
    @Test(arguments: 0..<8)
    func anyBytesGiveAnAnswer(_ seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        let corpus = try Self.corpus()
        var usable = 0
        for _ in 0..<500 {
            let bytes = Self.mutated(try #require(corpus.randomElement(using: &random)), using: &random)
            let read = YAMLReader.read(bytes, file: "f")
            let problem = Self.problem(with: read, lines: bytes.count { $0 == 0x0A || $0 == 0x0D })
            #expect(problem == nil, "seed \(seed), bytes \(bytes)")
            let loaded = Fixtures.load(bytes, as: "f")
            let isRefused = loaded.diagnostics.contains { $0.severity == .error }
            #expect(isRefused == loaded.rules.rollouts.isEmpty, "seed \(seed), bytes \(bytes)")
            usable += isRefused ? 0 : 1
        }
        // Inputs that are all refused at once would test little.
        #expect(usable >= 5)
    }

    @Test func noiseGivesAnAnswer() {
        var random = SplitMix64(state: 1)
        for length in 0..<500 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            let loaded = Fixtures.load(bytes, as: "f")
            #expect(!loaded.diagnostics.isEmpty, "bytes \(bytes)")
        }
    }

    private static func corpus() throws -> [[UInt8]] {
        let fixtures = Fixtures.all(endingWith: ".yml").map { Fixtures.url($0) }
        let shipped = ShippedRulesTests.names.map { ShippedRulesTests.folder().appendingPathComponent($0) }
        // Files without a mistake get further when they are changed; there are few of them.
        let good = fixtures.filter { $0.path.hasSuffix(".good.yml") } + shipped
        let repeated = Array(repeating: good, count: 10).flatMap { $0 }
        return try (fixtures + repeated).map { [UInt8](try Data(contentsOf: $0)) }
    }

    private static func mutated(_ bytes: [UInt8], using random: inout SplitMix64) -> [UInt8] {
        let tokens = [
            "&a ", "*a", "<<: ", "- ", "? ", ": ", "{", "}", "[", "]", "\t", "\n", "'", "\"", "|\n", "!!x ", "%", "~",
            "\0",
        ]
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            let end = min(bytes.count, place + Int.random(in: 0...12, using: &random))
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes.insert(contentsOf: tokens.randomElement(using: &random)?.utf8 ?? "".utf8, at: place)
            case 1: bytes.removeSubrange(place..<end)
            case 2: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
            default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            }
        }
        return bytes
    }

    private static func problem(
        with read: (node: ConfigNode?, diagnostics: [Diagnostic]), lines: Int
    ) -> String? {
        if read.node == nil, read.diagnostics.isEmpty { return "no tree and no reason" }
        if read.diagnostics != read.diagnostics.sorted() { return "not sorted" }
        let places = read.diagnostics.compactMap(\.position)
        let areInside = places.allSatisfy { $0.line >= 1 && $0.line <= lines + 2 && $0.column >= 1 }
        return areInside ? nil : "a place outside of the file"
    }
}

/// A small generator whose numbers are the same on every run.
///
/// - Source: Steele, Lea, Flood: Fast splittable pseudorandom number generators (OOPSLA 2014).
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
