internal import GateModel
internal import GateRules

/// Approvals: for one candidate, by somebody who may and is on call, used once.
extension Transition {
    /// Records an approval; the promotion follows at the next green, live evaluation.
    mutating func approve(_ id: String, onCall: [String]?) throws(Rejection) {
        try requireRole()
        try requireOnCall(onCall)
        try requireRunning()
        try requireSecondPerson()
        try requireNoIncident()
        let candidate = try requireCandidate(id)
        guard let last = attempt.lastEvaluatedAt, attempt.window.lastGreenAt == last else {
            throw Rejection(.notGreen, "the newest evaluation of \(attempt.visit.stage) is not green")
        }
        if let approval = attempt.approval, now < approval.expiresAt {
            throw Rejection(.alreadyDone, "\(approval.actor) approved \(id) at \(approval.at)")
        }
        attempt.approval = Approval(
            candidate: id, actor: event.actor.name, at: now, expiresAt: now + rule.approval.expiresAfter)
        decide(.approve, "candidate \(id) for \(candidate.nextStage) (\(candidate.nextWeight))")
    }

    private func requireRole() throws(Rejection) {
        let roles = rule.approval.roles
        guard !event.actor.hasAny(of: roles) else { return }
        let names = roles.map(\.rawValue).sorted().joined(separator: " or ")
        throw Rejection(.missingRole, "\(event.actor.name) needs the role \(names) to approve \(state.rollout)")
    }

    private func requireOnCall(_ answer: [String]?) throws(Rejection) {
        let onCall: [String]
        switch rule.approval.onCall {
        case .anyone: return
        case .actors(let names): onCall = names
        case .rota(let shifts): onCall = Set(shifts.filter { $0.contains(now) }.map(\.actor)).sorted()
        case .query: onCall = answer ?? []
        }
        guard !onCall.contains(event.actor.name) else { return }
        let names = onCall.isEmpty ? "nobody" : onCall.joined(separator: ", ")
        throw Rejection(.notOnCall, "\(event.actor.name) is not on call for \(state.rollout); on call: \(names)")
    }

    private func requireSecondPerson() throws(Rejection) {
        guard rule.approval.twoPerson, attempt.startedBy == event.actor.name else { return }
        throw Rejection(
            .twoPerson,
            "\(event.actor.name) started attempt \(attempt.number) of \(state.rollout); "
                + "the rule wants somebody else to approve it")
    }

    private func requireCandidate(_ id: String) throws(Rejection) -> Candidate {
        if let candidate = attempt.candidate, candidate.id == id { return candidate }
        if let former = attempt.formerCandidate, former.id == id {
            throw Rejection(.outdatedCandidate, difference(from: former))
        }
        guard let candidate = attempt.candidate else {
            let window = Outlook.window(of: attempt, under: rule)
            throw Rejection(.noCandidate, "nothing to approve at \(attempt.visit.stage) yet; \(window)")
        }
        throw Rejection(.outdatedCandidate, "the candidate is \(candidate.id), not \(id); look at it first")
    }

    /// What has changed since a candidate stood, in words.
    private func difference(from former: Candidate) -> String {
        var parts: [String] = []
        if let candidate = attempt.candidate {
            parts.append("the candidate is \(candidate.id), green since \(candidate.greenSince)")
        } else {
            parts.append("no candidate stands now")
            parts.append(Outlook.window(of: attempt, under: rule))
        }
        if attempt.visit.stage != former.stage {
            parts.append("the stage is \(attempt.visit.stage), not \(former.stage)")
        } else {
            let changes = attempt.changesSinceFormerCandidate.map(\.description)
            parts.append(changes.isEmpty ? "no gate changed" : "changed: \(changes.joined(separator: ", "))")
        }
        return "candidate \(former.id) is outdated; \(parts.joined(separator: "; "))"
    }
}
