/// Little traffic: comparing numbers takes a healthy canary back by chance; proof does not, and finds the real regression.
enum SparseStory: Story {
    static let rollout = "sparse"
    static let title = "5 · little traffic: what comparing numbers gets wrong, and what is proven"

    /// The twin that compares point values of the same counters with the same margins.
    static let twin = "hasty"

    private static let gates = ["conversion", "reject-with-reason"]
    private static let healthySeconds = 20
    private static let regressionSeconds = 100

    static func play(_ scene: Scene) async throws {
        try await scene.simulator.follow(rollout)
        for name in [rollout, twin] {
            scene.claimDone(
                "alice starts v5 as \(name)", try await scene.stagegate.start(name, revision: "v5", as: .alice))
        }
        _ = try await scene.watch(rollout, until: "at 10 %", within: 40) { $0.weightPercent == 10 }
        try await healthy(scene)
        try await regression(scene)
        for name in [rollout, twin] {
            scene.claimDone(
                "alice ends v5 as \(name)", try await scene.stagegate.abort(name, reason: "v5 goes back", as: .alice))
        }
    }

    /// A canary as good as the stable version, of which a few dozen recommendations a second are seen.
    private static func healthy(_ scene: Scene) async throws {
        scene.narrator.say("v5 is healthy; for \(healthySeconds) s both watch the same few requests")
        try await scene.pause(seconds: healthySeconds)
        let judged = try await scene.stagegate.rollout(rollout)
        let failed = try await failures(scene, twin)
        scene.narrator.claim(
            "comparing numbers calls the healthy canary a failure", failed > 0, seen: "\(failed) evaluations failed")
        let wronged = try await failures(scene, rollout)
        scene.narrator.claim(
            "asking for proof does not: it stays at 10 %", wronged == 0 && judged.weightPercent == 10,
            seen: "\(wronged) evaluations failed, \(judged.progress)")
        let summaries = judged.gates.filter { gates.contains($0.name) }.compactMap(\.summary)
        scene.narrator.claim(
            "and says how much is missing", summaries.contains { $0.contains("not proven") },
            seen: summaries.joined(separator: "; "))
        for summary in summaries { scene.narrator.say(summary) }
    }

    /// Half of the conversions are gone.
    private static func regression(_ scene: Scene) async throws {
        scene.narrator.say("v5 loses half of its conversions")
        try await scene.simulator.set("low_conversion", ["on": true, "share": 0.5])
        let back = try await scene.watch(rollout, until: "taken back", within: regressionSeconds) {
            $0.weightPercent == 0
        }
        scene.narrator.claim("the regression takes it to 0 %", back.weightPercent == 0, seen: back.progress)
        let decision = try await scene.stagegate.decisions(rollout).last { $0.kind == "roll_back" }
        let reason = decision?.reason ?? "no rollback"
        scene.narrator.claim(
            "because it is proven", gates.contains(decision?.cause ?? "") && reason.contains("proven to be worse"),
            seen: "\(decision?.cause ?? ""): \(reason)")
        scene.narrator.say(reason)
        try await claimReport(scene)
    }

    /// The evidence of the visit that ended says how sure it was.
    private static func claimReport(_ scene: Scene) async throws {
        let visit = try await scene.stagegate.report(rollout).visits.last { $0.weightPercent == 10 }
        let certainties = visit?.gates.compactMap { $0.certainty?.proof } ?? []
        scene.narrator.claim(
            "and the report keeps how sure it was", certainties.contains("refuted"),
            seen: "proofs in the report: \(certainties)")
    }

    /// How many evaluations of the canary failed a gate.
    private static func failures(_ scene: Scene, _ name: String) async throws -> Int {
        try await scene.stagegate.journal(name).count { record in
            record.gates?.contains { gates.contains($0.name) && $0.verdict == "fail" } ?? false
        }
    }
}
