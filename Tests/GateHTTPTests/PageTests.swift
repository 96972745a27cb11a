import Foundation
import GateModel
import GateRules
import GateRuntime
import Testing

@testable import GateHTTP

/// What the pages show.
@Suite struct PageTests {
    private static func body(_ path: String, _ view: RolloutView = Samples.full) async throws -> String {
        let service = FakeService(view)
        await service.update { $0.records = Samples.records }
        var body = ""
        try await withServer(service) { (client) async throws in
            let response = try await PageVisitor(client).get(path)
            #expect(response.status == 200)
            body = response.body
        }
        return body
    }

    @Test func rolloutPageShowsEverythingThereIs() async throws {
        let body = try await Self.body("/rollouts/advisory")
        for words in [
            "◆ awaiting approval", "‖ held", "10 %", "advisory-2-40 is approved", "conversion was not proven",
            "99.95 % of 2000 requests succeeded, 99.9 % are asked", "≥ 99.9 %", "0.05 points to spare",
            "not judged at this stage", "95 % sure at any look", "Rolled back from half to canary by availability",
            "inc-1", "gap in the trail", "0 of 3 spikes within 1h", "no incident is open; stops for sev1",
            "canary (10 %) → baseline (0 %)", "4bf92f3577b34da6a3ce929d0e0e4736", "held by alice: lunch",
            "<svg xmlns=", "class=\"window\"", "/api/v1/rollouts/advisory/report.html",
        ] { #expect(body.contains(words), "\(words)") }
        #expect(!body.contains("/actions/"))
    }

    @Test func whateverAnybodyWroteIsText() async throws {
        let evil = "<script>alert('&\"')</script>"
        var state = Samples.full.state
        state.attempt?.hold = Hold(since: Samples.start, actor: evil, reason: evil)
        state.incidents = [Incident(id: evil, kind: .sev1, openedAt: Samples.start, openedBy: evil, note: evil)]
        var rule = Samples.rule
        rule.description = evil
        let view = RolloutView(
            rule: rule, state: state, servedWeight: .zero, evaluation: Samples.evaluation, waitingFor: [evil])
        for path in ["/", "/rollouts/advisory", "/rollouts/advisory/rule", "/status"] {
            let body = try await Self.body(path, view)
            #expect(!body.contains("<script>alert"), "\(path)")
        }
        #expect(try await Self.body("/rollouts/advisory", view).contains("&lt;script&gt;alert(&#39;&amp;&quot;&#39;)"))
    }

    @Test func nothingStandsInAPageThatThePolicyWouldForbid() async throws {
        for path in ["/", "/rollouts/advisory", "/rollouts/advisory/gates/availability", "/status", "/login"] {
            let body = try await Self.body(path)
            #expect(!body.contains(" style=") && !body.contains("<style") && !body.contains(" onclick="), "\(path)")
            #expect(body.firstMatch(of: /(?:src|href)="(?:https?:)?\/\//) == nil, "\(path)")
            #expect(body.matches(of: /<script/).count == 1)
        }
    }

    @Test func pagesAreForOnePersonAndForOneSite() async throws {
        try await withServer(FakeService(Samples.full)) { (client) async throws in
            let headers = try await PageVisitor(client).get("/rollouts/advisory").headers
            #expect(
                headers["content-security-policy"]
                    == "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
            )
            #expect(headers["cache-control"] == "no-store")
            #expect(headers["referrer-policy"] == "same-origin")
            #expect(headers["x-frame-options"] == "deny")
        }
    }

    @Test func assetsAreKeptForEverUnderTheirName() async throws {
        try await withServer(FakeService(), access: Tokens.access(anonymousRead: false)) { (client) async throws in
            for asset in [PageAsset.style, .script, .icon] {
                let response = try await client.send("GET", asset.path)
                #expect(response.status == 200)
                #expect(response.headers["cache-control"] == "public, max-age=31536000, immutable")
                let etag = try #require(response.headers["etag"])
                #expect(try await client.send("GET", asset.path, headers: ["If-None-Match": etag]).status == 304)
                let bare = String(asset.path.prefix { $0 != "?" })
                #expect(try await client.send("GET", bare).headers["cache-control"] == "no-cache")
            }
        }
    }

    @Test func gatePageShowsEvaluationsWithTheirQueries() async throws {
        let service = FakeService(Samples.full)
        await service.update { $0.records = Samples.records }
        try await withServer(service) { (client) async throws in
            let visitor = PageVisitor(client)
            let body = try await visitor.get("/rollouts/advisory/gates/availability?limit=7").body
            for words in [
                "sum(bad{track=&quot;canary&quot;})", "timed out", "1 series, value 1", "2 queries", "{tenant=",
            ] {
                #expect(body.contains(words), "\(words)")
            }
            #expect(try await visitor.get("/rollouts/advisory/gates/nothing").status == 404)
            #expect(try await visitor.get("/rollouts/advisory/gates/availability?limit=0").status == 400)
        }
        #expect(await service.recordCalls.contains("advisory 7 true"))
    }

    @Test(arguments: [("/rollouts/other", 404), ("/nothing", 404), ("/rollouts/advisory/actions/dance", 401)])
    func errorsArePagesForPeopleAndJSONForPrograms(_ path: String, _ status: Int) async throws {
        try await withServer(FakeService(Samples.full)) { (client) async throws in
            let page = try await PageVisitor(client).get(path)
            #expect(page.status == status)
            #expect(page.headers["content-type"] == "text/html; charset=utf-8")
            let answer = try await client.send("GET", path)
            #expect(answer.status == status)
            #expect(answer.headers["content-type"] == "application/json")
        }
    }

    @Test func journalThatCannotBeReadLeavesTheRestOfThePage() async throws {
        let service = FakeService(Samples.full)
        await service.update { $0.records = nil }
        try await withServer(service) { (client) async throws in
            let body = try await PageVisitor(client).get("/rollouts/advisory").body
            #expect(body.contains("The journal could not be read"))
            #expect(body.contains("99.95 % of 2000 requests"))
        }
    }

    @Test func consequencesAreThoseOfTheEngine() async throws {
        let service = FakeService(Samples.full)
        var control = service.control
        var after = Samples.full.state
        after.attempt?.visit = StageVisit(stage: "baseline", weight: .zero, enteredAt: Samples.start)
        after.attempt?.phase = .stopped
        after.attempt?.candidate = nil
        after.attempt?.approval = nil
        let alert = Alert(
            labels: ["alertname": "StagegateAutoStop", "severity": "page"], annotations: [:], startsAt: Samples.start)
        control.preview = { [after] _, _, _ in Step(state: after, effects: [.fire(alert)]) }
        control.deliveries = { _ in DeliveriesView(targets: [("http://am:9093", nil)], webhooks: [("chat", nil)]) }
        try await withServer(service, control: control) { (client) async throws in
            var visitor = PageVisitor(client)
            try await visitor.logIn("operator")
            let body = try await visitor.get("/rollouts/advisory/actions/kill").body
            for words in [
                "10 % → <strong>0 %</strong>", "canary → <strong>baseline</strong>", "StagegateAutoStop (page) fires",
                "http://am:9093, webhook chat", "The candidate is lost.", "The approval is lost.",
                "until a tech lead resumes",
            ] { #expect(body.contains(words), "\(words)") }
        }
    }
}
