import HTTPTransport

/// The simulated advisory service.
struct SimulatorClient: Sendable {
    struct Status: Decodable, Sendable {
        let rollout: String
        let canaryPercent: Double
    }

    private static let lastingFaults = ["5xx_burst", "slow_write", "low_conversion", "no_traffic"]

    let base: String
    let web: WebClient

    func status() async throws -> Status { try await web.get("\(base)/faults", as: Status.self) }

    /// Takes its share of traffic from this rollout, with all faults off.
    func follow(_ rollout: String) async throws {
        for fault in Self.lastingFaults { try await set(fault, ["on": false]) }
        try await change(.put, "rollout", ["name": rollout])
    }

    func set(_ fault: String, _ setting: [String: any Sendable]) async throws {
        try await change(.post, "faults/\(fault)", setting)
    }

    private func change(_ method: HTTPMethod, _ path: String, _ body: [String: any Sendable]) async throws {
        let url = "\(base)/\(path)"
        let response = try await web.send(method, url, body)
        guard response.status == 200 else {
            throw WebClient.Unexpected(description: "\(url) answered \(response.status): \(response.text)")
        }
    }
}
