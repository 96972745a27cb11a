import GateAnalysis
import GateSimulation
import GateStatistics

extension SplitMix64 {
    /// Starts one run of one scenario; every run has numbers of its own.
    init(seed: UInt64, stream: UInt64) {
        var first = SplitMix64(seed: seed)
        var second = SplitMix64(seed: first.next() ^ (stream &* 0xD134_2543_DE82_EF95))
        self.init(seed: second.next())
    }
}

/// Draws numbers of events in a fixed number of trials.
struct BinomialSampler {
    private let cumulative: [Double]

    /// Tabulates the chances of 0, 1, 2, … events, each from the one before.
    init(trials: Int, probability: Double) {
        var masses = [1.0]
        for _ in 0..<trials {
            var next = masses.map { $0 * (1 - probability) } + [0]
            for index in masses.indices { next[index + 1] += masses[index] * probability }
            while next.count > 1, next[next.count - 1] < 1e-18 { next.removeLast() }
            masses = next
        }
        var sum = 0.0
        cumulative = masses.map { mass in
            sum += mass
            return sum
        }
    }

    /// A number of events.
    func draw(_ generator: inout SplitMix64) -> Double {
        let chance = generator.unit()
        var low = 0
        var high = cumulative.count - 1
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] > chance { high = middle } else { low = middle + 1 }
        }
        return Double(low)
    }
}

/// What both arms serve between two looks.
struct SimulatedTraffic {
    private let trials: (canary: Int, baseline: Int)
    private let before: BinomialSampler
    private let after: BinomialSampler
    private let baseline: BinomialSampler
    private let change: Int

    /// Traffic whose canary changes its event probability at a look.
    init(_ scenario: StatisticsScenario, canaryRate: Double, after change: Int = 0) {
        trials = (scenario.canaryTrials, scenario.baselineTrials)
        before = BinomialSampler(trials: trials.canary, probability: scenario.rate)
        after = BinomialSampler(trials: trials.canary, probability: canaryRate)
        baseline = BinomialSampler(trials: trials.baseline, probability: scenario.rate)
        self.change = change
    }

    /// The counts of one look.
    func stratum(at look: Int, _ generator: inout SplitMix64) -> Stratum {
        let events = (look < change ? before : after).draw(&generator)
        let others = trials.baseline > 0 ? baseline.draw(&generator) : 0
        let stratum = Stratum(
            canaryEvents: events, canaryTotal: Double(trials.canary), baselineEvents: others,
            baselineTotal: Double(trials.baseline))
        return stratum ?? .empty  // drawn counts are sane
    }
}
