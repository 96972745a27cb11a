import Foundation
import GateModel
import GateReplay
import GateRules
import GateTestSupport
import HTTPTransport
import Testing

@testable import GateCommands

/// The shipped tests say something about every number of the shipped rule.
@Suite struct RuleMutationTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Changes nobody can see, each with the reason.
    private static let invisible: [String: String] = [
        "gate availability: for 10m": "slo-breach stops after five minutes of the same failure, and a stop goes first",
        "gate isolation: for 5m": "isolation-breach measures the same, and stops at once",
    ]

    @Test("every change of a threshold, direction or duration makes a shipped test fail")
    func everyMutantIsKilled() async throws {
        let file = Self.root.appendingPathComponent("rules/advisory.test.yml").path
        let (suites, diagnostics) = RuleTestLoader.load([file])
        #expect(diagnostics.map(\.description) == [])
        let suite = try #require(suites.first)
        let rule = try #require(suite.rules.rollouts.first)
        let jobs = RuleTestRunner.jobs(suites) { _ in true }
        let mutants = RuleMutants(of: rule).all
        #expect(mutants.count > 100)
        let programs = try PrometheusPrograms(
            prometheus: "prometheus", promtool: "promtool", path: "/usr/local/bin:/usr/bin:/bin")
        let transport = HTTPTransport()
        defer { transport.shutdown() }
        let samples = await RuleTestRunner.samples(jobs)
        let alive = try await ThrowawayPrometheus.with(samples, programs, transport) { server in
            // Whatever fails without a change would kill every mutant.
            let subjects = Set(mutants.map(\.subject)).sorted()
            let unchanged = subjects.map { RuleMutants.Mutant(name: $0, subject: $0, rule: rule) }
            try #require(try await Self.survivors(unchanged, jobs, server) == subjects)
            return try await Self.survivors(mutants, jobs, server)
        }
        #expect(alive == Self.invisible.keys.sorted())
    }

    /// The mutants of which no test notices anything.
    private static func survivors(
        _ mutants: [RuleMutants.Mutant], _ jobs: [RuleTestRunner.Job], _ server: ThrowawayPrometheus
    ) async throws -> [String] {
        var answers = jobs.map { PrefetchedAnswers(server, step: $0.rule.interval, end: $0.end) }
        var survivors: [String] = []
        for mutant in mutants {
            var isKilled = false
            for index in order(jobs, for: mutant.subject) where !isKilled {
                let job = jobs[index]
                var run = RuleTestRun(
                    job.test, under: mutant.rule, from: job.place.start, receivers: job.receivers)
                try await RuleTestRunner.finish(&run, &answers[index]) { !$0.isPassed }
                isKilled = !run.outcome.isPassed
            }
            if !isKilled { survivors.append(mutant.name) }
        }
        return survivors.sorted()
    }

    /// The tests that have to notice: those that name the gate or stop rule, the short ones first.
    ///
    /// What only a test of something else would notice, or one of many hours, is not tested well.
    private static func order(_ jobs: [RuleTestRunner.Job], for subject: String) -> [Int] {
        let about = jobs.indices.filter { jobs[$0].test.names(subject) && jobs[$0].test.duration <= .hours(3) }
        return about.sorted { jobs[$0].test.duration < jobs[$1].test.duration }
    }
}

extension RuleTest {
    /// Whether an expectation names a gate or a stop rule.
    fileprivate func names(_ subject: String) -> Bool {
        expectations.flatMap(\.facts).contains { fact in
            switch fact.content {
            case .gate(subject, _), .stopRule(subject, _): true
            case .decisions(let decisions): decisions.contains { $0.cause == subject }
            case .alerts(let alerts):
                alerts.contains { alert in alert.labels.pairs.contains { $0.value == subject } }
            default: false
            }
        }
    }
}
