import ArgumentParser
import GateAnalysis
import GateModel
import GateRules

/// Prints what a rule asks and what each answer leads to.
struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print what is asked for each gate and stop rule, ready to paste, and when it passes."
    )

    @OptionGroup var options: RuleOptions
    @OptionGroup var outputOptions: OutputOptions

    @Option(help: "Only this gate or stop rule.")
    var gate: String?

    func run() async throws {
        let (rule, stage, plan) = try options.resolve()
        let subjects = (plan.gates + plan.stopRules).filter { gate == nil || $0.name == gate }
        guard !subjects.isEmpty else {
            throw RuleOptions.cannot("nothing is asked for \(gate ?? "this rule") at stage \(stage.name)")
        }
        switch outputOptions.output {
        case .json:
            let explanation = Explanation(rule, at: stage)
            print(try JSONText.of(subjects.map { SubjectAnswer($0, explanation) }))
        case .text:
            let unasked = gate == nil ? ExplainText.unasked(rule) : []
            print((ExplainText.lines(rule, stage, plan.at, subjects) + unasked).joined(separator: "\n"))
        }
    }
}
