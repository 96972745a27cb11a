import ArgumentParser
import FoundationEssentials
import GateModel
import GateReplay
import GateRules
import UnixSignals

/// Runs rule tests.
struct TestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run rule tests: series in promtool's notation, and what has to come of them.",
        discussion: """
            Time is virtual, PromQL is evaluated by a real Prometheus that holds the series and is gone afterwards. Exits with \
            0 when everything is as expected, with 1 when something is not or too little was seen of the rules, and with 2 \
            when the tests could not be run.
            """
    )

    /// How to print what came of the tests.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, junit
    }

    @Argument(help: "Files of rule tests, or patterns of them.")
    var files: [String]

    @Option(name: .customLong("run"), help: "Run only tests whose name contains a match of this regular expression.")
    var filters: [String] = []

    @Option(name: .shortAndLong, help: "How to print the outcome: text, json or junit.")
    var output: Format = .text

    @Option(help: "Write the outcome as JUnit's XML to this file, too.")
    var junit: String?

    @Flag(help: "Say what happened in each test: events, verdicts that change, decisions, alerts.")
    var debug = false

    @Flag(help: "Say what no test has seen of the rules.")
    var coverage = false

    @Option(help: "Fail when a smaller share of what the rules can come to was seen, for example 80%.")
    var coverageMin: Share?

    @Option(help: "The Prometheus server: a name on the PATH, or a path.")
    var prometheus = "prometheus"

    @Option(help: "Its tool: a name on the PATH, or a path.")
    var promtool = "promtool"

    func validate() throws {
        for filter in filters { _ = try Self.pattern(filter) }
    }

    func run() async throws {
        let (suites, diagnostics) = RuleTestLoader.load(files)
        for diagnostic in diagnostics { Complaint.write(diagnostic.description) }
        if diagnostics.contains(where: { $0.severity == .error }) { throw ExitCode(2) }
        let patterns = try filters.map(Self.pattern)
        let jobs = RuleTestRunner.jobs(suites) { test in
            patterns.isEmpty || patterns.contains { $0.matches(test.name) }
        }
        if jobs.isEmpty {
            Complaint.write("no test has a name that --run matches")
            throw ExitCode(2)
        }
        let report = RuleTestReport(suites, jobs, try await results(jobs))
        let isCovered = coverageMin.map { report.coverageRatio >= $0.ratio } ?? true
        try print(report, isCovered: isCovered)
        if report.failures > 0 || !isCovered { throw ExitCode(1) }
    }

    /// Runs the jobs; a signal ends the servers first and the command then.
    private func results(_ jobs: [RuleTestRunner.Job]) async throws -> [RuleTestRunner.Result] {
        do {
            let path = Environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
            let programs = try PrometheusPrograms(prometheus: prometheus, promtool: promtool, path: path)
            return try await withThrowingTaskGroup(of: [RuleTestRunner.Result]?.self) { group in
                group.addTask { try await RuleTestRunner(programs: programs).run(jobs) }
                group.addTask {
                    for await signal in await UnixSignalsSequence(trapping: .sigint, .sigterm) {
                        throw Interruption(status: 128 + signal.rawValue)
                    }
                    return nil
                }
                defer { group.cancelAll() }
                return try await group.next().flatMap(\.self) ?? []
            }
        } catch let interruption as Interruption {
            Complaint.write("interrupted")
            throw ExitCode(interruption.status)
        } catch {
            Complaint.write("the tests cannot be run: \(error)")
            throw ExitCode(2)
        }
    }

    private struct Interruption: Error {
        let status: Int32
    }

    private func print(_ report: RuleTestReport, isCovered: Bool) throws {
        if let junit {
            do {
                try Data(RuleTestJUnit.text(report).utf8).write(to: URL(filePath: junit))
            } catch {
                Complaint.write("\(junit) cannot be written: \(error)")
                throw ExitCode(2)
            }
        }
        switch output {
        case .json:
            let ok = report.failures == 0 && isCovered
            Swift.print(try JSONText.of(RuleTestJSON(report, ok: ok, withTimeline: debug)))
        case .junit: Swift.print(RuleTestJUnit.text(report), terminator: "")
        case .text:
            let text = RuleTestText(report: report)
            for line in text.lines(withTimeline: debug) { Swift.print(line) }
            if coverage || !isCovered { for line in text.coverageLines { Swift.print(line) } }
        }
        if !isCovered, let coverageMin {
            Complaint.write(
                "the tests have seen \(NumberText.percent(report.coverageRatio)) of the rules, less than "
                    + NumberText.percent(coverageMin.ratio))
        }
    }

    private static func pattern(_ text: String) throws -> LinearPattern {
        do {
            return try LinearPattern("(?s:.*(?:\(text)).*)")
        } catch {
            throw ValidationError("--run \(text): \(error)")
        }
    }
}

/// A share on the command line: `80%` or `0.8`.
struct Share: ExpressibleByArgument {
    let ratio: Double

    init?(argument: String) {
        guard let ratio = NumberSyntax.ratio(argument)?.value, (0...1).contains(ratio) else { return nil }
        self.ratio = ratio
    }
}
