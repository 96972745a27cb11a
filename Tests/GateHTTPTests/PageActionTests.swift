import GateModel
import GateRuntime
import Testing

@testable import GateHTTP

/// Doing something on the page.
@Suite struct PageActionTests {
    private static func visit(
        _ service: FakeService, as token: String = "admin", _ body: (PageVisitor) async throws -> Void
    ) async throws {
        try await withServer(service) { (client) async throws in
            var visitor = PageVisitor(client)
            try await visitor.logIn(token)
            try await body(visitor)
        }
    }

    @Test(
        arguments: [
            ("start", ["revision": "v3"], Event.Kind.startRequested(revision: "v3")),
            ("approve", ["candidate": "c-1"], .approvalGiven(candidate: "c-1", onCall: nil)),
            ("hold", ["reason": "lunch & \"more\""], .held(reason: "lunch & \"more\"")),
            ("unhold", ["reason": "r"], .unheld(reason: "r")), ("resume", ["reason": "r"], .resumed(reason: "r")),
            ("abort", ["reason": "r"], .aborted(reason: "r")), ("kill", ["reason": "now"], .killed(reason: "now")),
            ("kill", ["reason": ""], .killed(reason: EventRequest.killedWithoutReason)),
            ("rollback", ["to_stage": "", "reason": "r"], .rolledBack(toStage: nil, reason: "r")),
            ("rollback", ["to_stage": "baseline", "reason": "r"], .rolledBack(toStage: "baseline", reason: "r")),
            ("preflight", ["item": "rehearsal", "note": "n"], .preflightAttested(item: "rehearsal", note: "n")),
            (
                "preflight", ["item": "rule", "note": "n", "digest": "0a"],
                .ruleApproved(item: "rule", digest: "0a", note: "n")
            ),
            ("note-incident", ["id": "inc-1", "note": "ü\nb"], .incidentNoted(id: "inc-1", note: "ü\nb")),
            ("resolve-incident", ["id": "inc-1", "note": "n"], .incidentResolved(id: "inc-1", note: "n")),
        ] as [(String, [String: String], Event.Kind)])
    func formDoesWhatTheAPIDoes(_ action: String, _ fields: [String: String], _ event: Event.Kind) async throws {
        let service = FakeService(Samples.full)
        try await Self.visit(service) { (visitor) async throws in
            let response = try await visitor.act(action, fields)
            #expect(response.status == 303)
            #expect(response.headers["location"] == "/rollouts/advisory?done=\(action)")
        }
        #expect(await service.submissions.map(\.kind) == [event])
        #expect(await service.submissions.map(\.actor.name) == ["admin"])
    }

    @Test func incidentIsOpenedWithANameOfItsOwn() async throws {
        let service = FakeService(Samples.full)
        try await Self.visit(service) { (visitor) async throws in
            #expect(try await visitor.act("open-incident", ["kind": "sev1", "note": "n"]).status == 303)
        }
        guard case .incidentOpened(let id, .sev1, "n")? = await service.submissions.first?.kind else {
            Issue.record("no incident was opened")
            return
        }
        #expect(id.hasPrefix("incident-"))
    }

    @Test("who may do what on the page is what the API says", arguments: PageAction.allCases)
    func authorityIsThatOfTheAPI(_ action: PageAction) async throws {
        try await withServer(FakeService(Samples.full)) { (client) async throws in
            for role in Role.allCases {
                var visitor = PageVisitor(client)
                try await visitor.logIn(role.rawValue)
                let isAllowed = AuthorityTable.refusal(of: .role(role), at: action.route) == nil
                let path = "/rollouts/advisory/actions/\(action.rawValue)"
                #expect(try await visitor.get(path).status == (isAllowed ? 200 : 403))
                let token = try await visitor.formToken("/")
                let done = try await visitor.post(path, ["form_token": token, "reason": "r"])
                #expect((done.status == 403) == !isAllowed)
                let link = #"href="\#(path)"#
                let offers = try await visitor.get("/rollouts/advisory").body.contains(link)
                #expect(!offers || isAllowed)
            }
        }
    }

    @Test(arguments: [nil, "http://evil.example", "null", "https://127.0.0.1.evil.example"])
    func formOfAnotherSiteIsRefused(_ origin: String?) async throws {
        let service = FakeService(Samples.full)
        try await Self.visit(service) { (visitor) async throws in
            let token = try await visitor.formToken("/rollouts/advisory/actions/kill")
            let response = try await visitor.post(
                "/rollouts/advisory/actions/kill", ["form_token": token], origin: origin)
            #expect(response.status == 403)
            #expect(try await visitor.post("/login", ["token": "viewer"], origin: origin).status == 403)
        }
        #expect(await service.submissions.isEmpty)
        #expect(await service.refusals.count == 2)
    }

