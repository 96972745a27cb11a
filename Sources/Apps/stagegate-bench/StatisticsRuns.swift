import GateSimulation

/// What a method did in many runs of the same scenario.
struct StatisticsTally {
    /// Looks at which it first stopped and first passed the canary, one for every run in which it did.
    private var stopLooks: [Int] = []
    private var passLooks: [Int] = []
    private var runs = 0

    mutating func add(stop: Int?, pass: Int?) {
        runs += 1
        if let stop { stopLooks.append(stop) }
        if let pass { passLooks.append(pass) }
    }

    var stopped: String { Self.percent(stopLooks.count, of: runs) }
    var passed: String { Self.percent(passLooks.count, of: runs) }
    /// `98.2 % (487 min)`.
    var stoppedAfter: String { stopped + Self.median(stopLooks) }
    var passedAfter: String { passed + Self.median(passLooks) }

    private static func percent(_ count: Int, of runs: Int) -> String {
        let percent = (Double(count) / Double(max(1, runs)) * 10_000).rounded() / 100
        return "\(percent) %"
    }

    /// The median over the runs in which it happened.
    private static func median(_ looks: [Int]) -> String {
        guard !looks.isEmpty else { return "" }
        return " (\(looks.sorted()[looks.count / 2]) min)"
    }
}

/// Runs scenarios again and again, every method on the same traffic.
struct StatisticsRuns {
    let seed: UInt64
    let runs: Int
    private var stream: UInt64 = 0

    init(seed: UInt64, runs: Int) {
        self.seed = seed
        self.runs = runs
    }

    /// The tally of every method, in their order; looks are counted from the one at which the canary changes.
    mutating func tally(
        _ traffic: SimulatedTraffic, from start: Int = 0, _ methods: [any StatisticsMethod]
    ) -> [StatisticsTally] {
        var tallies = Array(repeating: StatisticsTally(), count: methods.count)
        for _ in 0..<runs {
            stream += 1
            var generator = SplitMix64(seed: seed, stream: stream)
            let strata = (0..<StatisticsScenario.looks).map { traffic.stratum(at: $0, &generator) }
            for (index, method) in methods.enumerated() {
                var method = method
                var (stop, pass): (Int?, Int?) = (nil, nil)
                for (look, stratum) in strata.enumerated() where stop == nil || pass == nil {
                    let signal = method.look(stratum)
                    if signal.stops, stop == nil { stop = look + 1 - start }
                    if signal.passes, pass == nil { pass = look + 1 - start }
                }
                // A stop before the change was a false one.
                tallies[index].add(stop: stop.flatMap { $0 > 0 ? $0 : nil }, pass: pass)
            }
        }
        return tallies
    }
}
