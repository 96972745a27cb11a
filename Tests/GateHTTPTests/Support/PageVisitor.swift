import Foundation
import Testing

@testable import GateHTTP

/// A person at a browser without scripts: keeps the cookie and sends what stands in forms.
struct PageVisitor {
    let client: RawClient
    var cookie: String?

    init(_ client: RawClient) { self.client = client }

    /// Opens a page.
    func get(_ path: String, accept: String = "text/html") async throws -> RawResponse {
        try await client.send("GET", path, headers: headers(["Accept": accept]))
    }

    /// Sends a form.
    func post(_ path: String, _ fields: [String: String], origin: String? = "own") async throws -> RawResponse {
        var extra = ["Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded"]
        extra["Origin"] = origin == "own" ? "http://127.0.0.1" : origin
        let body = fields.map { "\(Self.encoded($0.key))=\(Self.encoded($0.value))" }.joined(separator: "&")
        return try await client.send("POST", path, headers: headers(extra), body: body)
    }

    /// Logs in with a token and keeps the session.
    mutating func logIn(_ token: String) async throws {
        let response = try await post("/login", ["token": token])
        #expect(response.status == 303)
        cookie = response.headers["set-cookie"].map { String($0.prefix { $0 != ";" }) }
    }

    /// What has to be sent with every form of a page.
    func formToken(_ path: String) async throws -> String {
        let page = try await get(path).body
        let match = try #require(page.firstMatch(of: /name="form_token" value="([0-9a-f]+)"/))
        return String(match.1)
    }

    /// Does something as a person would: opens the page that asks, and sends its form.
    func act(_ action: String, _ fields: [String: String] = [:]) async throws -> RawResponse {
        let path = "/rollouts/advisory/actions/\(action)"
        return try await post(path, fields.merging(["form_token": try await formToken(path)]) { $1 })
    }

    private func headers(_ extra: [String: String]) -> [String: String] {
        extra.merging(cookie.map { ["Cookie": "other=1; \($0)"] } ?? [:]) { $1 }
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            return isPlain ? String(UnicodeScalar(byte)) : byte == 32 ? "+" : String(format: "%%%02X", byte)
        }.joined()
    }
}
