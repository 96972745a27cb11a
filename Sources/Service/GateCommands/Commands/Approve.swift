import ArgumentParser
import GateHTTP

/// Approves the candidate.
struct Approve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Approve the candidate: the evidence of the completed window.",
        discussion: """
            Shows the candidate and asks. Without a terminal, say with --yes that the one shown is meant, or name one with \
            --candidate. A candidate that stands no more is refused, with what has changed since.
            """
    )

    @OptionGroup var client: ClientOptions
    @Argument(help: "The rollout.") var rollout: String
    @Option(help: "The candidate to approve; refused when another one stands by now.") var candidate: String?
    @Flag(help: "Approve the candidate that is shown, without asking.") var yes = false

    func run() async throws {
        let action = try Action(client, rollout)
        let present = try await action.present()
        if client.outputOptions.output == .text, let shown = present.candidate {
            print(RolloutText.candidate(shown, of: present).joined(separator: "\n"))
        }
        // Where there is none the service says how far the window is, better than anything said here.
        guard let shown = present.candidate else {
            return try await action.perform("approve", ["candidate": candidate ?? "none"])
        }
        let isMeant = candidate != nil || yes
        if !isMeant {
            guard Terminal.canAsk, client.outputOptions.output == .text else {
                throw ValidationError(
                    "nobody can be shown it and asked: say --yes, or name the candidate with --candidate")
            }
            let question = "approve \(shown.id) for \(shown.nextWeightPercent) %?"
            guard Terminal.ask(question) else { throw ClientError(message: "not approved") }
        }
        try await action.perform("approve", ["candidate": candidate ?? shown.id])
    }
}
