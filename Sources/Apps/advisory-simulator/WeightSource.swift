import FoundationEssentials
import HTTPTransport

/// Asks Stagegate for the weight of a rollout.
struct WeightSource: Sendable {
    /// The answer of `GET /api/v1/rollouts/{rollout}/weight`, as far as it is of use here.
    private struct Envelope: Decodable {
        struct Data: Decodable {
            let weightPercent: Int

            enum CodingKeys: String, CodingKey {
                case weightPercent = "weight_percent"
            }
        }
        let data: Data
    }

    /// An answer that holds no weight.
    struct NoWeight: Error, CustomStringConvertible {
        let status: Int

        var description: String { "stagegate answered \(status) without a weight" }
    }

    private static let timeoutMilliseconds = 1000
    private static let maxResponseBytes = 64 << 10

    let stagegateURL: String
    let transport: HTTPTransport

    /// The weight of a rollout in percent; throws when Stagegate cannot be asked or does not know.
    func weightPercent(of rollout: String) async throws -> Int {
        let request = HTTPRequest(
            .get, "\(stagegateURL)/api/v1/rollouts/\(rollout)/weight", timeoutMilliseconds: Self.timeoutMilliseconds,
            maxResponseBytes: Self.maxResponseBytes)
        let response = try await transport.send(request)
        guard response.status == 200 else { throw NoWeight(status: response.status) }
        return try JSONDecoder().decode(Envelope.self, from: Data(response.body)).data.weightPercent
    }
}
