import ArgumentParser
import GateHTTP

/// Shows the checklist, attests an item, approves the rule, lets machines prove what they can.
struct PreflightCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preflight", abstract: "List what has to be proven before a start, or prove it.",
        discussion: """
            Without an item the checklist is shown, with who or what proved each item, until when, and what was seen. With an \
            item and --note a person vouches for it; where the item asks for an approval of the rule, the note approves the \
            rule in force, or the one named by --digest. With --run the service proves what it can: it tests the alert routing \
            and the datasource, and runs the drill.
            """)

    @OptionGroup var client: ClientOptions
    @Argument(help: "The rollout.") var rollout: String
    @Argument(help: "The item; all items are listed when left out.") var item: String?
    @Option(help: "What was checked, and how; needed with an item.") var note: String = ""
    @Option(help: "The digest of the rule that is approved; that of the rule in force by default.") var digest: String?
    @Flag(help: "Let the service prove what it can; real people may be paged, the alerts say that it is a drill.")
    var run = false

    func validate() throws {
        if item != nil, run { throw ValidationError("--run proves every item that a machine can prove: name none") }
        if item == nil, digest != nil { throw ValidationError("name the item the rule is approved for") }
        if item != nil, note.trimmed().isEmpty {
            throw ValidationError("say with --note what was checked, and how: it is kept as evidence")
        }
    }

    func run() async throws {
        let action = try Action(client, rollout)
        if run { return try await prove(action) }
        let preflight = try await action.preflight()
        guard let item else { return try action.conclude(preflight) { PreflightText.checklist($0) } }
        var body = ["item": item, "note": note]
        let asksForApproval = preflight.items.contains { $0.name == item && $0.proof == "rule_approved" }
        body["digest"] = digest ?? (asksForApproval ? preflight.ruleDigest : nil)
        try await action.perform("preflight", body)
    }

    private func prove(_ action: Action) async throws {
        let proofs = Set(try await action.preflight().items.map(\.proof))
        var verbs = proofs.isDisjoint(with: ["alert_routing", "datasource"]) ? [] : ["preflight/run"]
        if proofs.contains("drill") { verbs.append("drill") }
        for verb in verbs { _ = try await action.prove(verb) }
        let preflight = try await action.preflight()
        try action.conclude(preflight) { PreflightText.checklist($0) }
        let unproven = preflight.items.filter { ["alert_routing", "datasource", "drill"].contains($0.proof) }
        if unproven.contains(where: { $0.state != "proven" }) { throw ExitCode.failure }
    }
}

/// Rehearses stop, rollback and kill switch.
struct DrillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill", abstract: "Rehearse stop, rollback and kill switch through the real pipeline.",
        discussion: """
            The drill runs under the rollout's own rule and the name ROLLOUT.drill, on made-up measurements: nobody's traffic \
            moves. Its alerts are real and say that they are a drill. Exits with 1 when a part does not hold.
            """)

    @OptionGroup var client: ClientOptions
    @Argument(help: "The rollout.") var rollout: String

    func run() async throws {
        let action = try Action(client, rollout)
        let answer = try await action.prove("drill")
        try action.conclude(answer) { PreflightText.drill($0) }
        if !answer.passed { throw ExitCode.failure }
    }
}
