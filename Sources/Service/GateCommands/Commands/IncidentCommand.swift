import ArgumentParser
import GateModel

/// Opens and resolves incidents, and adds notes to them.
struct IncidentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incident", abstract: "Open, annotate or resolve a safety incident of a rollout.",
        subcommands: [Open.self, Note.self, Resolve.self])

    /// Opens an incident.
    struct Open: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Open an incident: sev1, sev2 and tenant_isolation_breach mean 0 % at once.")

        @OptionGroup var client: ClientOptions
        @Argument(help: "The rollout.") var rollout: String
        @Option(help: "One of \(IncidentKind.allCases.map(\.rawValue).joined(separator: ", ")).") var kind: String
        @Option(help: "What is known.") var note: String
        @Option(help: "The incident's id; given twice it opens one incident. Made up when left out.") var id: String?

        func run() async throws {
            var body = ["kind": kind, "note": note]
            body["id"] = id
            try await Action(client, rollout).perform("incidents", body)
        }
    }

    /// Adds a note to an incident.
    struct Note: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a note to an incident, open or over; notes cannot be changed or taken back.")

        @OptionGroup var client: ClientOptions
        @Argument(help: "The rollout.") var rollout: String
        @Argument(help: "The incident's id, as status and report show it.") var id: String
        @Option(help: "What was learned.") var note: String

        func run() async throws {
            try await Action(client, rollout).perform("incidents/\(APIClient.segment(id))/notes", ["note": note])
        }
    }

    /// Resolves an incident.
    struct Resolve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say that an incident is over; resuming is a decision of its own.")

        @OptionGroup var client: ClientOptions
        @Argument(help: "The rollout.") var rollout: String
        @Argument(help: "The incident's id, as status shows it.") var id: String
        @Option(help: "What was done.") var note: String

        func run() async throws {
            try await Action(client, rollout).perform("incidents/\(APIClient.segment(id))/resolve", ["note": note])
        }
    }
}
