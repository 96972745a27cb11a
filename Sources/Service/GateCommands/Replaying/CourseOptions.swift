import ArgumentParser
import GateReplay
import GateRules

/// What takes place over the range.
struct CourseOptions: ParsableArguments {
    /// Who approves.
    enum Approval: String, CaseIterable, ExpressibleByArgument {
        /// The replay itself, at the point at which a candidate comes to be.
        case atOnce = "at-once"
        /// Nobody.
        case none
    }

    @Option(help: "Who approves candidates: at-once (the replay itself) or none.") var approve = Approval.atOnce
    @Flag(inversion: .prefixedNo, help: "Begin another attempt when one has ended or was stopped.") var restart = true
    @Option(name: .customLong("hold-at"), help: "Judge this stage over the whole range, without leaving it upwards.")
    var holdAt: String?
    @Option(help: "The revision that {{ revision }} stands for.") var revision = "replay"
    @Option(help: "Replay a recorded attempt, ROLLOUT/NUMBER: what people did happens again at its times.")
    var attempt: AttemptName?
    @Flag(help: "Compare a recorded attempt with its journal, byte for byte, and with the datasource.")
    var verify = false
    @OptionGroup var storage: StorageOptions

    /// The course under a rule.
    func course(of rule: RolloutRule) throws -> ReplayCourse {
        guard let holdAt else {
            return .attempts(
                AttemptSettings(approvesAtOnce: approve == .atOnce, restarts: restart, revision: revision))
        }
        guard rule.stageIndex(named: holdAt) != nil else {
            let names = rule.stages.map(\.name).joined(separator: ", ")
            throw RuleOptions.cannot("rollout \(rule.name) has no stage \(holdAt); it has \(names)")
        }
        return .hold(stage: holdAt)
    }
}