    @Test func formOfAnotherSessionIsRefused() async throws {
        let service = FakeService(Samples.full)
        try await withServer(service) { (client) async throws in
            var (first, second) = (PageVisitor(client), PageVisitor(client))
            try await first.logIn("admin")
            try await second.logIn("admin")
            let token = try await second.formToken("/")
            for fields in [["form_token": token], ["form_token": ""], [:]] {
                #expect(try await first.post("/rollouts/advisory/actions/kill", fields).status == 403)
            }
        }
        #expect(await service.submissions.isEmpty)
    }

    @Test func credentialWithoutASessionCanLookButNotAct() async throws {
        let service = FakeService(Samples.full)
        try await withServer(service) { (client) async throws in
            let path = "/rollouts/advisory/actions/kill"
            #expect(try await client.send("GET", path, token: "admin").body.contains("Log in to go on"))
            #expect(try await client.send("POST", path, token: "admin").status == 401)
            #expect(try await client.send("POST", path).status == 401)
        }
        #expect(await service.submissions.isEmpty)
    }

    @Test func refusalIsShownWithWhatWasTyped() async throws {
        let service = FakeService(Samples.full)
        await service.update { $0.outcome = .rejected(Rejection(.incidentOpen, "an incident <b> is open")) }
        try await Self.visit(service) { (visitor) async throws in
            let response = try await visitor.act("resume", ["reason": "all <good>"])
            #expect(response.status == 409)
            #expect(response.body.contains("an incident &lt;b&gt; is open"))
            #expect(response.body.contains("all &lt;good&gt;</textarea>"))
            #expect(try await visitor.act("resume", ["reason": " "]).status == 400)
        }
    }

    @Test func outdatedCandidateIsRefusedWithTheDifference() async throws {
        var view = Samples.full
        var state = view.state
        state.attempt?.formerCandidate = Candidate(
            id: "advisory-2-30", stage: "canary", nextStage: "half", nextWeight: Samples.weight(50),
            greenSince: Samples.start, completedAt: Samples.start,
            gates: [
                GateSnapshot(
                    Verdict(subject: "availability", outcome: .pass, reason: .withinThreshold, value: .finite(0.9999)))
            ])
        view = RolloutView(
            rule: view.rule, state: state, servedWeight: view.servedWeight, evaluation: view.evaluation, waitingFor: [])
        let service = FakeService(view)
        await service.update {
            $0.outcome = .rejected(Rejection(.outdatedCandidate, "candidate advisory-2-30 is outdated"))
        }
        try await Self.visit(service, as: "tech-lead") { (visitor) async throws in
            let response = try await visitor.act("approve", ["candidate": "advisory-2-30"])
            #expect(response.status == 409)
            #expect(response.body.contains("candidate advisory-2-30 is outdated"))
            #expect(response.body.contains("<th scope=\"col\">When it stood</th>"))
            #expect(response.body.contains("99.99 %"))
            #expect(response.body.contains(#"name="candidate" value="advisory-2-40""#))
        }
    }

    @Test func killThatWaitsForTheDiskSaysSo() async throws {
        let service = FakeService(Samples.full)
        await service.update { $0.outcome = .pending(Samples.full, message: "m") }
        try await Self.visit(service, as: "operator") { (visitor) async throws in
            let response = try await visitor.act("kill")
            #expect(response.headers["location"] == "/rollouts/advisory?done=pending")
            #expect(try await visitor.get("/rollouts/advisory?done=pending").body.contains("could not be written yet"))
        }
    }

    @Test func journalInTroubleIsAPageToo() async throws {
        let service = FakeService(Samples.full)
        await service.update { $0.outcome = .unavailable(message: "the disk is full") }
        try await Self.visit(service) { (visitor) async throws in
            let response = try await visitor.act("hold", ["reason": "r"])
            #expect(response.status == 503)
            #expect(response.body.contains("the disk is full"))
        }
    }

    @Test func killIsNotLimited() async throws {
        var limits = RateLimits.none
        limits.writes = RateLimits.Limit(interval: .minutes(1), burst: 1)
        let service = FakeService(Samples.full)
        try await withServer(service, access: Tokens.access(limits: limits)) { (client) async throws in
            var visitor = PageVisitor(client)
            try await visitor.logIn("operator")
            #expect(try await visitor.act("hold", ["reason": "r"]).status == 429)
            for _ in 0..<3 { #expect(try await visitor.act("kill").status == 303) }
        }
        #expect(await service.submissions.count == 3)
    }
}
