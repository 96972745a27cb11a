import GateModel
import HTTPTypes
import Testing

@testable import GateHTTP

/// The table of routes and credentials, cell by cell, against a live server.
@Suite struct RouteAuthorityTests {
    /// Columns: no credential where reading is closed, no credential where it is open, an unknown token, then each role.
    private static let columns = [
        "closed", "open", "wrong", "nobody", "viewer", "operator", "tech-lead", "admin",
    ]

    private static let anyone = "200 200 200 200 200 200 200 200"
    private static let readers = "401 200 401 403 200 200 200 200"
    private static let operators = "401 401 401 403 403 200 200 200"
    private static let techLeads = "401 401 401 403 403 403 200 200"
    private static let admins = "403 403 401 403 403 403 403 200"

    static let table: [Route: String] = [
        .landing: anyone, .healthy: anyone, .ready: anyone, .version: anyone,
        .metrics: readers, .buildInfo: readers, .rollouts: readers, .rollout: readers, .weight: readers,
        .evaluation: readers, .decisions: readers, .journal: readers, .report: readers, .reportPage: readers,
        .history: readers,
        .hold: operators, .unhold: operators, .rollback: operators, .kill: operators, .preflight: operators,
        .openIncident: operators, .resolveIncident: operators,
        .start: techLeads, .approve: techLeads, .resume: techLeads, .abort: techLeads,
        .reload: admins,
    ]

    @Test(arguments: Route.allCases)
    func eachCredentialGetsWhatTheTableSays(_ route: Route) async throws {
        let row = try #require(Self.table[route]).split(separator: " ").map { Int($0) }
        for (column, wanted) in zip(Self.columns, row) {
            let service = FakeService(Samples.full)
            try await withServer(service, access: Tokens.access(anonymousRead: column != "closed")) {
                (client) async throws in
                let token = column == "closed" || column == "open" ? nil : column
                for method in route.methods {
                    let response = try await client.send(
                        method.rawValue, Self.path(route), token: token, body: Self.bodies[route])
                    #expect(response.status == wanted, "\(method) \(route.path) as \(column): \(response.body)")
                    try Self.check(response, method.rawValue)
                }
            }
            let isChange = Self.bodies[route] != nil
            let calls = route.methods.count
            #expect(await service.submissions.count == (isChange && wanted == 200 ? 1 : 0))
            #expect(await service.reloads == (route == .reload && wanted == 200 ? calls : 0))
            #expect(await service.refusals.count == (wanted == 200 ? 0 : calls))
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

    @Test(arguments: ["Basic dmlld2VyOng=", "Bearer", "Bearer ", "viewer", "bearerviewer"])
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
    }

    static let bodies: [Route: String] = [
        .start: #"{"revision":"v3"}"#, .approve: #"{"candidate":"advisory-2-40"}"#, .hold: #"{"reason":"r"}"#,
        .unhold: #"{"reason":"r"}"#, .rollback: #"{"reason":"r","to_stage":"baseline"}"#, .kill: #"{"reason":"r"}"#,
        .resume: #"{"reason":"r"}"#, .abort: #"{"reason":"r"}"#, .preflight: #"{"item":"rehearsal","note":"n"}"#,
        .openIncident: #"{"id":"inc-2","kind":"sev1","note":"n"}"#, .resolveIncident: #"{"note":"n"}"#,
    ]
}
