import Foundation
import Testing

@testable import MetricsExposition

@Suite struct ProcessMetricsTests {
    @Test func fieldsAreCountedFromTheEndOfTheName() throws {
        let line = "42 (a) b) (c) S 1 42 42 0 -1 4194560 9 0 0 0 150 50 0 0 20 0 7 0 1000 8192 3 18446744073709551615 1"
        let stat = try #require(ProcessStat(line, ticksPerSecond: 100, pageSize: 4096))
        #expect(stat.cpuSeconds == 2)
        #expect(stat.threads == 7)
        #expect(stat.startedAfterBoot == 10)
        #expect(stat.virtualBytes == 8192)
        #expect(stat.residentBytes == 3 * 4096)
    }

    @Test(arguments: ["", "42 (name", "42 (name) S 1 2 3"])
    func brokenLineIsNoStat(_ line: String) {
        #expect(ProcessStat(line, ticksPerSecond: 100, pageSize: 4096) == nil)
    }

    @Test func limitsAreSoftOnesAndUnlimitedIsInfinite() {
        let limits = ProcessLimits(
            """
            Limit                     Soft Limit           Hard Limit           Units
            Max open files            1024                 524288               files
            Max address space         unlimited            unlimited            bytes
            """)
        #expect(limits.openFiles == 1024)
        #expect(limits.addressSpace == .infinity)
        #expect(ProcessLimits("").openFiles == nil)
    }

    @Test func bootTimeIsFound() {
        #expect(ProcFile.bootTime("cpu 1 2\nbtime 1700000000\nprocesses 5\n") == 1_700_000_000)
        #expect(ProcFile.bootTime("cpu 1 2\n") == nil)
    }

    @Test func missingFileIsNil() {
        #expect(ProcFile.read("/nonexistent") == nil)
        #expect(ProcFile.entryCount("/nonexistent") == nil)
    }

    @Test func everyProcessMetricHasAValue() throws {
        let registry = MetricsRegistry()
        ProcessMetrics.register(in: registry)
        let lines = String(decoding: registry.render(), as: UTF8.self).split(separator: "\n")
        let samples = lines.filter { !$0.hasPrefix("#") }
        #expect(
            samples.map { $0.prefix { $0 != " " } } == [
                "process_cpu_seconds_total", "process_max_fds", "process_open_fds", "process_resident_memory_bytes",
                "process_start_time_seconds", "process_threads", "process_virtual_memory_bytes",
                "process_virtual_memory_max_bytes",
            ])
        for sample in samples {
            let value = try #require(sample.split(separator: " ").last.flatMap { Double($0) }, "\(sample)")
            #expect(value >= 0, "\(sample)")
        }
        let start = try #require(ProcessSnapshot.current().startTime)
        #expect(start < Date().timeIntervalSince1970 + 60)
    }
}
