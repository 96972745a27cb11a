import Foundation

/// Prometheus's API, as far as the demo looks at it.
struct PrometheusClient: Sendable {
    /// A rule with how its last evaluation went.
    struct Rule: Decodable, Sendable {
        let name: String
        let health: String
        let lastError: String?
    }

    private struct Envelope<Content: Decodable>: Decodable {
        let data: Content
    }

    private struct Rules: Decodable {
        struct Group: Decodable { let rules: [Rule] }
        let groups: [Group]
    }

    private struct Matrix: Decodable {
        struct Series: Decodable { let metric: [String: String] }
        let result: [Series]
    }

    let base: String
    let web: WebClient

    /// Every rule that is loaded.
    func rules() async throws -> [Rule] {
        try await web.get("\(base)/api/v1/rules", as: Envelope<Rules>.self).data.groups.flatMap(\.rules)
    }

    /// The labels of every series that a query returns within the last minutes.
    func series(_ expression: String, overSeconds seconds: Int) async throws -> [[String: String]] {
        let now = Date().timeIntervalSince1970
        var parts = URLComponents()
        parts.queryItems = [
            URLQueryItem(name: "query", value: expression),
            URLQueryItem(name: "start", value: "\(now - Double(seconds))"),
            URLQueryItem(name: "end", value: "\(now)"), URLQueryItem(name: "step", value: "2"),
        ]
        // A plus would mean a blank.
        let query = (parts.percentEncodedQuery ?? "").replacingOccurrences(of: "+", with: "%2B")
        return try await web.get("\(base)/api/v1/query_range?\(query)", as: Envelope<Matrix>.self).data.result
            .map(\.metric)
    }
}
