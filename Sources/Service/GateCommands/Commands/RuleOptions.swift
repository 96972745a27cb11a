import ArgumentParser
import GateAnalysis
import GateModel
import GateRules

/// Which rule, stage and moment a command is about.
struct RuleOptions: ParsableArguments {
    @Argument(help: "The rule file.")
    var file: String

    @Option(help: "The rollout; needed when the file has several.")
    var rollout: String?

    @Option(help: "The stage; the first one with a canary by default.")
    var stage: String?

    @Option(help: "The revision that {{ revision }} stands for.")
    var revision: String = "unknown"

    @Option(help: "How long the stage has been running, as a Prometheus duration; the stage's window by default.")
    var since: String?

    @Option(help: "The evaluation timestamp in seconds since the epoch; the newest grid point by default.")
    var time: Double?

    /// The rule, its stage and the plan of one evaluation there.
    func resolve() throws -> (rule: RolloutRule, stage: Stage, plan: QueryPlan) {
        let (rule, context, at) = try place()
        return (rule, context.stage, Planner.plan(rule, context, at: at))
    }

    /// The rule and where in it the command stands.
    func place() throws -> (rule: RolloutRule, context: PlanContext, at: Timestamp) {
        let rule = try selectedRule()
        let stage = try selectedStage(of: rule)
        guard let elapsed = since.map(TimeSpan.init(prometheusDuration:)) ?? stage.window else {
            throw Self.cannot("--since is not a Prometheus duration such as 5m or 1h30m")
        }
        let at = try timestamp() ?? rule.grid.last(notAfter: SystemTime.now())
        return (rule, PlanContext(revision: revision, stage: stage, stageEnteredAt: at - elapsed), at)
    }

    /// What to throw when the command makes no sense for these rules: said once, without the usage of the program.
    static func cannot(_ message: String) -> ExitCode {
        Complaint.write("Error: \(message)")
        return ExitCode(3)
    }

    private func selectedRule() throws -> RolloutRule { try Self.rule(in: file, named: rollout) }

    /// The rule of a file, the only one where no name is given.
    static func rule(in file: String, named rollout: String?) throws -> RolloutRule {
        let outcome = RuleLoader.load(patterns: [file])
        for diagnostic in outcome.diagnostics { Complaint.write(diagnostic.description) }
        if outcome.hasErrors { throw ExitCode(3) }
        let names = outcome.rules.rollouts.map(\.name)
        if rollout == nil, names.count > 1 {
            throw cannot(
                "\(file) has several rollouts (\(names.joined(separator: ", "))): name one with --rollout")
        }
        guard let rule = rollout.map(outcome.rules.rule(named:)) ?? outcome.rules.rollouts.first else {
            throw Self.cannot("\(file) has no rollout \(rollout ?? ""); it has \(names.joined(separator: ", "))")
        }
        return rule
    }

    private func selectedStage(of rule: RolloutRule) throws -> Stage {
        if let stage {
            guard let index = rule.stageIndex(named: stage) else {
                let names = rule.stages.map(\.name).joined(separator: ", ")
                throw Self.cannot("rollout \(rule.name) has no stage \(stage); it has \(names)")
            }
            return rule.stages[index]
        }
        guard let first = rule.stages.first(where: { $0.weight > .zero }) else {
            throw Self.cannot("rollout \(rule.name) has no stage with a canary")
        }
        return first
    }

    private func timestamp() throws -> Timestamp? {
        guard let time else { return nil }
        guard let milliseconds = Int64(exactly: (time * 1000).rounded()) else {
            throw Self.cannot("--time is not a time in seconds since the epoch")
        }
        return Timestamp(milliseconds: milliseconds)
    }
}
