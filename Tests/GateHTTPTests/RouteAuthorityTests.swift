import Foundation
import GateModel
import HTTPTypes
import Testing

@testable import GateHTTP

/// The table of routes and credentials, cell by cell, against a live server.
@Suite struct RouteAuthorityTests {
    private static let begin =
        "<!-- made from the routes: UPDATE_GOLDEN=1 swift test --filter RouteAuthorityTests -->\n\n"
    private static let end = "\n<!-- end -->\n"
    private static let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Sources/Service/GateCommands/Stagegate.docc/HTTPAPI.md")

    /// The table as the page has it.
    private static func documented() throws -> (text: String, table: Range<String.Index>) {
        let text = try String(contentsOf: page, encoding: .utf8)
        let start = try #require(text.range(of: begin)).upperBound
        let rest = try #require(text.range(of: end, range: start..<text.endIndex))
        return (text, start..<rest.lowerBound)
    }

    @Test func thePageHasTheTableOfTheRoutes() throws {
        var (text, range) = try Self.documented()
        let isSame = text[range] == AuthorityTable.markdown()
        if !isSame, ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            text.replaceSubrange(range, with: AuthorityTable.markdown())
            try Data(text.utf8).write(to: Self.page)
        }
        #expect(isSame, "HTTPAPI.md differs from the routes; UPDATE_GOLDEN=1 writes its table anew")
    }

    /// One way to call: whose column it is in, and the token that goes with it.
    private struct Attempt {
        let column: Int
        let anonymousRead: Bool
        let headers: [String: String]
    }

    /// Nobody; every role with its credential, with a wrong one and with an expired one, as token and as password.
    private static let attempts: [Attempt] =
        [
            Attempt(column: 1, anonymousRead: true, headers: [:]),
            Attempt(column: 2, anonymousRead: false, headers: [:]),
        ]
        + Role.allCases.enumerated().flatMap { index, role in
            [
                ("Bearer \(role.rawValue)", 4 + index), ("Bearer \(role.rawValue):wrong", 3),
                ("Bearer \(role.rawValue):expired", 3), (basic(role.rawValue, "right"), 4 + index),
                (basic(role.rawValue, "wrong"), 3),
            ].map { Attempt(column: $1, anonymousRead: index % 2 == 0, headers: ["Authorization": $0]) }
        }

    private static func basic(_ user: String, _ password: String) -> String {
        "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
    }

    @Test("what the page says of every route and role is so, with no, a wrong and an expired credential")
    func eachCellOfThePageIsTrue() async throws {
        let (text, range) = try Self.documented()
        let rows = text[range].split(separator: "\n").dropFirst(2)
        #expect(rows.count == Route.allCases.count)
        for (row, route) in zip(rows, Route.allCases) {
            let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            #expect(cells[0] == "`\(route.methods[0]) \(route.path)`")
            try await Self.try(route, cells)
        }
    }

    private static func `try`(_ route: Route, _ cells: [String]) async throws {
        for anonymousRead in [true, false] {
            let service = FakeService(Samples.full)
            var wanted = (submissions: 0, reloads: 0, refusals: 0)
            try await withServer(service, access: Tokens.access(anonymousRead: anonymousRead)) {
                (client) async throws in
                for attempt in attempts where attempt.anonymousRead == anonymousRead {
                    let status = cells[attempt.column] == "yes" ? 200 : try #require(Int(cells[attempt.column]))
                    for method in methods(route) {
                        let response = try await client.send(
                            method.rawValue, path(route), headers: attempt.headers, body: bodies[route])
                        #expect(response.status == status, "\(method) \(route.path) \(attempt): \(response.body)")
                        try check(response, method.rawValue)
                        if status != 200 { wanted.refusals += 1 }
                        if status == 200, bodies[route] != nil { wanted.submissions += 1 }
                        if status == 200, route == .reload { wanted.reloads += 1 }
                    }
                }
            }
            #expect(await service.submissions.count == wanted.submissions)
            #expect(await service.reloads == wanted.reloads)
            #expect(await service.refusals.count == wanted.refusals)
        }
    }

    /// The methods that end by themselves and need no session: forms of the page have tests of their own.
    private static func methods(_ route: Route) -> [HTTPRequest.Method] {
        switch route {
        case .live, .rolloutLive: [.head]
        default: route.methods.filter { !route.isPage || $0 != .post }
        }
    }

    private static func check(_ response: RawResponse, _ method: String) throws {
        guard response.status != 200 else { return }
        #expect((response.headers["www-authenticate"] != nil) == (response.status == 401))
        guard method != "HEAD" else { return #expect(response.body == "") }
        let failure = try response.decoded(API.Failure.self)
        #expect(failure.status == "error")
        #expect(!failure.error.isEmpty)
    }

    @Test func anActorWithoutAnyRoleMayNothing() async throws {
        try await withServer(FakeService(Samples.full)) { (client) async throws in
            #expect(try await client.send("GET", "/api/v1/rollouts", token: "nobody").status == 403)
        }
    }

    @Test func roleThatIsMissingIsNamed() async throws {
        let service = FakeService(Samples.full)
        try await withServer(service) { (client) async throws in
            let response = try await client.send(
                "POST", "/api/v1/rollouts/advisory/approve", token: "operator", body: #"{"candidate":"c"}"#)
            let failure = try response.decoded(API.Failure.self)
            #expect(failure.errorType == "missing_role")
            #expect(failure.error == "operator has none of the roles that may do this: admin, tech-lead")
        }
    }

    @Test func refusalSaysWhoWhenceAndWhat() async throws {
        let service = FakeService(Samples.full)
        try await withServer(service) { (client) async throws in
            _ = try await client.send("POST", "/api/v1/rollouts/advisory/kill?token=secret", token: "viewer")
        }
        let refusal = try #require(await service.refusals.first)
        #expect(refusal.at == Samples.start)
        #expect(refusal.actor == "viewer")
        #expect(refusal.remote.hasPrefix("127.0.0.1:"))
        #expect(refusal.call == "POST /api/v1/rollouts/advisory/kill")
        #expect(refusal.status == 403)
    }

    @Test(arguments: [
        "Basic dmlld2VyOng=", "Basic !", "Basic dmlld2Vy", "Bearer", "Bearer ", "viewer", "bearerviewer", "Digest x",
    ])
    func otherAuthorizationIsWorthNothing(_ header: String) async throws {
        try await withServer(FakeService(Samples.full)) { (client) async throws in
            let response = try await client.send(
                "GET", "/api/v1/rollouts", headers: ["Authorization": header])
            #expect(response.status == 401)
        }
    }

    @Test func schemeIsReadInAnyCase() async throws {
        try await withServer(FakeService(), access: Tokens.access(anonymousRead: false)) { (client) async throws in
            let response = try await client.send(
                "GET", "/api/v1/rollouts", headers: ["Authorization": "bEARER viewer"])
            #expect(response.status == 200)
        }
    }

    @Test func enabledLifecycleOpensReloadButNotToAWrongToken() async throws {
        let service = FakeService()
        try await withServer(service, lifecycleEnabled: true) { (client) async throws in
            #expect(try await client.send("POST", "/-/reload").status == 200)
            #expect(try await client.send("PUT", "/-/reload", token: "viewer").status == 200)
            #expect(try await client.send("POST", "/-/reload", token: "wrong").status == 401)
        }
        #expect(await service.reloads == 2)
    }

    static func path(_ route: Route) -> String {
        route.path.replacing("{name}", with: "advisory").replacing("{id}", with: "inc-1")
            .replacing("{gate}", with: "availability").replacing("{action}", with: "kill")
    }

    static let bodies: [Route: String] = [
        .start: #"{"revision":"v3"}"#, .approve: #"{"candidate":"advisory-2-40"}"#, .hold: #"{"reason":"r"}"#,
        .unhold: #"{"reason":"r"}"#, .rollback: #"{"reason":"r","to_stage":"baseline"}"#, .kill: #"{"reason":"r"}"#,
        .resume: #"{"reason":"r"}"#, .abort: #"{"reason":"r"}"#, .preflight: #"{"item":"rehearsal","note":"n"}"#,
        .openIncident: #"{"id":"inc-2","kind":"sev1","note":"n"}"#, .resolveIncident: #"{"note":"n"}"#,
        .noteIncident: #"{"note":"n"}"#, .alertmanager: Notifications.firing(severity: "sev1"),
    ]
}
