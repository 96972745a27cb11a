public import GateModel
import GateRules
public import GateRuntime

extension API.Hold {
    init(_ hold: GateModel.Hold) {
        self.init(since: hold.since.description, actor: hold.actor, reason: hold.reason)
    }
}

extension API.Approval {
    init(_ approval: GateModel.Approval) {
        self.init(
            candidate: approval.candidate, actor: approval.actor, at: approval.at.description,
            expiresAt: approval.expiresAt.description)
    }
}

extension API.Incident {
    init(_ incident: GateModel.Incident) {
        self.init(
            id: incident.id, kind: incident.kind, openedAt: incident.openedAt.description,
            openedBy: incident.openedBy, note: incident.note, traceID: incident.trace?.text,
            notes: incident.notes.map {
                API.IncidentNote(at: $0.at.description, author: $0.author, text: $0.text)
            })
    }

    init(_ resolved: GateModel.ResolvedIncident) {
        self.init(resolved.incident)
        resolvedAt = resolved.resolvedAt.description
        resolvedBy = resolved.resolvedBy
        resolution = resolved.resolution
    }
}

extension API.Stop {
    init(_ stop: GateModel.Stop) {
        self.init(
            since: stop.since.description, firstBreachAt: stop.firstBreachAt.description, cause: stop.cause,
            reason: stop.reason, owner: stop.owner, traceID: stop.trace.text)
    }
}

extension API.Rollback {
    init(_ rollback: GateModel.Rollback) {
        self.init(
            at: rollback.at.description, cause: rollback.cause, fromStage: rollback.fromStage,
            toStage: rollback.toStage, reason: rollback.reason, traceID: rollback.trace.text)
    }
}

extension API.Visit {
    static func all(of state: RolloutState) -> [API.Visit] {
        guard let attempt = state.attempt else { return [] }
        return (attempt.pastVisits + [attempt.visit]).map(API.Visit.init)
    }

    /// The record of a visit as the API shows it.
    public init(_ visit: StageVisit) {
        self.init(
            stage: visit.stage, weightPercent: visit.weight.percent, enteredAt: visit.enteredAt.description,
            leftAt: API.text(visit.leftAt), gates: visit.gates.map(API.GateSnapshot.init),
            provenWorse: API.ProvenWorse(among: visit.gates), decision: visit.decision, owner: visit.owner,
            reason: visit.reason, traceID: visit.trace?.text, notes: visit.notes)
    }
}

extension API.Report {
    /// The evidence log of an attempt.
    ///
    /// - Parameters:
    ///   - view: The rollout as it is, or as the attempt left it.
    ///   - record: What the journal keeps of the attempt; `nil` when there is none yet.
    ///   - attempts: How many attempts there were so far; `nil`: this was the last one.
    ///   - now: When the report is made; `nil`: not said.
    public init(_ view: RolloutView, _ record: AttemptRecord? = nil, attempts: Int? = nil, at now: Timestamp? = nil) {
        let attempt = view.state.attempt
        self.init(
            rollout: view.rule.name, description: view.rule.description, revision: attempt?.revision,
            attempt: attempt?.number, phase: view.state.phase, startedAt: API.text(attempt?.startedAt),
            startedBy: attempt?.startedBy, ruleDigest: view.rule.digest, visits: API.Visit.all(of: view.state),
            decisions: record.map(API.DecisionRecord.all(of:)) ?? [], decisionsCut: record?.isCut ?? false,
            stopRules: API.StopRule.all(of: view), incidents: view.state.incidents.map { API.Incident($0) },
            resolvedIncidents: view.state.resolvedIncidents.map { API.Incident($0) },
            preflight: API.PreflightItem.all(of: view), attempts: max(attempts ?? 0, attempt?.number ?? 0),
            generatedAt: API.text(now),
            journal: record.map { API.JournalHead(entry: $0.head.entry, hash: $0.head.hash) }, receipts: [],
            drillOf: DrillName.origin(of: view.rule.name))
    }
}
