/// A revision that breaks under load is stopped and taken back.
enum BurstStory: Story {
    static let rollout = "burst"
    static let title = "2 · a 5xx burst at 25 % stops the next revision"

    private static let stopAlert = "StagegateAutoStop"

    static func play(_ scene: Scene) async throws {
        try await scene.simulator.follow(rollout)
        scene.claimDone("alice starts v2", try await scene.stagegate.start(rollout, revision: "v2", as: .alice))
        _ = try await scene.watch(rollout, until: "at 25 %", within: 60) { $0.weightPercent == 25 }

        scene.narrator.say("v2 answers 30 % of its requests with 500 as soon as it gets more than 20 % of the traffic")
        try await scene.simulator.set("5xx_burst", ["on": true, "share": 0.3, "above_percent": 20])
        let stopped = try await scene.watch(rollout, until: "stopped", within: 40) { $0.phase == "stopped" }
        scene.narrator.claim(
            "stop rule slo-breach stopped it", stopped.stop?.cause == "slo-breach",
            seen: "\(stopped.stop?.cause ?? "no stop")")
        scene.narrator.claim(
            "back to the previous stable stage, 10 %", stopped.weightPercent == 10, seen: "\(stopped.weightPercent) %")
        try await scene.claimServed(10)
        try await scene.claimAlert(stopAlert, of: rollout, reaches: "on-call-tech-lead")
        try await resume(scene)
    }

    private static func resume(_ scene: Scene) async throws {
        let stagegate = scene.stagegate
        scene.claimRefused(
            "bob, an operator, cannot resume it",
            try await stagegate.resume(rollout, reason: "looks fine to me", as: .bob), status: 403)
        let still = try await stagegate.rollout(rollout)
        scene.narrator.claim("and it stays stopped", still.phase == "stopped", seen: still.progress)
        scene.claimDone(
            "alice, tech lead, resumes it with a reason",
            try await stagegate.resume(rollout, reason: "connection pool was too small", as: .alice))
        let resumed = try await scene.watch(rollout, until: "observing again", within: 10) { $0.phase == "observing" }
        scene.narrator.claim(
            "a new window starts where the weight stands", resumed.weightPercent == 10, seen: resumed.progress)
        try await scene.claimResolved(stopAlert, of: rollout, text: "its alert is resolved")
        scene.claimDone("alice ends v2", try await stagegate.abort(rollout, reason: "v2 goes back", as: .alice))
    }
}
