import GateModel
import Synchronization
import Testing

@testable import GateHTTP

/// Logging in, and what a session is good for.
@Suite struct SessionTests {
    @Test func logInGivesACookieThatNobodyElseCanUse() async throws {
        try await withServer(FakeService(Samples.full)) { (client) async throws in
            let response = try await PageVisitor(client).post(
                "/login?next=%2Frollouts%2Fadvisory", ["token": "tech-lead"])
            #expect(response.status == 303)
            #expect(response.headers["location"] == "/rollouts/advisory")
            let cookie = try #require(response.headers["set-cookie"])
            #expect(
                cookie.wholeMatch(
                    of: /stagegate_session=[0-9a-f]{64}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict/) != nil)
        }
    }

    @Test(arguments: ["//evil.example", "https://evil.example/", "/\\evil.example", "evil", "", "/a%0d%0ab"])
    func logInLeadsNowhereElse(_ next: String) async throws {
        try await withServer(FakeService()) { (client) async throws in
            let response = try await PageVisitor(client).post("/login?next=\(next)", ["token": "viewer"])
            #expect(response.headers["location"] == "/")
        }
    }

    @Test(arguments: [
        ["token": "wrong"], ["token": "viewer:expired"], ["user": "viewer", "password": "wrong"],
        ["certificate": "yes"], [:],
    ])
    func wrongCredentialIsRefusedAsAPageAndRecorded(_ fields: [String: String]) async throws {
        let service = FakeService()
        try await withServer(service) { (client) async throws in
            let response = try await PageVisitor(client).post("/login", fields)
            #expect(response.status == 401)
            #expect(response.headers["set-cookie"] == nil)
            // A browser must not ask for a password by itself.
            #expect(response.headers["www-authenticate"] == "Bearer realm=\"stagegate\"")
            #expect(response.body.contains("<h1>Log in</h1>"))
        }
        #expect(await service.refusals.map(\.call) == ["POST /login"])
    }

    @Test func userWithPasswordLogsIn() async throws {
        try await withServer(FakeService(), access: Tokens.access(anonymousRead: false)) { (client) async throws in
            let response = try await PageVisitor(client).post("/login", ["user": "operator", "password": "right"])
            #expect(response.status == 303)
        }
    }

    @Test func actorWithoutAnyRoleDoesNotGetIn() async throws {
        try await withServer(FakeService()) { (client) async throws in
            #expect(try await PageVisitor(client).post("/login", ["token": "nobody"]).status == 403)
        }
    }

    @Test func failedLogInsAreLimited() async throws {
        var limits = RateLimits.none
        limits.failedLogins = RateLimits.Limit(interval: .minutes(1), burst: 2)
        try await withServer(FakeService(), access: Tokens.access(limits: limits)) { (client) async throws in
            let visitor = PageVisitor(client)
            #expect(try await visitor.post("/login", ["token": "wrong"]).status == 401)
            #expect(try await visitor.post("/login", ["token": "wrong"]).status == 401)
            let third = try await visitor.post("/login", ["token": "wrong"])
            #expect(third.status == 429)
            #expect(third.headers["retry-after"] == "60")
            #expect(try await visitor.post("/login", ["token": "viewer"]).status == 303)
        }
    }

    @Test func closedReadingIsOpenToASession() async throws {
        try await withServer(FakeService(Samples.full), access: Tokens.access(anonymousRead: false)) {
            (client) async throws in
            var visitor = PageVisitor(client)
            let closed = try await visitor.get("/rollouts/advisory")
            #expect(closed.status == 401)
            #expect(closed.body.contains(#"action="/login?next=%2Frollouts%2Fadvisory""#))
            try await visitor.logIn("viewer")
            #expect(try await visitor.get("/rollouts/advisory").status == 200)
            #expect(try await visitor.get("/api/v1/rollouts/advisory", accept: "*/*").status == 200)
        }
    }

    @Test func sessionIsNoGoodForCallsOfTheAPIThatChangeSomething() async throws {
        let service = FakeService(Samples.full)
        try await withServer(service) { (client) async throws in
            var visitor = PageVisitor(client)
            try await visitor.logIn("admin")
            #expect(try await visitor.post("/api/v1/rollouts/advisory/kill", [:]).status == 401)
            #expect(try await visitor.post("/-/reload", [:]).status == 403)
        }
        #expect(await service.submissions.isEmpty)
    }

    @Test func sessionEndsWithTheLogOut() async throws {
        try await withServer(FakeService(Samples.full)) { (client) async throws in
            var visitor = PageVisitor(client)
            try await visitor.logIn("tech-lead")
            let token = try await visitor.formToken("/")
            #expect(try await visitor.post("/logout", ["form_token": "wrong"]).status == 403)
            let response = try await visitor.post("/logout", ["form_token": token])
            #expect(response.status == 303)
            #expect(response.headers["set-cookie"]?.contains("Max-Age=0") == true)
            #expect(try await visitor.get("/rollouts/advisory/actions/kill").status == 401)
        }
    }

    @Test func sessionEndsByItselfAndWithItsToken() async throws {
        let time = Mutex(Samples.start)
        let isKnown = Mutex(true)
        var access = Tokens.access()
        let token = access.token
        access.token = { isKnown.withLock { $0 } ? token($0, $1) : .unknown }
        try await withServer(FakeService(Samples.full), access: access, now: { time.withLock { $0 } }) {
            (client) async throws in
            var visitor = PageVisitor(client)
            try await visitor.logIn("operator")
            for (step, isIn) in [(TimeSpan.minutes(59), true), (.minutes(59), true), (.minutes(61), false)] {
                time.withLock { $0 = $0 + step }
                #expect(try await visitor.get("/").body.contains("Log out") == isIn)
            }
            try await visitor.logIn("operator")
            for _ in 0..<13 {
                time.withLock { $0 = $0 + .minutes(58) }
                _ = try await visitor.get("/")
            }
            #expect(try await visitor.get("/").body.contains("Log in"))
            try await visitor.logIn("operator")
            isKnown.withLock { $0 = false }
            #expect(try await visitor.get("/").body.contains("Log in"))
            // The session is gone, not only useless: with its token known again it is still none.
            isKnown.withLock { $0 = true }
            #expect(try await visitor.get("/").body.contains("Log in"))
        }
    }

    @Test func sessionsAreBounded() {
        let store = SessionStore()
        let first = store.open(.bearer("a"), at: Samples.start)
        let second = store.open(.bearer("b"), at: Samples.start + .seconds(1))
        _ = store.session(first.id, at: Samples.start + .seconds(2), isUse: true)
        for count in 2..<HTTPLimits.sessions {
            _ = store.open(.bearer("c"), at: Samples.start + .seconds(3 + Int64(count)))
        }
        let now = Samples.start + .minutes(30)
        #expect(store.session(second.id, at: now, isUse: false) != nil)
        _ = store.open(.bearer("d"), at: now)
        #expect(store.session(second.id, at: now, isUse: false) == nil)
        #expect(store.session(first.id, at: now, isUse: false) != nil)
    }
}
