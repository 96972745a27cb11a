public import GateModel
internal import GateRules

/// What Alertmanager says: at least once, in any order, from any of its members.
extension Transition {
    /// Takes in the reports of one notification, then stops once for all incidents they opened.
    mutating func takeIn(_ reports: [AlertReport]) throws(Rejection) {
        var opened: [Incident] = []
        var changed = false
        for report in reports where state.isNews(report) {
            changed = true
            switch report.status {
            case .firing(let kind): opened += [open(report, kind)].compactMap(\.self)
            case .resolved: resolveAlert(report)
            }
        }
        guard changed else { throw Rejection(.alreadyDone, "nothing of this is new") }
        stop(forNew: opened)
    }

    private mutating func open(_ report: AlertReport, _ kind: IncidentKind) -> Incident? {
        let incident = Incident(
            id: report.occurrence.incidentID, kind: kind, openedAt: now, openedBy: event.actor.name,
            note: report.note, trace: event.trace, source: .alert(report.occurrence))
        add(incident)
        return incident
    }

    /// Resolves the incident of this firing and of every older one of the same alert.
    ///
    /// An alert fires once at a time, so a firing that began later proves the older ones over, whose own resolution may have
    /// been lost; a newer firing is another one and stays open.
    private mutating func resolveAlert(_ report: AlertReport) {
        let occurrence = report.occurrence
        for incident in state.incidents {
            guard case .alert(let own) = incident.source, own.alert == occurrence.alert,
                own.startsAt <= occurrence.startsAt
            else { continue }
            resolve(incident, by: event.actor.name, report.note)
        }
        // A resolution dated in the future must not keep later firings from being heard.
        remember(occurrence, overThrough: min(occurrence.startsAt, now))
    }

    /// Remembers that an alert was over; the alerts resolved longest ago are forgotten first.
    mutating func remember(_ occurrence: AlertOccurrence, overThrough: Timestamp) {
        let known = state.alertMemories.first { $0.alert == occurrence.alert }?.overThrough
        state.alertMemories.removeAll { $0.alert == occurrence.alert }
        state.alertMemories.append(
            AlertMemory(alert: occurrence.alert, overThrough: max(known ?? overThrough, overThrough)))
        state.alertMemories.removeFirst(max(0, state.alertMemories.count - IncidentLimits.alertMemories))
    }
}

extension RolloutState {
    /// Whether a report would change anything: a repetition, and what arrives after it was over, would not.
    ///
    /// Whoever brings reports may ask before, so that repetitions take no step; the engine asks again.
    ///
    /// - Parameter report: What Alertmanager said.
    /// - Returns: Whether it opens or resolves an incident, or has to be remembered.
    public func isNews(_ report: AlertReport) -> Bool {
        let occurrence = report.occurrence
        let overThrough = alertMemories.first { $0.alert == occurrence.alert }?.overThrough
        let isOver = overThrough.map { occurrence.startsAt <= $0 } ?? false
        let open = incidents.compactMap { incident -> Timestamp? in
            guard case .alert(let own) = incident.source, own.alert == occurrence.alert else { return nil }
            return own.startsAt
        }
        switch report.status {
        case .firing(let kind):
            // A firing that began before one that is open is an old notification, or the same firing seen by two servers.
            return !isOver && !open.contains { $0 >= occurrence.startsAt } && hasRoom(for: kind)
        case .resolved:
            return !isOver || open.contains { $0 <= occurrence.startsAt }
        }
    }

    /// Whether an incident of this very alert is open, whatever the rule says of the alert now.
    public func hasOpenIncident(of occurrence: AlertOccurrence) -> Bool {
        incidents.contains { incident in
            if case .alert(let own) = incident.source { own.alert == occurrence.alert } else { false }
        }
    }

    /// Whether a firing alert is left out only because too many incidents of its kind are open.
    public func isCrowdedOut(_ report: AlertReport) -> Bool {
        guard case .firing(let kind) = report.status, !hasRoom(for: kind) else { return false }
        return !incidents.contains { $0.id == report.occurrence.incidentID }
    }
}
