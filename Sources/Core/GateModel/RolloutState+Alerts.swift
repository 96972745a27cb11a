/// What is known of alerts, for those who bring reports and for the engine that takes them in.
extension RolloutState {
    /// Whether a report would change anything: a repetition, and what arrives after it was over, would not.
    ///
    /// Whoever brings reports may ask before, so that repetitions take no step; the engine asks again.
    ///
    /// - Parameter report: What Alertmanager said.
    /// - Returns: Whether it opens or resolves an incident, or has to be remembered.
    public func isNews(_ report: AlertReport) -> Bool {
        guard isFresh(report) else { return false }
        return report.kind.map(hasRoom) ?? true
    }

    /// Whether a firing alert is left out only because too many incidents of its kind are open.
    public func isCrowdedOut(_ report: AlertReport) -> Bool {
        guard let kind = report.kind, isFresh(report) else { return false }
        return !hasRoom(for: kind)
    }

    private func isFresh(_ report: AlertReport) -> Bool {
        let occurrence = report.occurrence
        let overThrough = alertMemories.first { $0.alert == occurrence.alert }?.overThrough
        let isOver = overThrough.map { occurrence.startsAt <= $0 } ?? false
        let open = incidents.compactMap { incident -> Timestamp? in
            guard case .alert(let own) = incident.source, own.alert == occurrence.alert else { return nil }
            return own.startsAt
        }
        switch report.status {
        case .firing:
            // A firing that began before one that is open is an old notification, or the same firing seen by two servers.
            return !isOver && !open.contains { $0 >= occurrence.startsAt }
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

    /// Whether one more incident of a kind may be opened.
    ///
    /// A kind of which so many are open has done to the rollout all that it can.
    public func hasRoom(for kind: IncidentKind) -> Bool {
        incidents.count { $0.kind == kind } < IncidentLimits.openOfOneKind
    }
}
