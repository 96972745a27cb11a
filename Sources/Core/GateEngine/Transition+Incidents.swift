internal import GateModel
internal import GateRules

/// Safety events: they belong to the rollout, whatever attempt is on its way.
extension Transition {
    /// Opens an incident; a running attempt is stopped in the same step.
    mutating func openIncident(_ id: String, _ kind: IncidentKind, _ note: String) throws(Rejection) {
        guard !id.isEmpty else { throw Rejection(.unknownName, "an incident needs an id, so that it can be resolved") }
        guard !state.incidents.contains(where: { $0.id == id }) else {
            throw Rejection(.alreadyDone, "incident \(id) is open already")
        }
        let incident = Incident(id: id, kind: kind, openedAt: now, openedBy: event.actor.name, note: note)
        add(incident)
        let concerned = state.phase.isEvaluated || (state.phase == .completed && kind.demandsZero)
        if concerned { _ = stopForWorst(of: [cause(for: incident)]) }
    }

    /// Resolves an incident; a stopped rollout stays stopped until somebody resumes it.
    mutating func resolveIncident(_ id: String, _ note: String) throws(Rejection) {
        guard let incident = state.incidents.first(where: { $0.id == id }) else {
            throw Rejection(.unknownName, "no incident \(id) is open")
        }
        state.incidents.removeAll { $0.id == id }
        addNote("incident \(id) (\(incident.kind.rawValue)) resolved by \(event.actor.name)", note)
    }

    /// Adds an incident to the open ones and to the notes of the visit it happened in.
    mutating func add(_ incident: Incident) {
        state.incidents.append(incident)
        addNote("incident \(incident.id) (\(incident.kind.rawValue)) opened by \(incident.openedBy)", incident.note)
    }

    /// Adds a line to the evidence of the present visit.
    mutating func addNote(_ fact: String, _ words: String) {
        guard state.attempt != nil else { return }
        attempt.visit.notes.append("\(moment) \(fact)" + (words.isEmpty ? "" : ": \(words)"))
    }

    /// What open incidents ask for at a grid point: those opened in this step, and those open for too long.
    func incidentCauses(at: Timestamp) -> [StopCause] {
        state.incidents.compactMap { incident in
            let isUnresolved = at - incident.openedAt >= rule.unresolvedAfter
            guard incident.openedAt == at || isUnresolved else { return nil }
            return cause(for: incident, isUnresolved: isUnresolved)
        }
    }

    /// Where an incident takes the rollout.
    ///
    /// 0 % at once where the protocol demands it, where a stop rule for this kind says so, and where the incident stayed open
    /// for too long; else the previous stable stage.
    ///
    /// - Source: protocol §5 and §6.
    private func cause(for incident: Incident, isUnresolved: Bool = false) -> StopCause {
        let covering = rule.stopRules.indices.filter { rule.stopRules[$0].covers(incident.kind) }
        let saysZero = covering.contains { rule.stopRules[$0].target == .zero }
        let goesToZero = incident.kind.demandsZero || isUnresolved || saysZero
        var reason = "incident \(incident.id) (\(incident.kind.rawValue)) opened by \(incident.openedBy)"
        if !incident.note.isEmpty { reason += ": \(incident.note)" }
        if isUnresolved { reason += "; unresolved for \(rule.unresolvedAfter)" }
        return StopCause(
            name: covering.first.map { rule.stopRules[$0].name } ?? "incident:\(incident.kind.rawValue)",
            target: goesToZero ? 0 : previousStableIndex, firstBreachAt: incident.openedAt, reason: reason,
            order: covering.first ?? rule.stopRules.count)
    }
}

extension StopRule {
    /// Whether it stops for incidents of this kind.
    func covers(_ incident: IncidentKind) -> Bool {
        if case .incident(let kinds) = kind { kinds.contains(incident) } else { false }
    }
}
