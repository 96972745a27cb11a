import ArgumentParser
import FoundationEssentials
import GateModel
import GateReplay
import GateRules
import HTTPTransport
import RolloutJournal

/// Runs the engine over the past.
struct Replay: AsyncParsableCommand {
    /// How a replay is printed.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        /// For people.
        case text
        /// For programs: JSON with sorted keys.
        case json
        /// A page with plots that needs nothing else.
        case html
    }

    static let configuration = CommandConfiguration(
        abstract: "Run the same engine over past data: when would it have stopped, and when for nothing?",
        discussion: """
            Exits with 0 when the range was replayed, with 1 when --verify finds that something is not as it was \
            recorded, and with 3 when it could not be replayed.
            """
    )

    @Argument(help: "The rule file; not needed with --attempt.") var file: String?
    @Option(help: "The rollout; needed when the file has several.") var rollout: String?
    @OptionGroup(title: "The past") var past: PastOptions
    @OptionGroup(title: "What takes place") var courseOptions: CourseOptions
    @Option(
        name: .customLong("what-if"),
        help: "Replay a variant on the same data, too: gate.threshold=VALUE, several separated by commas. Repeatable.")
    var whatIf: [String] = []
    @Option(name: .shortAndLong, help: "How to print it: text, json or html.") var output = Format.text
    @Option(name: .customLong("output.file"), help: "Write it to this file instead of standard output.")
    var outputFile: String?

    func validate() throws {
        guard (file == nil) != (courseOptions.attempt == nil) else {
            throw ValidationError("name either a rule file or a recorded attempt, --attempt ROLLOUT/NUMBER")
        }
        guard !courseOptions.verify || courseOptions.attempt != nil else {
            throw ValidationError("--verify is about a recorded attempt: name it with --attempt ROLLOUT/NUMBER")
        }
        guard !courseOptions.verify || (whatIf.isEmpty && output != .html) else {
            throw ValidationError("--verify takes no --what-if and is printed as text or json")
        }
    }

    func run() async throws {
        let transport = HTTPTransport(userAgent: "Stagegate/\(Version.number)")
        defer { transport.shutdown() }
        do {
            let variants = try whatIf.map { text throws(WhatIfError) in try WhatIf(text) }
            guard let attempt = courseOptions.attempt else { return try await replayRule(variants, transport) }
            let recorded = try await AttemptReplay.read(attempt, journal: courseOptions.storage.journalPath)
            if courseOptions.verify {
                try await verify(recorded, transport)
            } else {
                try await replay(recorded, variants, transport)
            }
        } catch let error as ReplayError {
            throw RuleOptions.cannot(error.description)
        } catch let error as WhatIfError {
            throw RuleOptions.cannot(error.description)
        }
    }

    private func replayRule(_ variants: [WhatIf], _ transport: HTTPTransport) async throws {
        let rule = try RuleOptions.rule(in: file ?? "", named: rollout)
        let range = try past.range()
        let course = try courseOptions.course(of: rule)
        var runs = [ReplayRun(under: rule, course, from: range.lowerBound, through: range.upperBound)]
        for variant in variants {
            runs.append(
                ReplayRun(
                    under: try variant.applied(to: rule), course, from: range.lowerBound, through: range.upperBound))
        }
        try await print(runs, rule, range, variants, transport)
    }

    private func replay(_ attempt: AttemptReplay, _ variants: [WhatIf], _ transport: HTTPTransport) async throws {
        let range = attempt.range
        var runs: [ReplayRun] = []
        for variant in [nil] + variants.map(Optional.some) {
            let rule = try variant?.applied(to: attempt.rule) ?? attempt.rule
            runs.append(
                ReplayRun(
                    under: rule, .script(try attempt.script(variant)), from: range.lowerBound,
                    through: range.upperBound))
        }
        try await print(runs, attempt.rule, range, variants, transport)
    }

    private func print(
        _ runs: [ReplayRun], _ rule: RolloutRule, _ range: ClosedRange<Timestamp>, _ variants: [WhatIf],
        _ transport: HTTPTransport
    ) async throws {
        let good = try past.goodRanges()
        let replayer = try await replayed(runs, rule, range, transport)
        let report = ReplayReport(
            rule, from: range.lowerBound, through: range.upperBound, good: good,
            names: ["as is"] + variants.map(\.text), replayer)
        switch output {
        case .text: try write(ReplayText(report).lines.joined(separator: "\n") + "\n")
        case .json: try write(try JSONText.of(ReplayAnswer(report)) + "\n")
        case .html: try write(ReplayPage(report: report).text)
        }
    }

    private func verify(_ attempt: AttemptReplay, _ transport: HTTPTransport) async throws {
        let fold = attempt.fold()
        var asked: VerificationRun?
        var replayed: [Decision]?
        if past.hasSource, fold.trouble == nil {
            let range = attempt.range
            asked = try await self.replayed([VerificationRun(attempt.script)], attempt.rule, range, transport).runs[0]
            let run = ReplayRun(
                under: attempt.rule, .script(attempt.script), from: range.lowerBound, through: range.upperBound)
            replayed = try await self.replayed([run], attempt.rule, range, transport).runs[0].timeline.decisions
        }
        let report = VerificationReport(
            name: attempt.name, fold: fold, asked: asked, recordedDecisions: attempt.decisions,
            replayedDecisions: replayed)
        switch output {
        case .json: try write(try JSONText.of(VerificationAnswer(report)) + "\n")
        case .text, .html: try write(report.lines.joined(separator: "\n") + "\n")
        }
        if !report.isSame { throw ExitCode(1) }
    }

    private func replayed<Run: Replayable>(
        _ runs: [Run], _ rule: RolloutRule, _ range: ClosedRange<Timestamp>, _ transport: HTTPTransport
    ) async throws -> Replayer<Run> {
        let source = try past.source(transport)
        var replayer = Replayer(
            runs, source: source, form: try await past.form(source), step: rule.interval, end: range.upperBound,
            progress: ReplayProgress(from: range.lowerBound, through: range.upperBound))
        try await replayer.run()
        return replayer
    }

    private func write(_ text: String) throws {
        guard let outputFile else { return Swift.print(text, terminator: "") }
        do {
            try Data(text.utf8).write(to: URL(filePath: outputFile), options: .atomic)
        } catch {
            throw ReplayError("the replay could not be written to \(outputFile): \(error)")
        }
    }
}
