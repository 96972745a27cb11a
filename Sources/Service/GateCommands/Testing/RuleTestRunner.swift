import GateAnalysis
import GateModel
import GateReplay
import GateRules
import HTTPTransport

/// Runs the tests of suites against as few servers as they need: one, unless tests insist on the same time.
struct RuleTestRunner: Sendable {
    /// What came of one test.
    struct Result: Sendable {
        let outcome: RuleTestOutcome
        let duration: Duration
    }

    /// One test with all that it needs.
    struct Job: Sendable {
        let suite: Int
        let test: RuleTest
        let rule: RolloutRule
        let place: TestLayout.Place
        let receivers: (@Sendable (Labels) -> [String])?

        /// The last time that is asked for.
        var end: Timestamp { place.start + test.duration }
        /// How many samples its series have by then, gaps included.
        var sampleCount: Int {
            let steps = Int(clamping: test.duration.milliseconds / test.interval.milliseconds) + 1
            return test.series.reduce(0) { $0 + min($1.samples.count, steps) }
        }
    }

    /// How many tests run side by side: two or three keep one Prometheus busy.
    private static let width = 4
    /// How many samples it takes to load them faster with two programs than with one.
    private static let manySamples = 50_000

    let programs: PrometheusPrograms

    /// The tests of suites that are wanted, each with its place in time.
    ///
    /// The places do not depend on which tests are wanted: alone a test runs at the same time as with the others.
    static func jobs(_ suites: [RuleTestSuite], where isWanted: (RuleTest) -> Bool) -> [Job] {
        let all = suites.enumerated().flatMap { index, suite in
            suite.tests.tests.compactMap { test in
                RuleTestCheck.rule(of: test, in: suite.rules).map { (index, test, $0, suite.receivers) }
            }
        }
        let layout = TestLayout(all.map(\.1), reach: all.map(\.2.reach))
        return zip(all, layout.places).filter { isWanted($0.0.1) }.map { one, place in
            Job(suite: one.0, test: one.1, rule: one.2, place: place, receivers: one.3)
        }
    }

    /// Runs jobs.
    ///
    /// - Parameter jobs: The jobs.
    /// - Returns: What came of each, in their order.
    /// - Throws: What keeps a Prometheus from being started, and `CancellationError`.
    func run(_ jobs: [Job]) async throws -> [Result] {
        let transport = HTTPTransport(userAgent: "Stagegate/\(Version.number)")
        defer { transport.shutdown() }
        let indexed = Array(jobs.enumerated())
        var results: [Int: Result] = [:]
        for server in Set(jobs.map(\.place.server)).sorted() {
            let own = indexed.filter { $0.element.place.server == server }
            let done = try await ThrowawayPrometheus.with(await Self.samples(own.map(\.element)), programs, transport) {
                try await Self.run(own.map { ($0.offset, $0.element) }, $0)
            }
            results.merge(done) { first, _ in first }
        }
        return indexed.compactMap { results[$0.offset] }
    }

    /// The samples of jobs as OpenMetrics text: in two parts where there are many, so that two cores read them.
    static func samples(_ jobs: [Job]) async -> [[UInt8]] {
        let jobs = jobs.sorted { $0.place.start < $1.place.start }
        let total = jobs.reduce(0) { $0 + $1.sampleCount }
        guard total > manySamples else { return [text(jobs)] }
        var sum = 0
        let first = jobs.prefix { job in
            defer { sum += job.sampleCount }
            return sum * 2 < total
        }
        let parts = [Array(first), Array(jobs.dropFirst(first.count))].filter { !$0.isEmpty }
        return await parts.mapOnAllCores(groupsOf: 1) { text($0) }
    }

    private static func text(_ jobs: [Job]) -> [UInt8] {
        var text = OpenMetricsText()
        for job in jobs {
            for series in job.test.series {
                text.add(series, from: job.place.start, every: job.test.interval, through: job.end)
            }
        }
        return text.finished
    }

    private static func run(
        _ jobs: [(index: Int, job: Job)], _ server: ThrowawayPrometheus
    ) async throws -> [Int: Result] {
        try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            var results: [Int: Result] = [:]
            // The longest first, so that none of them is left when the others are done.
            let jobs = jobs.sorted { $0.job.test.duration > $1.job.test.duration }
            for (position, (index, job)) in jobs.enumerated() {
                if position >= width, let (done, result) = try await group.next() { results[done] = result }
                group.addTask { (index, try await run(job, server)) }
            }
            for try await (done, result) in group { results[done] = result }
            return results
        }
    }

    private static func run(_ job: Job, _ server: ThrowawayPrometheus) async throws -> Result {
        let begin = ContinuousClock.now
        var answers = PrefetchedAnswers(server, step: job.rule.interval, end: job.end)
        var run = RuleTestRun(job.test, under: job.rule, from: job.place.start, receivers: job.receivers)
        try await finish(&run, &answers)
        return Result(outcome: run.outcome, duration: ContinuousClock.now - begin)
    }

    /// Takes a test to its end, or to where the caller has seen enough.
    ///
    /// - Parameters:
    ///   - run: The test.
    ///   - answers: Where its answers come from.
    ///   - isEnough: Whether to go no further.
    /// - Throws: `CancellationError`.
    static func finish(
        _ run: inout RuleTestRun, _ answers: inout PrefetchedAnswers,
        until isEnough: (RuleTestOutcome) -> Bool = { _ in false }
    ) async throws {
        while !isEnough(run.outcome) {
            try Task.checkCancellation()
            switch run.next() {
            case .evaluation(let plan): run.take(await answers.answers(to: plan.questions))
            case .onCall(let query): run.take(onCall: await answers.answer(to: query))
            case .nothing: return
            }
        }
    }
}
