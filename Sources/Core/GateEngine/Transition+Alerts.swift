internal import GateModel
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
