import Foundation
import GateTestSupport
import Testing

@testable import MetricsExposition

/// Large families are kept in blocks and packed piece by piece; what comes out must be what was there.
@Suite struct PackedTests {
    private let registry = MetricsRegistry()

    private func gauge() -> GaugeFamily {
        registry.gauge("stagegate_value", help: "Value.", labels: ["rollout", "gate"])
    }

    private func fill(_ count: Int) -> GaugeFamily {
        let family = gauge()
        for index in 0..<count { family.with("rollout-\(index / 100)", "gate-\(index % 100)").set(Double(index) / 3) }
        return family
    }

    /// What gzip makes of the packed form.
    private func unpacked(_ format: ExpositionFormat) async throws -> String {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).gz")
        try Data(try #require(registry.renderPacked(as: format))).write(to: file)
        // What cannot be removed is the temporary folder's to lose.
        defer { try? FileManager.default.removeItem(at: file) }
        return try await Tool.run("gzip", package: "gzip", ["--decompress", "--stdout", file.path])
    }

    private func plain(_ format: ExpositionFormat) -> String {
        String(decoding: registry.render(as: format), as: UTF8.self)
    }

    @Test(arguments: [ExpositionFormat.text, .openMetrics], [0, 1, 511, 512, 513, 3000])
    func unpackedIsWhatWasNotPacked(_ format: ExpositionFormat, _ count: Int) async throws {
        _ = fill(count)
        registry.histogram("stagegate_wait_seconds", help: "Wait.", buckets: [1]).with().observe(2)
        #expect(try await unpacked(format) == plain(format))
    }

    @Test func whatHasChangedIsWrittenAnewAndTheRestIsAsBefore() async throws {
        let family = fill(3000)
        let before = plain(.text).split(separator: "\n")
        _ = registry.renderPacked(as: .text)
        family.with("rollout-7", "gate-3").set(-1)
        let expected = before.map {
            $0.hasPrefix(#"stagegate_value{rollout="rollout-7",gate="gate-3"}"#)
                ? #"stagegate_value{rollout="rollout-7",gate="gate-3"} -1"# : String($0)
        }
        #expect(try await unpacked(.text).split(separator: "\n").map(String.init) == expected)
        #expect(plain(.text).split(separator: "\n").map(String.init) == expected)
    }

    @Test func seriesThatComeAndGoAreSeen() async throws {
        let family = fill(1200)
        _ = (plain(.text), registry.renderPacked(as: .text))
        family.removeAll { $0[0] == "rollout-0" }
        _ = family.with("rollout-99", "gate-0")
        let lines = try await unpacked(.text).split(separator: "\n")
        #expect(lines.count == 2 + 1101)
        #expect(lines.last == #"stagegate_value{rollout="rollout-99",gate="gate-0"} 0"#)
        #expect(plain(.text).split(separator: "\n") == lines)
    }

    @Test("series of the same last value stand together, where there are enough of each to fill blocks")
    func verdictsStandTogether() {
        let counter = registry.counter("stagegate_verdicts_total", help: "Verdicts.", labels: ["gate", "verdict"])
        for gate in 100..<(100 + 512) {
            for verdict in ["fail", "pass"] { _ = counter.with("gate-\(gate)", verdict) }
        }
        _ = fill(1024)
        let lines = plain(.text).split(separator: "\n").filter { !$0.hasPrefix("#") }
        let verdicts = lines.filter { $0.hasPrefix("stagegate_verdicts_total") }
        #expect(
            verdicts.map { $0.contains("fail") } == Array(repeating: true, count: 512)
                + Array(repeating: false, count: 512))
        #expect(verdicts.prefix(512).elementsEqual(verdicts.prefix(512).sorted()))
        // A hundred gates of ten rollouts each: their values are in the order of the rollouts.
        let values = lines.filter { $0.hasPrefix("stagegate_value") }
        #expect(values.prefix(100).allSatisfy { $0.contains(#"rollout="rollout-0""#) })
        #expect(values.count == 1024)
    }

    @Test func newExampleOfACounterIsSeen() {
        let family = registry.counter("stagegate_steps_total", help: "Steps.", labels: ["gate"])
        for index in 0..<600 { _ = family.with("gate-\(index)") }
        for trace in ["0af1", "0af2"] {
            family.with("gate-5").increment(exemplar: Exemplar(traceID: trace, seconds: 1))
            #expect(plain(.openMetrics).contains(trace))
        }
    }
}
