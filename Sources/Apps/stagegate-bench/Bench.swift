import Glibc

/// Fixed workloads, each reported as processor time for one operation; nothing is asserted on it.
///
/// `statistics` simulates verdicts instead and reports how often they are wrong; `delivery` times stops on their way to
/// Alertmanagers that run.
@main
struct Bench {
    static func main() async throws {
        let wanted = CommandLine.arguments.dropFirst()
        if wanted.first == "statistics" { return simulate(Array(wanted.dropFirst())) }
        if wanted.first == "delivery" { return try await deliver(Array(wanted.dropFirst())) }
        let workloads = Workload.all.filter { wanted.isEmpty || wanted.contains($0.name) }
        if workloads.isEmpty {
            print(
                "no such workload; there are: statistics, delivery, " + Workload.all.map(\.name).joined(separator: ", ")
            )
        }
        for workload in workloads { report(workload) }
    }

    private static func simulate(_ arguments: [String]) {
        guard var statistics = Statistics(arguments: arguments) else {
            return print("usage: stagegate-bench statistics [--seed <number>] [--runs <1 to 1000000>]")
        }
        statistics.report()
    }

    private static func deliver(_ arguments: [String]) async throws {
        guard let delivery = Delivery(arguments: arguments) else {
            return print("usage: stagegate-bench delivery <URL of an Alertmanager>...")
        }
        try await delivery.report()
    }

    /// Runs a workload five times and prints the smallest, the median and the largest time of one operation.
    private static func report(_ workload: Workload) {
        let (change, operation) = workload.prepare()
        _ = operation()  // warm caches and lazily made values
        var checksum = 0
        let nanoseconds = (0..<5).map { _ in
            var time = 0.0
            if let change {
                for _ in 0..<workload.repetitions {
                    change()
                    time += measure { checksum &+= operation() }
                }
            } else {
                time = measure { for _ in 0..<workload.repetitions { checksum &+= operation() } }
            }
            return time
        }.map { $0 / Double(workload.repetitions) }.sorted()
        let figures = [nanoseconds[0], nanoseconds[2], nanoseconds[4]].map(text).joined(separator: "  ")
        print("\(workload.name): \(figures)  (min median max of 5, \(workload.repetitions) each; checksum \(checksum))")
    }

    /// How much of the processor's time a body took, in nanoseconds: what else runs on the machine does not count.
    private static func measure(_ body: () -> Void) -> Double {
        let start = processorTime()
        body()
        return processorTime() - start
    }

    private static func processorTime() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }

    private static func text(_ nanoseconds: Double) -> String {
        let (value, unit) =
            nanoseconds < 1e3
            ? (nanoseconds, "ns") : nanoseconds < 1e6 ? (nanoseconds / 1e3, "us") : (nanoseconds / 1e6, "ms")
        return "\((value * 100).rounded() / 100) \(unit)"
    }
}

/// One thing to measure.
struct Workload: Sendable {
    let name: String
    let repetitions: Int
    /// Makes what the operation needs; the operation returns something that depends on its work, so that it is not elided.
    ///
    /// The change is made before every operation and not measured.
    let prepare: @Sendable () -> (change: (() -> Void)?, operation: () -> Int)

    /// An operation on something that stays as it is.
    init(name: String, repetitions: Int, prepare: @escaping @Sendable () -> () -> Int) {
        self.init(name: name, repetitions: repetitions) { () -> (change: (() -> Void)?, operation: () -> Int) in
            (nil, prepare())
        }
    }

    /// An operation on something that is changed each time.
    init(
        name: String, repetitions: Int, prepare: @escaping @Sendable () -> (change: (() -> Void)?, operation: () -> Int)
    ) {
        self.name = name
        self.repetitions = repetitions
        self.prepare = prepare
    }

    static let all = [
        engineStep, judge, replay, ratioTests, statements, renderMetrics, scrapeGates, scrapeGatesPacked,
        scrapeGatesUnchanged, checkRuleFile,
    ]
}
