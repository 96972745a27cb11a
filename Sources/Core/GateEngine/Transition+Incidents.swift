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
        guard state.hasRoom(for: kind) else {
            throw Rejection(
                .incidentOpen,
                "\(IncidentLimits.openOfOneKind) incidents of kind \(kind.rawValue) are open, which "
                    + "is the limit; resolve them, or add a note to one")
        }
        let incident = Incident(
            id: id, kind: kind, openedAt: now, openedBy: event.actor.name, note: note, trace: event.trace)
        add(incident)
        stop(forNew: [incident])
    }

    /// Resolves an incident; a stopped rollout stays stopped until somebody resumes it.
    mutating func resolveIncident(_ id: String, _ note: String) throws(Rejection) {
        guard let incident = state.incidents.first(where: { $0.id == id }) else {
            throw Rejection(.unknownName, "no incident \(id) is open")
        }
        resolve(incident, by: event.actor.name, note)
    }

    /// Adds a note to an incident, open or over; none is ever changed or taken away.
    mutating func noteIncident(_ id: String, _ text: String) throws(Rejection) {
        let note = IncidentNote(at: now, author: event.actor.name, text: text)
        // An id may be used again; the note is about the one that is open, or else the one that was resolved last.
        if let index = state.incidents.lastIndex(where: { $0.id == id }) {
            try requireRoom(in: state.incidents[index])
            state.incidents[index].notes.append(note)
        } else if let index = state.resolvedIncidents.lastIndex(where: { $0.incident.id == id }) {
            try requireRoom(in: state.resolvedIncidents[index].incident)
            state.resolvedIncidents[index].incident.notes.append(note)
        } else {
            throw Rejection(
                .unknownName,
                "there is no incident \(id) among the open ones and the last "
                    + "\(IncidentLimits.resolved) that are over")
        }
        addNote("incident \(id): note by \(note.author)", text)
    }

    private func requireRoom(in incident: Incident) throws(Rejection) {
        guard incident.notes.count >= IncidentLimits.notes else { return }
        throw Rejection(
            .alreadyDone,
            "incident \(incident.id) has \(IncidentLimits.notes) notes, which is the limit; keep the "
                + "rest with the post-mortem and name that in another incident's note")
    }

    /// Stops for incidents opened in this step, where there is something to stop.
    mutating func stop(forNew incidents: [Incident]) {
        let isRunning = state.phase.isEvaluated
        let concerning = incidents.filter { isRunning || (state.phase == .completed && $0.kind.demandsZero) }
        if !concerning.isEmpty { _ = stopForWorst(of: concerning.map { cause(for: $0) }) }
    }

    /// Adds an incident to the open ones and to the notes of the visit it happened in.
    mutating func add(_ incident: Incident) {
        state.incidents.append(incident)
        addNote("incident \(incident.id) (\(incident.kind.rawValue)) opened by \(incident.openedBy)", incident.note)
    }

    /// Moves an incident to those that are over, of which the newest are kept.
    ///
    /// An alert whose incident a person resolved is over, too: its repetitions open nothing, a new firing does.
    mutating func resolve(_ incident: Incident, by resolver: String, _ resolution: String) {
        state.incidents.removeAll { $0.id == incident.id }
        state.resolvedIncidents.append(
            ResolvedIncident(incident: incident, resolvedAt: moment, resolvedBy: resolver, resolution: resolution))
        state.resolvedIncidents.removeFirst(max(0, state.resolvedIncidents.count - IncidentLimits.resolved))
        if case .alert(let occurrence) = incident.source { remember(occurrence, overThrough: occurrence.startsAt) }
        addNote("incident \(incident.id) (\(incident.kind.rawValue)) resolved by \(resolver)", resolution)
    }

    /// Adds a line to the evidence of the present visit, up to a limit: an alert that flaps must not grow it for ever.
    mutating func addNote(_ fact: String, _ words: String) {
        guard state.attempt != nil, attempt.visit.notes.count < IncidentLimits.visitNotes else { return }
        let isLast = attempt.visit.notes.count == IncidentLimits.visitNotes - 1
        let line = "\(moment) \(fact)" + (words.isEmpty ? "" : ": \(words)")
        attempt.visit.notes.append(isLast ? "\(moment) further notes are in the journal only" : line)
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
            name: covering.first.map { rule.stopRules[$0].name } ?? StopCause.name(of: incident.kind),
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
