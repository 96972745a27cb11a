import GateModel
import Logging

/// The log lines of the runtime: constant messages, everything else in metadata.
extension Surroundings {
    /// One line a decision, or a quiet one for a step that decided nothing.
    func log(_ record: JournalRecord) {
        let base: Logger.Metadata = [
            "rollout.id": "\(record.rollout)", "journal.sequence": "\(record.sequence)",
            "trace.id": "\(record.event.trace)", "event.name": "\(record.event.kind.name)",
        ]
        logger.debug("event committed", metadata: base)
        for effect in record.effects {
            guard case .decide(let decision) = effect else { continue }
            logger.notice("decision", metadata: base.merging(metadata(of: decision)) { $1 })
        }
    }

    /// A request the engine refused.
    func log(_ rejection: Rejection, of event: Event, by rollout: String) {
        logger.notice(
            "request refused",
            metadata: [
                "rollout.id": "\(rollout)", "trace.id": "\(event.trace)", "event.name": "\(event.kind.name)",
                "actor.name": "\(event.actor.name)", "rejection.code": "\(rejection.code.rawValue)",
                "rejection.message": "\(rejection.message)",
            ])
    }

    /// A step that could not be written.
    func log(_ record: JournalRecord, failedWith error: any Error) {
        logger.warning(
            "journal commit failed, the step was not taken",
            metadata: [
                "rollout.id": "\(record.rollout)", "journal.sequence": "\(record.sequence)",
                "trace.id": "\(record.event.trace)", "event.name": "\(record.event.kind.name)",
                "error.message": "\(error)",
            ])
    }

    /// The metrics source fell silent, or is back.
    func logSource(isAnswering: Bool, _ evaluation: Evaluation, of rollout: String) {
        let base: Logger.Metadata = ["rollout.id": "\(rollout)", "evaluation.at": "\(evaluation.at)"]
        if isAnswering { return logger.notice("the metrics source answers again", metadata: base) }
        let failures = (evaluation.gates + evaluation.stopRules).flatMap(\.queries).compactMap(\.failure)
        logger.warning(
            "the metrics source does not answer, the rollout holds",
            metadata: base.merging(["error.message": "\(failures.first ?? "")"]) { $1 })
    }

    private func metadata(of decision: Decision) -> Logger.Metadata {
        [
            "decision.kind": "\(decision.kind.rawValue)", "decision.cause": "\(decision.cause)",
            "decision.reason": "\(decision.reason)", "actor.name": "\(decision.owner)",
            "attempt.number": "\(decision.attempt)", "stage.from": "\(decision.fromStage)",
            "stage.name": "\(decision.toStage)", "weight.from_percent": "\(decision.fromWeight.percent)",
            "weight.percent": "\(decision.toWeight.percent)",
        ]
    }
}
