import Foundation

/// The whole performance: the world goes up, the stories are played, the evidence is shown.
struct Show {
    private static let stories: [any Story.Type] = [
        HealthyStory.self, BurstStory.self, BreachStory.self, OutageStory.self, SparseStory.self,
    ]

    let world: DemoWorld
    let inbox: Inbox
    private let narrator = Narrator()

    init(world: DemoWorld, inbox: Inbox) {
        self.world = world
        self.inbox = inbox
    }

    /// Plays every story, one that fails included, and says whether every claim held.
    func play() async throws -> Outcome {
        try await open()
        let scene = Scene(world: world, inbox: inbox, narrator: narrator)
        for story in Self.stories {
            narrator.title(story.title)
            try await orClaim("the story can be told to its end") { try await story.play(scene) }
        }
        try await showWatchers(scene)
        try await proveReplays(scene)
        await showEvidence(scene)
        return conclude()
    }

    /// Leaves the world up until the task is cancelled.
    func keepOpen() async throws -> Outcome {
        try await open()
        narrator.print(Playbook.text(world))
        while true { try await Task.sleep(for: .seconds(3600)) }
    }

    private func open() async throws {
        narrator.title("Prometheus, Alertmanager, the advisory service and Stagegate go up on 127.0.0.1")
        try await world.start()
        narrator.say("all of them are ready; files and logs are in \(world.files.folder.path)")
    }

    private func showWatchers(_ scene: Scene) async throws {
        narrator.title(Watchers.title)
        try await orClaim("Prometheus says how Stagegate itself is") { try await Watchers.look(scene) }
    }

    private func proveReplays(_ scene: Scene) async throws {
        narrator.title("Live = replay")
        let proof = ReplayProof(scene: scene)
        for story in Self.stories {
            try await orClaim("\(story.rollout) can be replayed") {
                if story is OutageStory.Type {
                    try await proof.proveWithOutage(story.rollout)
                } else {
                    try await proof.prove(story.rollout)
                }
            }
        }
    }

    /// Does something; an error is a claim that does not hold.
    private func orClaim(_ claim: String, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            try Task.checkCancellation()
            narrator.claim(claim, false, seen: "\(error)")
        }
    }

    private func showEvidence(_ scene: Scene) async {
        narrator.title("Evidence")
        for story in Self.stories {
            do {
                narrator.print(EvidenceReport.text(try await scene.stagegate.report(story.rollout)))
            } catch {
                narrator.claim("\(story.rollout) has an evidence report", false, seen: "\(error)")
            }
        }
    }

    private func conclude() -> Outcome {
        let seconds = Int(narrator.elapsedSeconds.rounded())
        guard narrator.failures.isEmpty else {
            narrator.title("\(narrator.failures.count) of \(narrator.claims) claims do not hold (\(seconds) s)")
            for failure in narrator.failures { narrator.print("  ✗ \(failure)") }
            narrator.print("  the logs are in \(world.files.folder.path)")
            return .failed
        }
        narrator.title("All \(narrator.claims) claims hold (\(seconds) s)")
        return .succeeded
    }
}
