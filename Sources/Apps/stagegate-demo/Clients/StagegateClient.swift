import Foundation
import HTTPTransport

/// Stagegate's HTTP API, as the people and the services of the stories use it.
struct StagegateClient: Sendable {
    typealias Fields = StagegateFields

    /// What became of an action.
    struct Reply: Sendable {
        let status: Int
        /// The word for the refusal; empty when it was done.
        let errorType: String
        let message: String

        var isDone: Bool { status == 200 }

        /// In words, for claims that turn out wrong.
        var text: String { isDone ? "it was done" : "\(status) \(errorType): \(message)" }
    }

    let base: String
    let web: WebClient

    func rollout(_ name: String) async throws -> Fields.Rollout {
        try await get("\(name)", as: Fields.Rollout.self)
    }

    /// Decisions, oldest first.
    func decisions(_ name: String) async throws -> [Fields.Decision] {
        try await get("\(name)/decisions?limit=200", as: Fields.DecisionList.self).decisions.reversed()
    }

    /// Journal records with evaluations, oldest first.
    func journal(_ name: String) async throws -> [Fields.Record] {
        try await get("\(name)/journal?evaluations=true&limit=1000", as: Fields.Journal.self).records.reversed()
    }

    func report(_ name: String) async throws -> Fields.Report {
        try await get("\(name)/report", as: Fields.Report.self)
    }

    func start(_ name: String, revision: String, as person: Person?) async throws -> Reply {
        try await post("\(name)/start", ["revision": revision], person)
    }

    func attest(_ name: String, item: String, note: String, as person: Person) async throws -> Reply {
        try await post("\(name)/preflight", ["item": item, "note": note], person)
    }

    func approve(_ name: String, candidate: String, as person: Person) async throws -> Reply {
        try await post("\(name)/approve", ["candidate": candidate], person)
    }

    func resume(_ name: String, reason: String, as person: Person) async throws -> Reply {
        try await post("\(name)/resume", ["reason": reason], person)
    }

    func abort(_ name: String, reason: String, as person: Person) async throws -> Reply {
        try await post("\(name)/abort", ["reason": reason], person)
    }

    func resolve(_ name: String, incident: String, note: String, as person: Person) async throws -> Reply {
        try await post("\(name)/incidents/\(incident)/resolve", ["note": note], person)
    }

    private func get<Payload: Decodable>(_ path: String, as type: Payload.Type) async throws -> Payload {
        try await web.get("\(base)/api/v1/rollouts/\(path)", as: Fields.Envelope<Payload>.self).data
    }

    private func post(_ path: String, _ body: [String: String], _ person: Person?) async throws -> Reply {
        let url = "\(base)/api/v1/rollouts/\(path)"
        let response = try await web.send(.post, url, body, token: person?.token)
        if response.status == 200 { return Reply(status: 200, errorType: "", message: "") }
        let failure = try web.decode(response, url, as: Fields.Failure.self)
        return Reply(status: response.status, errorType: failure.errorType, message: failure.error)
    }
}
