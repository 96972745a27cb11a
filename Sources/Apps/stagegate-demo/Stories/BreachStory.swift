/// One tenant's data reaches another: nothing is weighed, the canary goes.
enum BreachStory: Story {
    static let rollout = "breach"
    static let title = "3 · a tenant isolation breach takes the canary to 0 % at once"

    static func play(_ scene: Scene) async throws {
        try await scene.simulator.follow(rollout)
        scene.claimDone("alice starts v3", try await scene.stagegate.start(rollout, revision: "v3", as: .alice))
        _ = try await scene.watch(rollout, until: "at 10 %", within: 40) { $0.weightPercent == 10 }

        // The counter's rise can only be seen once the stage has two samples of it.
        try await scene.pause(seconds: 3)
        scene.narrator.say("one answer of v3 holds another tenant's data")
        try await scene.simulator.set("isolation_breach", ["on": true])
        let stopped = try await scene.watch(rollout, until: "stopped", within: 20) { $0.phase == "stopped" }
        scene.narrator.claim("0 %", stopped.weightPercent == 0, seen: "\(stopped.weightPercent) %")
        scene.narrator.claim(
            "an incident is open", stopped.incidents.map(\.kind) == ["tenant_isolation_breach"],
            seen: "incidents: \(stopped.incidents.map(\.kind))")
        try await scene.claimServed(0)
        try await claimOneEvaluation(scene)
        try await scene.claimAlert("StagegateIncidentOpen", of: rollout, reaches: "on-call-tech-lead")
        try await close(scene, stopped)
    }

    /// The step that saw the breach is the step that decided, and nothing came between 10 % and 0 %.
    private static func claimOneEvaluation(_ scene: Scene) async throws {
        let steps = try await scene.stagegate.journal(rollout)
        let stop = steps.first { $0.decisions.contains { $0.kind == "stop" } }
        let path = stop.map { $0.decisions.map { "\($0.kind) \($0.fromWeightPercent)→\($0.toWeightPercent)" } } ?? []
        scene.narrator.claim(
            "in the same evaluation that saw it", stop?.event == "evaluated" && path.last == "stop 10→0",
            seen: "\(stop?.event ?? "no step"): \(path.joined(separator: ", "))")
    }

    private static func close(_ scene: Scene, _ stopped: StagegateFields.Rollout) async throws {
        let stagegate = scene.stagegate
        scene.claimRefused(
            "not even alice can resume it while the incident is open",
            try await stagegate.resume(rollout, reason: "it was only one", as: .alice), status: 409,
            type: "incident_open")
        for incident in stopped.incidents {
            scene.claimDone(
                "bob closes the incident",
                try await stagegate.resolve(
                    rollout, incident: incident.id, note: "cache key lacked the tenant", as: .bob))
        }
        scene.claimDone("alice ends v3", try await stagegate.abort(rollout, reason: "v3 goes back", as: .alice))
        try await scene.claimResolved(
            "StagegateIncidentOpen", of: rollout, text: "the incident's alert is resolved")
    }
}
