import Foundation

/// The servers themselves fail: first Stagegate, then Prometheus.
enum OutageStory: Story {
    static let rollout = "outage"
    static let title = "4 · Stagegate is killed in the middle of a window, then Prometheus goes away"

    private static let stagegateDownSeconds = 4
    /// Longer than a window: with data the rollout would have been promoted meanwhile.
    private static let prometheusDownSeconds = DemoRules.windowSeconds + 4

    static func play(_ scene: Scene) async throws {
        try await scene.simulator.follow(rollout)
        scene.claimDone("alice starts v4", try await scene.stagegate.start(rollout, revision: "v4", as: .alice))
        try await loseStagegate(scene)
        try await losePrometheus(scene)
        scene.claimDone("alice ends v4", try await scene.stagegate.abort(rollout, reason: "end of demo", as: .alice))
    }

    private static func loseStagegate(_ scene: Scene) async throws {
        let before = try await scene.watch(rollout, until: "green at 10 %", within: 40) {
            $0.weightPercent == 10 && $0.greenSince != nil
        }
        try await scene.pause(seconds: 2)
        scene.narrator.say("kill -9 \(scene.world.stagegate.pid ?? 0): Stagegate is gone for \(stagegateDownSeconds) s")
        await scene.world.stagegate.crash()
        let killed = Date()
        try await scene.pause(seconds: stagegateDownSeconds)
        try await scene.claimServed(10)
        try await scene.world.startStagegate()
        scene.narrator.say("Stagegate is back")

        let promoted = try await scene.watch(rollout, until: "at 25 %", within: 30) { $0.weightPercent == 25 }
        let steps = try await scene.stagegate.journal(rollout)
        claimNoGap(scene, steps, killed)
        claimSameWindow(scene, steps, before)
        scene.narrator.claim("v4 goes on", promoted.phase == "observing", seen: promoted.progress)
    }

    /// Every second from the first evaluation to the promotion has been judged, those without Stagegate included.
    private static func claimNoGap(_ scene: Scene, _ steps: [StagegateFields.Record], _ killed: Date) {
        let times = steps.filter { $0.event == "evaluated" }
            .compactMap { StagegateFields.date($0.details["evaluated_at"])?.timeIntervalSince1970 }
        let gaps = zip(times, times.dropFirst()).filter { abs($1 - $0 - 1) > 0.001 }
        let missed = steps.filter { $0.event == "evaluations_missed" }.count
        let filled = times.filter { $0 > killed.timeIntervalSince1970 }.prefix(stagegateDownSeconds).count
        scene.narrator.claim(
            "every second has been evaluated, those in between too: \(times.count) evaluations without a gap",
            gaps.isEmpty && missed == 0 && filled == stagegateDownSeconds,
            seen: "\(times.count) evaluations, gaps before \(gaps.map(\.1)), \(missed) recorded as missed")
    }

    /// The green time from before counts: the promotion came when the window was full, counted from there.
    private static func claimSameWindow(
        _ scene: Scene, _ steps: [StagegateFields.Record], _ before: StagegateFields.Rollout
    ) {
        let promotion = steps.flatMap(\.decisions).first { $0.kind == "promote" && $0.toWeightPercent == 25 }
        guard let green = StagegateFields.date(before.greenSince), let at = StagegateFields.date(promotion?.at) else {
            return scene.narrator.claim("the window completed", false, seen: "no promotion to 25 % in the journal")
        }
        let seconds = at.timeIntervalSince(green)
        let window = Double(DemoRules.windowSeconds)
        scene.narrator.claim(
            "the window completed as if nothing had happened", seconds >= window && seconds <= window + 3,
            seen: "promoted \(seconds) s after it turned green, the window is \(window) s")
    }

    private static func losePrometheus(_ scene: Scene) async throws {
        _ = try await scene.watch(rollout, until: "green at 25 %", within: 20) {
            $0.weightPercent == 25 && $0.greenSince != nil
        }
        scene.narrator.say("Prometheus is stopped for \(prometheusDownSeconds) s, longer than the window")
        await scene.world.prometheus.stop()
        let deadline = ContinuousClock.now + .seconds(prometheusDownSeconds)
        var last = try await scene.stagegate.rollout(rollout)
        var heldStill = true
        while ContinuousClock.now < deadline {
            last = try await scene.stagegate.rollout(rollout)
            scene.narrator.progress(last.progress)
            heldStill = heldStill && last.weightPercent == 25 && last.phase == "observing"
            try await Task.sleep(for: .milliseconds(200))
        }
        scene.narrator.claim("it holds at 25 % and promotes nothing", heldStill, seen: last.progress)
        let reasons = Set(last.gates.compactMap(\.reason))
        scene.narrator.claim(
            "and says why: source_unavailable", reasons == ["source_unavailable"] && !last.waitingFor.isEmpty,
            seen: "reasons \(reasons.sorted()), waiting for \(last.waitingFor)")
        try await scene.world.startPrometheus()
        scene.narrator.say("Prometheus is back")
        let promoted = try await scene.watch(rollout, until: "at 50 %", within: 50) { $0.weightPercent == 50 }
        scene.narrator.claim("it goes on", promoted.phase == "observing", seen: promoted.progress)
    }
}
