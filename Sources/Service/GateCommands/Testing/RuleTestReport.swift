import GateModel
import GateReplay
import GateRules

/// What came of a run of rule tests.
struct RuleTestReport {
    /// One file with its tests.
    struct File {
        let file: String
        let results: [RuleTestRunner.Result]
    }

    /// What the tests have seen of one rollout's rule.
    struct Coverage {
        let ruleFile: String
        let rollout: String
        let coverage: RolloutCoverage
    }

    let files: [File]
    let coverage: [Coverage]

    init(_ suites: [RuleTestSuite], _ jobs: [RuleTestRunner.Job], _ results: [RuleTestRunner.Result]) {
        let pairs = Array(zip(jobs, results))
        files = suites.enumerated().map { index, suite in
            File(file: suite.tests.file, results: pairs.filter { $0.0.suite == index }.map(\.1))
        }
        coverage = Self.coverage(suites, pairs)
    }

    /// The results of all tests.
    var results: [RuleTestRunner.Result] { files.flatMap(\.results) }
    /// Tests in which something is not as expected.
    var failures: Int { results.count { !$0.outcome.isPassed } }

    /// The share of everything the rules can come to that was seen, 0…1.
    var coverageRatio: Double {
        let total = coverage.reduce(0) { $0 + $1.coverage.items.count }
        let missing = coverage.reduce(0) { $0 + $1.coverage.missing.count }
        return total == 0 ? 1 : Double(total - missing) / Double(total)
    }

    /// Every rollout of every rule file, also those that no test is about; one that several files test counts once.
    private static func coverage(
        _ suites: [RuleTestSuite], _ pairs: [(RuleTestRunner.Job, RuleTestRunner.Result)]
    ) -> [Coverage] {
        var order: [String] = []
        var found: [String: Coverage] = [:]
        for (index, suite) in suites.enumerated() {
            for (file, rollouts) in suite.ruleFiles {
                for rule in rollouts.compactMap(suite.rules.rule(named:)) {
                    let key = "\(file)\n\(rule.digest)"
                    if found[key] == nil { order.append(key) }
                    var coverage = found[key]?.coverage ?? RolloutCoverage(rule)
                    for (job, result) in pairs where job.suite == index && job.rule.name == rule.name {
                        coverage.merge(result.outcome.coverage)
                    }
                    found[key] = Coverage(ruleFile: file, rollout: rule.name, coverage: coverage)
                }
            }
        }
        return order.compactMap { found[$0] }
    }
}
