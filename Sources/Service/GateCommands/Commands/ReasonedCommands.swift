import ArgumentParser

/// What the commands that need nothing but a reason have in common.
struct ReasonedOptions: ParsableArguments {
    @OptionGroup var client: ClientOptions
    @Argument(help: "The rollout.") var rollout: String
    @Option(help: "Why; kept as evidence.") var reason: String

    func perform(_ verb: String) async throws {
        try await Action(client, rollout).perform(verb, ["reason": reason])
    }
}

/// Suspends promotions.
struct HoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Suspend promotions; gates and stop rules keep working.")

    @OptionGroup var options: ReasonedOptions

    func run() async throws { try await options.perform("hold") }
}

/// Lifts the hold.
struct Unhold: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Let promotions go on.")

    @OptionGroup var options: ReasonedOptions

    func run() async throws { try await options.perform("unhold") }
}

/// Pulls the kill switch.
struct Kill: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Kill switch: 0 % and stopped, at once and without preconditions.")

    @OptionGroup var client: ClientOptions
    @Argument(help: "The rollout.") var rollout: String
    @Option(help: "Why; kept as evidence.") var reason: String = "kill switch"

    func run() async throws { try await Action(client, rollout).perform("kill", ["reason": reason]) }
}

/// Lets a stopped rollout go on.
struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Let a stopped rollout go on where its weight stands, with a new window.")

    @OptionGroup var options: ReasonedOptions

    func run() async throws { try await options.perform("resume") }
}

/// Ends an attempt.
struct Abort: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "End the attempt: 0 %, for good.")

    @OptionGroup var options: ReasonedOptions

    func run() async throws { try await options.perform("abort") }
}
