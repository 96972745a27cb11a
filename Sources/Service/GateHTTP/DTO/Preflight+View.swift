import GateModel
import GateRules
public import GateRuntime

extension API.Preflight {
    /// The checklist of this view.
    public init(_ view: RolloutView) {
        self.init(
            rollout: view.rule.name, ruleDigest: view.rule.digest,
            complete: view.checklist.allSatisfy { $0.state == .proven }, items: API.PreflightItem.all(of: view))
    }
}

extension API.PreflightItem {
    static func all(of view: RolloutView) -> [API.PreflightItem] {
        view.checklist.map { API.PreflightItem($0, digest: view.rule.digest) }
    }

    private init(_ status: GateRules.Preflight.Status, digest: String) {
        let item = status.item
        self.init(
            name: item.name, description: item.description, validFor: item.validFor?.description,
            proof: item.proof?.name ?? "attestation", state: status.state.rawValue,
            validUntil: API.text(status.validUntil), remedy: status.state == .proven ? nil : status.remedy,
            attestation: nil, findings: [])
        for testimony in status.testimonies {
            let end = item.validFor.map { (testimony.at + $0).description }
            let matches = testimony.ruleDigest == digest
            switch testimony {
            case .attestation(let word):
                attestation = API.Attestation(
                    actor: word.actor, at: word.at.description, note: word.note, validUntil: end, matchesRule: matches)
            case .finding(let finding, let failure):
                findings.append(
                    API.PreflightFinding(
                        check: finding.check.kind.rawValue, actor: finding.actor, at: finding.at.description,
                        traceID: finding.trace.text, validUntil: end, matchesRule: matches, failure: failure,
                        evidence: finding.check.evidence))
            }
        }
    }
}

extension API.Proving {
    /// What these findings came to.
    init(_ checks: [PreflightCheck], _ view: RolloutView) {
        self.init(
            rollout: view.rule.name, passed: checks.allSatisfy { $0.failure == nil },
            checks: checks.map {
                API.Check(
                    check: $0.kind.rawValue, passed: $0.failure == nil, failure: $0.failure, evidence: $0.evidence)
            }, preflight: API.Preflight(view))
    }
}

extension API.PreflightItem {
    /// Who or what speaks for or against the item, when, until when, and what was seen: a sentence each, for people.
    ///
    /// - Parameter format: How a time is written.
    /// - Returns: The sentences; one where nobody has said anything.
    public func proofs(at format: (String) -> String = { $0 }) -> [String] {
        func until(_ end: String?) -> String { end.map { ", until \(format($0))" } ?? "" }
        func other(_ matches: Bool) -> String { matches ? "" : ", for another version of the rule" }
        var sentences: [String] = []
        if let word = attestation {
            let what = proof == "rule_approved" ? "rule approved by" : "attested by"
            let note = word.note.isEmpty ? "" : ": \(word.note)"
            sentences.append(
                "\(what) \(word.actor) at \(format(word.at))\(until(word.validUntil))\(other(word.matchesRule))\(note)")
        }
        for finding in findings {
            let (result, facts) =
                finding.failure.map { ("failed", [$0]) } ?? ("proven", finding.evidence)
            sentences.append(
                "\(finding.check) \(result) at \(format(finding.at)) for \(finding.actor)"
                    + "\(until(finding.validUntil))\(other(finding.matchesRule)): \(facts.joined(separator: "; "))")
        }
        return sentences
    }
}
