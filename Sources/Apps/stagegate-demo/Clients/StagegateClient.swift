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

    /// Approves the rule with this digest.
    func approveRule(
        _ name: String, item: String, digest: String, note: String, as person: Person
    ) async throws -> Reply {
        try await post("\(name)/preflight", ["item": item, "note": note, "digest": digest], person)
    }

    /// The checklist.
    func preflight(_ name: String) async throws -> Fields.Preflight {
        try await get("\(name)/preflight", as: Fields.Preflight.self)
    }

    /// Tests alert routing and datasource.
    func prove(_ name: String, as person: Person) async throws -> Reply {
        try await post("\(name)/preflight/run", [:], person, timeoutMilliseconds: Self.patience)
    }

    /// Rehearses stop, rollback and kill switch.
    func drill(_ name: String, as person: Person) async throws -> Reply {
        try await post("\(name)/drill", [:], person, timeoutMilliseconds: Self.patience)
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

    /// How long a proof may take: Alertmanager has a word in it.
    private static let patience = 60_000

    private func get<Payload: Decodable>(_ path: String, as type: Payload.Type) async throws -> Payload {
        try await web.get("\(base)/api/v1/rollouts/\(path)", as: Fields.Envelope<Payload>.self).data
    }

    private func post(
        _ path: String, _ body: [String: String], _ person: Person?,
        timeoutMilliseconds: Int = WebClient.timeoutMilliseconds
    ) async throws -> Reply {
        let url = "\(base)/api/v1/rollouts/\(path)"
        let response = try await web.send(
            .post, url, body, token: person?.token, timeoutMilliseconds: timeoutMilliseconds)
        if response.status == 200 { return Reply(status: 200, errorType: "", message: "") }
        let failure = try web.decode(response, url, as: Fields.Failure.self)
        return Reply(status: response.status, errorType: failure.errorType, message: failure.error)
    }
}
