/// `stagegate-bench statistics`: how often verdicts are wrong and how long they take, on simulated traffic.
///
/// The tables are Markdown, so that the page of the documentation is what the command printed.
struct Statistics {
    private var runs: StatisticsRuns

    /// Reads `--runs` and `--seed`; `nil` when an argument is none of these.

    init?(arguments: [String]) {
        var (seed, count): (UInt64, Int) = (1, 1000)
        var rest = arguments[...]
        while let option = rest.popFirst() {
            guard let value = rest.popFirst().flatMap({ UInt64($0) }) else { return nil }
            switch option {
            case "--seed": seed = value
            case "--runs" where (1...1_000_000).contains(value): count = Int(value)
            default: return nil
            }
        }
        runs = StatisticsRuns(seed: seed, runs: count)
    }

    /// Simulates everything and prints the tables.
    mutating func report() {
        print("seed \(runs.seed), \(runs.runs) runs a line, one look a minute for \(StatisticsScenario.looks) minutes")
        boundary()
        healthy()
        regressions()
        lateChanges()
    }

    private mutating func boundary() {
        table(
            "On the limit: stopped / passed", ["scenario", "Stagegate", "without late changes"] + Self.yardsticks)
        for scenario in StatisticsScenario.all {
            let traffic = SimulatedTraffic(scenario, canaryRate: scenario.limit)
            row(scenario.name, runs.tally(traffic, Self.methods(scenario)).map { "\($0.stopped) / \($0.passed)" })
        }
    }

    private mutating func healthy() {
        table(
            "Healthy: stopped / passed (median)", ["scenario", "Stagegate", "without late changes"] + Self.yardsticks)
        for scenario in StatisticsScenario.all {
            let traffic = SimulatedTraffic(scenario, canaryRate: scenario.rate)
            row(scenario.name, runs.tally(traffic, Self.methods(scenario)).map { "\($0.stopped) / \($0.passedAfter)" })
        }
    }

    private mutating func regressions() {
        table(
            "Regressions: stopped (median)",
            ["scenario", "regression", "Stagegate", "without late changes"] + Self.yardsticks)
        for scenario in StatisticsScenario.all {
            for regression in scenario.regressions {
                let traffic = SimulatedTraffic(scenario, canaryRate: regression.rate)
                let tallies = runs.tally(traffic, Self.methods(scenario))
                row(scenario.name, [regression.name] + tallies.map(\.stoppedAfter))
            }
        }
    }

    private mutating func lateChanges() {
        table(
            "Regressions that begin after 1 000 minutes: stopped (median after the change)",
            ["scenario", "regression", "Stagegate", "without late changes", "CUSUM told both rates"])
        let start = 1000
        guard let scenario = StatisticsScenario.all.first else { return }
        for regression in scenario.regressions {
            let traffic = SimulatedTraffic(scenario, canaryRate: regression.rate, after: start)
            let methods = Self.sequential(scenario) + [ToldCUSUM(scenario, regression: regression.rate)]
            let tallies = runs.tally(traffic, from: start, methods)
            row(scenario.name, [regression.name] + tallies.map(\.stoppedAfter))
        }
    }

    private static let yardsticks = ["z at every look", "Argo 10 × 5 min", "Argo all day", "Flagger all day"]

    private static func sequential(_ scenario: StatisticsScenario) -> [any StatisticsMethod] {
        [true, false].map { SequentialMethod(scenario, watchesLateChanges: $0) }
    }

    private static func methods(_ scenario: StatisticsScenario) -> [any StatisticsMethod] {
        sequential(scenario) + [
            RepeatedZTest(scenario), PlainThreshold.argo(scenario), PlainThreshold.argoAllDay(scenario),
            PlainThreshold.flagger(scenario),
        ]
    }

    private func table(_ title: String, _ columns: [String]) {
        print("\n### \(title)\n")
        print("| " + columns.joined(separator: " | ") + " |")
        print("|" + String(repeating: "---|", count: columns.count))
    }

    private func row(_ name: String, _ cells: [String]) {
        print("| " + ([name] + cells).joined(separator: " | ") + " |")
    }
}
