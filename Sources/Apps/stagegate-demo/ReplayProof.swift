import Foundation

/// Live = replay: what was decided in the stories is decided again, from the journal and from what Prometheus has.
struct ReplayProof {
    /// What `replay --verify` says of an attempt.
    private struct Verification: Decodable {
        struct Journal: Decodable {
            let steps: Int
            let identical: Bool
            let trouble: String?
        }

        struct Asked: Decodable {
            struct Change: Decodable {
                struct Side: Decodable {
                    let outcome: String
                    let reason: String
                }

                let at: String
                let subject: String
                let recorded: Side
                let now: Side
            }

            let verdicts: Int
            let changes: [Change]
        }

        struct Replay: Decodable {
            let decisions: Int
            let identical: Bool
        }

        let journal: Journal
        let asked: Asked?
        let replay: Replay?
    }

    private static let patienceSeconds = 60

    let scene: Scene

    /// Proves it of an attempt during which Prometheus was there all the time.
    func prove(_ rollout: String) async throws {
        let seen = try await verify(rollout)
        claimJournal(rollout, seen)
        scene.narrator.claim(
            "\(rollout): replayed on what Prometheus has, the \(seen.replay?.decisions ?? 0) decisions are identical",
            seen.replay?.identical == true && seen.asked?.changes.isEmpty == true, seen: text(seen))
    }

    /// Proves it of an attempt during which Prometheus was away: only what could not be seen then is seen now.
    func proveWithOutage(_ rollout: String) async throws {
        let seen = try await verify(rollout)
        claimJournal(rollout, seen)
        let changes = seen.asked?.changes ?? []
        scene.narrator.claim(
            "\(rollout): asked again, the \(changes.count) verdicts that changed are those of the outage",
            !changes.isEmpty && changes.allSatisfy { $0.recorded.reason == "source_unavailable" }, seen: text(seen))
    }

    private func claimJournal(_ rollout: String, _ seen: Verification) {
        scene.narrator.claim(
            "\(rollout): the journal alone leads to its \(seen.journal.steps) steps again, byte for byte",
            seen.journal.identical && seen.journal.steps > 0, seen: text(seen))
    }

    private func verify(_ rollout: String) async throws -> Verification {
        let world = scene.world
        let answer = world.files.folder.appendingPathComponent("replay-\(rollout).json")
        let process = ManagedProcess(
            name: "replay-\(rollout)", executable: world.stagegate.executable,
            arguments: [
                "replay", "--attempt", "\(rollout)/1", "--verify", "--output=json", "--output.file=\(answer.path)",
                "--storage.path=\(world.files.journal.path)",
                "--datasource.url=\(Addresses.url(world.addresses.prometheus))",
            ], folder: world.files.folder)
        try process.start()
        let ended = try await scene.eventually(within: Self.patienceSeconds) { process.pid == nil ? true : nil }
        await process.stop()
        guard ended == true, let bytes = FileManager.default.contents(atPath: answer.path) else {
            throw ManagedProcess.NotStarted(
                name: process.name, log: process.log.path, cause: "there is no answer\n\(process.logTail())")
        }
        return try JSONDecoder().decode(Verification.self, from: bytes)
    }

    private func text(_ seen: Verification) -> String {
        let changes = (seen.asked?.changes ?? []).prefix(3).map { change in
            "\(change.at) \(change.subject) \(change.recorded.reason), now \(change.now.reason)"
        }
        let decisions = seen.replay.map { $0.identical ? "identical decisions" : "other decisions" } ?? "not replayed"
        return ([seen.journal.trouble ?? "journal \(seen.journal.identical)", decisions] + changes)
            .joined(separator: "; ")
    }
}
