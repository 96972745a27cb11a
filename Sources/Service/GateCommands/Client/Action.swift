import ArgumentParser
import GateHTTP

/// One change asked of the service, and its answer.
struct Action {
    private let api: APIClient
    private let path: String
    private let output: OutputOptions

    init(_ client: ClientOptions, _ rollout: String) throws {
        api = try client.connect()
        path = "/api/v1/rollouts/\(APIClient.segment(rollout))"
        output = client.outputOptions
    }

    /// The rollout as it is now.
    func present() async throws -> API.Rollout {
        try await api.get(path)
    }

    /// What has to be proven before a start.
    func preflight() async throws -> API.Preflight {
        try await api.get("\(path)/preflight")
    }

    /// Lets the service prove something; it may have to wait for people's Alertmanagers.
    func prove(_ verb: String) async throws -> API.Proving {
        try await api.post("\(path)/\(verb)", [String: String](), timeoutMilliseconds: 180_000)
    }

    /// Prints an answer, and ends the connection.
    func conclude<Payload: Encodable>(_ answer: Payload, lines: (Payload) -> [String]) throws {
        defer { api.close() }
        try Answer.print(answer, output, lines: lines)
    }

    /// Posts, and prints the rollout as it is then.
    func perform(_ verb: String, _ body: [String: String]) async throws {
        defer { api.close() }
        let answer: API.Rollout = try await api.post("\(path)/\(verb)", body)
        try Answer.print(answer, output) { RolloutText.lines($0) }
    }
}

/// Prints answers in the form that was asked for.
enum Answer {
    /// JSON, or the lines for people.
    static func print<Payload: Encodable>(
        _ payload: Payload, _ options: OutputOptions, lines: (Payload) -> [String]
    ) throws {
        switch options.output {
        case .json: Swift.print(try JSONText.of(payload))
        case .text: Swift.print(lines(payload).joined(separator: "\n"))
        }
    }
}
