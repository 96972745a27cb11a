internal import GateModel
internal import GateRules

extension Inspection {
    /// Incidents are not lost, their notes are added to and never changed, and what is remembered of them is bounded.
    var incidents: [String] {
        var found: [String] = []
        for old in before.incidents {
            let now = after.incidents.first { $0.id == old.id }
            let over = after.resolvedIncidents.last { $0.incident.id == old.id }?.incident
            guard let kept = now ?? over else {
                let isDisplaced = after.resolvedIncidents.count == IncidentLimits.resolved
                found += broken(!isDisplaced, "incident \(old.id) vanished")
                continue
            }
            found += broken(!kept.notes.starts(with: old.notes), "a note of incident \(old.id) was changed")
        }
        for old in before.resolvedIncidents {
            let kept = after.resolvedIncidents.filter { $0.incident.id == old.incident.id }
            let isKept = kept.contains { $0.incident.notes.starts(with: old.incident.notes) }
            found += broken(!kept.isEmpty && !isKept, "a note of incident \(old.incident.id) was changed")
        }
        if let old = before.attempt, let new = after.attempt, old.number == new.number {
            let visits = new.pastVisits + [new.visit]
            let isKept = visits[old.pastVisits.count].notes.starts(with: old.visit.notes)
            found += broken(!isKept, "an incident note of the visit was changed")
        }
        let isBounded =
            after.resolvedIncidents.count <= IncidentLimits.resolved
            && after.alertMemories.count <= IncidentLimits.alertMemories
            && IncidentKind.allCases.allSatisfy { kind in
                after.incidents.count { $0.kind == kind } <= IncidentLimits.openOfOneKind
            }
        return found + broken(!isBounded, "more is remembered of incidents than there is room for")
    }
}
