import ArgumentParser
import GateHTTP

/// Shows rollouts.
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show where rollouts stand and what they wait for.")

    @OptionGroup var client: ClientOptions
    @Argument(help: "The rollout; all of them when left out.") var rollout: String?

    func run() async throws {
        let api = try client.connect()
        defer { api.close() }
        if let rollout {
            let answer: API.Rollout = try await api.get("/api/v1/rollouts/\(APIClient.segment(rollout))")
            let name = APIClient.segment(rollout)
            let told: API.Deliveries = try await api.get("/api/v1/alerts/deliveries?rollout=\(name)")
            try Answer.print(answer, client.outputOptions) { RolloutText.lines($0) + ReceiptText.lines(told) }
        } else {
            let answer: API.RolloutList = try await api.get("/api/v1/rollouts")
            try Answer.print(answer, client.outputOptions) { RolloutText.list($0.rollouts) }
        }
    }
}

/// Starts an attempt.
struct Start: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Start rolling out a revision, at stage 0.")

    @OptionGroup var client: ClientOptions
    @Argument(help: "The rollout.") var rollout: String
    @Option(help: "The revision, as the tracks know it.") var revision: String

    func run() async throws {
        try await Action(client, rollout).perform("start", ["revision": revision])
    }
}

/// Takes the rollout to a lower stage.
struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Take a rollout back to a lower stage.")

    @OptionGroup var client: ClientOptions
    @Argument(help: "The rollout.") var rollout: String
    @Option(help: "The stage; the previous stable one by default.") var toStage: String?
    @Option(help: "Why; kept as evidence.") var reason: String

    func run() async throws {
        var body = ["reason": reason]
        body["to_stage"] = toStage
        try await Action(client, rollout).perform("rollback", body)
    }
}
