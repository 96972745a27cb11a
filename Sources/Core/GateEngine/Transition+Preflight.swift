internal import GateModel
internal import GateRules

/// What has to be proven before a start, and how it comes to be.
extension Transition {
    /// Refuses a start while something is missing.
    func requirePreflight() throws(Rejection) {
        let missing = Preflight.checklist(of: state, under: rule, at: now).filter { $0.state != .proven }
        guard !missing.isEmpty else { return }
        let sentences = missing.map { "\($0.item.name) (\($0.state.rawValue): \($0.remedy))" }
        throw Rejection(
            .preflightMissing, "the preflight is not complete: " + sentences.joined(separator: ", "))
    }

    /// Records that somebody vouches for an item; the newest attestation of an item counts.
    mutating func attest(_ name: String, _ note: String) throws(Rejection) {
        let item = try item(named: name)
        if item.proof != nil {
            throw Rejection(
                .wrongProof,
                "item \(name) cannot be attested: \(Preflight.remedy(for: item, of: state.rollout)) proves it")
        }
        attest(item, note)
    }

    /// Records that somebody approves the rule; the approval dies with the next change of the rule.
    mutating func approveRule(_ name: String, digest: String, _ note: String) throws(Rejection) {
        let item = try item(named: name)
        guard item.proof == .ruleApproved else {
            throw Rejection(
                .wrongProof, "item \(name) does not ask for an approval of the rule: leave the digest out")
        }
        guard event.actor.hasAny(of: rule.approval.roles) else {
            let wanted = rule.approval.roles.map(\.rawValue).sorted().joined(separator: ", ")
            throw Rejection(.missingRole, "\(event.actor.name) has none of the roles that approve a rule: \(wanted)")
        }
        guard digest == rule.digest else {
            throw Rejection(
                .outdatedRule, "the rule in force has the digest \(rule.digest), not \(digest): read it again")
        }
        attest(item, note)
    }

    /// Lets the test alert fire.
    mutating func beginRoutingTest() throws(Rejection) {
        if let test = state.routingTest {
            throw Rejection(.alreadyDone, "\(test.actor) tests the alert routing since \(test.since)")
        }
        state.routingTest = RoutingTest(since: now, actor: event.actor.name, trace: event.trace)
    }

    /// Records what a machine found; the newest finding of a kind counts, also when it is worse than the one before.
    mutating func remember(_ check: PreflightCheck) {
        if check.kind == .alertRouting { state.routingTest = nil }
        state.findings.removeAll { $0.check.kind == check.kind }
        state.findings.append(
            PreflightFinding(check: check, actor: event.actor.name, at: now, trace: event.trace))
    }

    private func item(named name: String) throws(Rejection) -> PreflightItem {
        if let item = rule.preflight.first(where: { $0.name == name }) { return item }
        let known = rule.preflight.map(\.name).joined(separator: ", ")
        throw Rejection(.unknownName, "there is no preflight item \(name); the rule names: \(known)")
    }

    private mutating func attest(_ item: PreflightItem, _ note: String) {
        state.attestations.removeAll { $0.item == item.name }
        state.attestations.append(
            Attestation(item: item.name, actor: event.actor.name, at: now, note: note, ruleDigest: rule.digest))
    }
}
