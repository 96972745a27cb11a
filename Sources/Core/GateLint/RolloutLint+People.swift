import GateModel
import GateRules

extension RolloutLint {
    /// What is asked of people, and what they are told.
    mutating func checkPeople() {
        for name in ["summary", "description", "trace_id", "attempt", "revision", "stage", "weight"]
        where rule.annotations[name] != nil {
            report(
                .annotationDisplaced, at: place["annotations"][name],
                "the annotation `\(name)` is overwritten: every alert has its own", hint: "use another name")
        }
        guard rule.stages.dropLast().contains(where: \.needsApproval) else { return }
        let approval = place["approval"]
        if rule.approval.expiresAfter < rule.interval {
            report(
                .approvalExpiresTooSoon, at: approval["expires_after"],
                "an approval expires after \(rule.approval.expiresAfter), before the next evaluation, up to "
                    + "\(rule.interval) away, can use it",
                hint: "use at least \(rule.interval * 2)")
        }
        if let problem = whyNobodyApproves {
            report(
                .approvalNobodyCanGive, at: approval.isThere ? approval["on_call"] : place["name"],
                "nobody can give the approval: \(problem)",
                hint: "correct the roles, who is on call, or who has credentials; or use `approval: auto`")
        }
    }

    /// Why there can be no approval; `nil` when somebody may well give one.
    private var whyNobodyApproves: String? {
        if case .rota(let shifts) = rule.approval.onCall, shifts.allSatisfy({ isOver($0.period) }) {
            return "every shift of the rota is over"
        }
        guard let people = surroundings.people else { return nil }
        let roles = rule.approval.roles.map(\.rawValue).sorted().joined(separator: " or ")
        // Who may call is one condition, whom the rule lets approve another.
        let able = people.filter { $0.hasAny(of: [.techLead]) && $0.hasAny(of: rule.approval.roles) }
        guard !able.isEmpty else { return "nobody with a credential may approve and has the role \(roles)" }
        let onCall = onCall
        let ready = able.filter { onCall?.contains($0.name) ?? true }
        guard let first = ready.first else {
            return "none of \(Self.list(onCall ?? [])) has a credential with the role \(roles)"
        }
        let starters = Set(people.filter { $0.hasAny(of: [.techLead]) }.map(\.name))
        if rule.approval.twoPerson, starters == [first.name] {
            return "`\(first.name)` alone can start an attempt, and the rule wants somebody else to approve it"
        }
        return nil
    }

    /// Who can be on call; `nil` when that is not said in the file.
    private var onCall: [String]? {
        switch rule.approval.onCall {
        case .anyone, .query: nil
        case .actors(let names): names
        case .rota(let shifts): Set(shifts.map(\.actor)).sorted()
        }
    }

    private func isOver(_ period: OnCallShift.Period) -> Bool {
        if case .once(_, let until) = period { until <= surroundings.now } else { false }
    }
}
