import GateModel
import GateRules

/// Says in the engine's words what an event of a test is.
struct EventTranslation {
    let state: RolloutState
    let rule: RolloutRule
    let start: Timestamp
    /// All events of the test: a resolution looks up when its alert began to fire.
    let all: [TestEvent]

    func kinds(_ event: TestEvent, onCall: [String]?) -> [Event.Kind] {
        switch event.action {
        case .start(let revision): [.startRequested(revision: revision)]
        case .attest(let items): (items ?? rule.preflight.map(\.name)).flatMap(proofs(of:))
        case .approve(let candidate): [.approvalGiven(candidate: id(of: candidate), onCall: onCall)]
        case .hold(let reason): [.held(reason: reason)]
        case .unhold(let reason): [.unheld(reason: reason)]
        case .rollBack(let stage, let reason): [.rolledBack(toStage: stage, reason: reason)]
        case .kill(let reason): [.killed(reason: reason)]
        case .resume(let reason): [.resumed(reason: reason)]
        case .abort(let reason): [.aborted(reason: reason)]
        case .openIncident(let id, let kind, let note): [.incidentOpened(id: id, kind: kind, note: note)]
        case .resolveIncident(let id, let note): [.incidentResolved(id: id, note: note)]
        case .noteIncident(let id, let note): [.incidentNoted(id: id, note: note)]
        case .report(let alerts): reports(alerts, at: event.at)
        case .datasource: []
        }
    }

    /// What proves a preflight item: a word, an approval, or what a machine would have found.
    private func proofs(of item: String) -> [Event.Kind] {
        let proof = rule.preflight.first { $0.name == item }?.proof
        switch proof {
        case nil: return [.preflightAttested(item: item, note: "")]
        case .ruleApproved: return [.ruleApproved(item: item, digest: rule.digest, note: "")]
        case .alertRouting(let receivers):
            let route = MemberRoute(member: "test", receivers: receivers, state: "active")
            return [.preflightChecked(PreflightCheck(.alertRouting, ruleDigest: rule.digest, routes: [route]))]
        case .datasource, .drill:
            return (proof?.kinds ?? []).map { .preflightChecked(PreflightCheck($0, ruleDigest: rule.digest)) }
        }
    }

    private func id(of candidate: ApprovedCandidate) -> String {
        let found = candidate == .current ? state.attempt?.candidate : state.attempt?.formerCandidate
        return found?.id ?? "none"
    }

    /// The reports that say something new; what the rule is not about reaches no engine.
    private func reports(_ alerts: [ReportedAlert], at: TimeSpan) -> [Event.Kind] {
        let classifier = AlertClassifier(rule.alertIncidents)
        let reports = alerts.compactMap { alert -> AlertReport? in
            let begin = alert.startsAt ?? (alert.isFiring ? at : lastFiring(of: alert, before: at) ?? at)
            let occurrence = AlertOccurrence(
                group: "test", fingerprint: alert.labels.fingerprint, startsAt: start + begin)
            let kind = classifier.kind(of: alert.labels)
            guard kind != nil || (!alert.isFiring && state.hasOpenIncident(of: occurrence)) else { return nil }
            let status: AlertReport.Status = alert.isFiring ? .firing(kind ?? .sev1) : .resolved
            let report = AlertReport(occurrence: occurrence, status: status, note: alert.note)
            return state.isNews(report) ? report : nil
        }
        return reports.isEmpty ? [] : [.alertsReported(reports)]
    }

    /// When the alert was last reported to fire.
    private func lastFiring(of alert: ReportedAlert, before at: TimeSpan) -> TimeSpan? {
        all.compactMap { event -> TimeSpan? in
            guard case .report(let alerts) = event.action, event.at <= at else { return nil }
            let firing = alerts.last { $0.isFiring && $0.labels == alert.labels }
            return firing.map { $0.startsAt ?? event.at }
        }.last
    }
}
