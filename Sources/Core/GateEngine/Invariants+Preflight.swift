internal import GateModel
internal import GateRules

extension Inspection {
    /// What is proven before a start moves nothing: no attempt, no weight, no incident, whatever a drill came to.
    var proofs: [String] {
        let isProof =
            switch event.kind {
            case .preflightAttested, .ruleApproved, .routingTestBegun, .preflightChecked: true
            default: false
            }
        guard isProof else {
            return broken(
                after.findings != before.findings || after.routingTest != before.routingTest,
                "proofs changed without anything having been proven")
        }
        // The first step under a new rule adopts it, whatever the event.
        let isUntouched = before.ruleDigest != rule.digest || after.attempt == before.attempt
        return broken(!isUntouched, "a proof changed the attempt")
            + broken(after.incidents != before.incidents, "a proof changed the incidents")
            + broken(after.weight != before.weight, "a proof changed the weight")
    }
}
