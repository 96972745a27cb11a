public import GateModel

extension API.DecisionList {
    /// The newest decisions of these records, which are newest first.
    public init(_ records: [JournalRecord], limit: Int) {
        decisions = Array(records.flatMap { API.DecisionRecord.all(of: $0).reversed() }.prefix(limit))
    }
}

extension API.DecisionRecord {
    /// The decisions of one step in their order.
    static func all(of record: JournalRecord) -> [API.DecisionRecord] {
        record.effects.compactMap { effect in
            guard case .decide(let decision) = effect else { return nil }
            return API.DecisionRecord(decision, sequence: record.sequence)
        }
    }

    /// The decisions about one attempt, oldest first.
    static func all(of record: AttemptRecord) -> [API.DecisionRecord] {
        record.records.flatMap { all(of: $0) }.filter { $0.attempt == record.state.attempt?.number }
    }

    private init(_ decision: Decision, sequence: Int64) {
        self.init(
            sequence: sequence, kind: decision.kind, attempt: decision.attempt, at: decision.at.description,
            owner: decision.owner, traceID: decision.trace.text, fromStage: decision.fromStage,
            toStage: decision.toStage, fromWeightPercent: decision.fromWeight.percent,
            toWeightPercent: decision.toWeight.percent, cause: decision.cause, reason: decision.reason)
    }
}

extension API.Journal {
    /// These records as the API shows them.
    public init(_ records: [JournalRecord]) {
        self.records = records.map(API.Record.init)
    }
}

extension API.Record {
    init(_ record: JournalRecord) {
        let rejection = record.effects.lazy.compactMap { effect -> GateModel.Rejection? in
            if case .reject(let rejection) = effect { rejection } else { nil }
        }.first
        self.init(
            sequence: record.sequence, at: record.at.description, event: record.event.kind.name,
            details: record.event.kind.details, actor: record.event.actor.name, traceID: record.event.trace.text,
            ruleDigest: record.ruleDigest, decisions: API.DecisionRecord.all(of: record),
            gates: record.event.kind.gates,
            rejection: rejection.map { API.Rejection(code: $0.code.rawValue, message: $0.message) })
    }
}

extension Event.Kind {
    /// What was said with the event, by the names the API takes it under.
    fileprivate var details: [String: String] {
        switch self {
        case .startRequested(let revision): ["revision": revision]
        case .preflightAttested(let item, let note): ["item": item, "note": note]
        case .ruleApproved(let item, let digest, let note): ["item": item, "digest": digest, "note": note]
        case .routingTestBegun: [:]
        case .preflightChecked(let check): Self.details(of: check)
        case .evaluated(let evaluation): ["evaluated_at": evaluation.at.description]
        case .evaluationsMissed(let after, let through):
            ["after": after.description, "through": through.description]
        case .approvalGiven(let candidate, let onCall):
            ["candidate": candidate].merging(onCall.map { ["on_call": $0.joined(separator: ",")] } ?? [:]) { $1 }
        case .held(let reason), .unheld(let reason), .killed(let reason), .resumed(let reason), .aborted(let reason):
            ["reason": reason]
        case .rolledBack(let stage, let reason):
            ["reason": reason].merging(stage.map { ["to_stage": $0] } ?? [:]) { $1 }
        case .incidentOpened(let id, let kind, let note): ["id": id, "kind": kind.rawValue, "note": note]
        case .incidentResolved(let id, let note), .incidentNoted(let id, let note): ["id": id, "note": note]
        case .alertsReported(let reports): Dictionary(reports.map(Self.detail)) { first, _ in first }
        case .rulesReplaced: [:]
        }
    }

    private static func details(of check: PreflightCheck) -> [String: String] {
        let result = check.failure.map { ["failure": $0] } ?? ["evidence": check.evidence.joined(separator: "; ")]
        return result.merging(["check": check.kind.rawValue, "rule_digest": check.ruleDigest]) { $1 }
    }

    private static func detail(of report: AlertReport) -> (String, String) {
        switch report.status {
        case .firing(let kind): (report.occurrence.incidentID, "\(kind.rawValue): \(report.note)")
        case .resolved: (report.occurrence.incidentID, "resolved: \(report.note)")
        }
    }

    /// The gates of an evaluation; `nil` for any other event.
    fileprivate var gates: [API.GateSnapshot]? {
        guard case .evaluated(let evaluation) = self else { return nil }
        return evaluation.gates.map { API.GateSnapshot(GateModel.GateSnapshot($0)) }
    }
}
