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
        case .json: print(try JSONText.of(subjects.map(SubjectQueries.init)))
        case .text:
            let unasked = gate == nil ? ExplainText.unasked(rule) : []
            print((ExplainText.lines(rule, stage, plan.at, subjects) + unasked).joined(separator: "\n"))
        }
    }
}

/// The answer of `explain` for programs.
struct SubjectQueries: Encodable {
    struct Question: Encodable {
        let name: String
        let expression: String
        let time: String
    }

    let name: String
    let queries: [Question]

    init(_ subject: QueryPlan.Subject) {
        name = subject.name
        queries = subject.queries.map {
            Question(name: $0.name, expression: $0.expression, time: $0.time.description)
        }
    }
}
