/// The checklist before the first start: what machines prove, what people vouch for.
enum DrillScene {
    private static let limit = 40

    /// Works the checklist off and claims that every item is proven.
    static func play(_ scene: Scene, on rollout: String) async throws {
        try await prove(scene, rollout)
        try await drill(scene, rollout)
        let stagegate = scene.stagegate
        let digest = try await stagegate.preflight(rollout).ruleDigest
        scene.claimDone(
            "bob vouches for the decision log",
            try await stagegate.attest(rollout, item: "decision-log-prepared", note: "the log is set up", as: .bob))
        scene.claimRefused(
            "bob, an operator, cannot approve the rule",
            try await stagegate.approveRule(
                rollout, item: "stage-configuration-approved", digest: digest, note: "read", as: .bob), status: 403)
        scene.claimDone(
            "alice, a tech lead, approves the rule by its digest",
            try await stagegate.approveRule(
                rollout, item: "stage-configuration-approved", digest: digest, note: "read it", as: .alice))
        let preflight = try await stagegate.preflight(rollout)
        scene.narrator.claim(
            "every item of the checklist is proven", preflight.complete,
            seen: preflight.items.map { "\($0.name) \($0.state)" }.joined(separator: ", "))
    }

    /// The service has just begun to be scraped, so that the first answers may be empty.
    private static func prove(_ scene: Scene, _ rollout: String) async throws {
        var seen = "nothing was tried"
        let proven = try await scene.eventually(within: limit) { () async throws -> Bool? in
            let reply = try await scene.stagegate.prove(rollout, as: .bob)
            let items = try await scene.stagegate.preflight(rollout).items
                .filter { ["alert-routing-verified", "datasource-verified"].contains($0.name) }
            let failures = items.flatMap(\.findings).compactMap(\.failure)
            seen = failures.first ?? reply.text
            if items.allSatisfy({ $0.state == "proven" }) { return true }
            try await scene.pause(seconds: 2)
            return nil
        } onTrouble: {
            seen = $0
        }
        scene.narrator.claim(
            "the machine proves alert routing and datasource for bob, an operator", proven == true,
            seen: String(seen.prefix(500)))
    }

    private static func drill(_ scene: Scene, _ rollout: String) async throws {
        scene.claimDone("bob runs a drill", try await scene.stagegate.drill(rollout, as: .bob))
        let findings = try await scene.stagegate.preflight(rollout).items.flatMap(\.findings)
        for (check, words) in [
            ("drill_rollback", "the drill's gate failed, and it went back one stage"),
            ("drill_stop", "the drill's stop rule fired, and Alertmanager says whom it told"),
            ("drill_kill", "the drill's kill switch took its weight to 0 within 100 ms"),
        ] {
            let finding = findings.first { $0.check == check }
            scene.narrator.claim(
                words, finding != nil && finding?.failure == nil, seen: finding?.failure ?? "it was not tried")
            if let evidence = finding?.evidence.first { scene.narrator.say("  \(evidence)") }
        }
        try await claimPage(scene, "\(rollout).drill")
        try await scene.claimServed(0)
        let view = try await scene.stagegate.rollout(rollout)
        scene.narrator.claim(
            "nothing of the drill touched the rollout itself", view.phase == "pending" && view.weightPercent == 0,
            seen: view.progress)
    }

    private static func claimPage(_ scene: Scene, _ drill: String) async throws {
        let page = try await scene.eventually(within: 15) { () async throws -> Notification.Alert? in
            await scene.inbox.alerts("on-call-tech-lead", "firing", "StagegateAutoStop", rollout: drill).first
        }
        scene.narrator.claim(
            "the on-call was paged by the drill, and told that it is one", page?.labels["drill"] == "true",
            seen: page.map { "\($0.labels)" } ?? "nothing came")
    }
}
