/// A healthy revision goes all the way, one approval at a time.
enum HealthyStory: Story {
    static let rollout = "healthy"
    static let title = "1 · a healthy revision is approved from stage to stage up to 100 %"

    private static let steps = [(from: 0, to: 10), (from: 10, to: 25), (from: 25, to: 50), (from: 50, to: 100)]
    private static let windowLimit = DemoRules.windowSeconds + 20

    static func play(_ scene: Scene) async throws {
        try await scene.simulator.follow(rollout)
        try await start(scene)
        for step in steps { try await promote(scene, from: step.from, to: step.to) }
        _ = try await scene.watch(rollout, until: "completed", within: windowLimit) { $0.phase == "completed" }
        try await claimOutcome(scene)
    }

    /// Every way to begin that must not work, then the one that does.
    private static func start(_ scene: Scene) async throws {
        let stagegate = scene.stagegate
        scene.claimRefused(
            "nobody without a token can start it", try await stagegate.start(rollout, revision: "v1", as: nil),
            status: 401)
        scene.claimRefused(
            "it does not start before its checklist is proven",
            try await stagegate.start(rollout, revision: "v1", as: .alice), status: 409, type: "preflight_missing")
        try await DrillScene.play(scene, on: rollout)
        scene.claimDone("alice starts v1", try await stagegate.start(rollout, revision: "v1", as: .alice))
        scene.claimRefused(
            "an approval given too early is refused",
            try await stagegate.approve(rollout, candidate: "too-early", as: .alice), status: 409)
    }

    private static func promote(_ scene: Scene, from: Int, to: Int) async throws {
        let view = try await scene.watch(
            rollout, until: "waiting for approval at \(from) %", within: windowLimit
        ) { $0.phase == "awaiting_approval" && $0.weightPercent == from }
        guard let candidate = view.candidate else {
            throw Scene.NotReached(description: "\(rollout) waits for approval without a candidate")
        }
        if from == 0 {
            scene.claimRefused(
                "bob, an operator, cannot approve",
                try await scene.stagegate.approve(rollout, candidate: candidate.id, as: .bob), status: 403)
            try await scene.claimAlert("StagegateAwaitingApproval", of: rollout, reaches: "approvals")
        }
        scene.claimDone(
            "alice, the on-call tech lead, approves \(from) % → \(to) %",
            try await scene.stagegate.approve(rollout, candidate: candidate.id, as: .alice))
        _ = try await scene.watch(rollout, until: "at \(to) %", within: 10) { $0.weightPercent == to }
    }

    private static func claimOutcome(_ scene: Scene) async throws {
        try await scene.claimServed(100)
        let decisions = try await scene.stagegate.decisions(rollout)
        let promotions = decisions.filter { $0.kind == "promote" }
        let path = promotions.map { "\($0.fromWeightPercent)→\($0.toWeightPercent)" }
        let expected = steps.map { "\($0.from)→\($0.to)" }
        scene.narrator.claim(
            "it rose by one stage at a time: \(expected.joined(separator: ", "))", path == expected,
            seen: path.joined(separator: ", "))
        scene.narrator.claim(
            "and completed after a green window at 100 %", decisions.last?.kind == "complete",
            seen: "the last decision is \(decisions.last?.kind ?? "none")")
    }
}
