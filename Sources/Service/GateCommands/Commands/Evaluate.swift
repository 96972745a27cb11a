import ArgumentParser
import GateAnalysis
import GateHTTP
import GateModel
import GateRules

/// Judges a rule once, for CI.
struct Evaluate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Judge every gate of a stage once and exit with the verdict.",
        discussion: """
            Exits with 0 when every gate passes, with 1 when one fails or a stop rule's condition is true, with 2 when the \
            evidence does not decide it, and with 3 when it could not be evaluated.
            """
    )

    @OptionGroup var options: RuleOptions
    @OptionGroup var source: SourceOptions
    @OptionGroup var outputOptions: OutputOptions

    func run() async throws {
        let (rule, stage, plan) = try options.resolve()
        let client = try source.open()
        defer { client.shutdown() }
        let answers = await client.ask(plan.queries, timeout: rule.queryTimeout)
        let evaluation = Judge.judge(plan, answers)
        switch outputOptions.output {
        case .json: print(try JSONText.of(API.Evaluation(evaluation, of: rule.name)))
        case .text: print(EvaluationText.lines(evaluation, rule: rule, stage: stage).joined(separator: "\n"))
        }
        throw ExitCode(Self.exitCode(of: evaluation))
    }

    /// The exit status: the worst outcome decides.
    static func exitCode(of evaluation: Evaluation) -> Int32 {
        let gates = evaluation.gates.filter { !$0.isCollecting }.map(\.outcome)
        if gates.isEmpty { return 3 }
        let conditions = evaluation.stopRules.map(\.outcome)
        switch (gates + conditions).max(by: { $0.badness < $1.badness }) {
        case .pass: return 0
        case .fail: return 1
        case .inconclusive: return 2
        case .error, nil: return 3
        }
    }
}
