import GateModel
import GateRuntime
import Testing

@testable import GateHTTP

@Suite struct ActionTests {
    static let events: [(Route, Event.Kind)] = [
        (.start, .startRequested(revision: "v3")),
        (.approve, .approvalGiven(candidate: "advisory-2-40", onCall: nil)),
        (.hold, .held(reason: "r")),
        (.unhold, .unheld(reason: "r")),
        (.rollback, .rolledBack(toStage: "baseline", reason: "r")),
        (.kill, .killed(reason: "r")),
        (.resume, .resumed(reason: "r")),
        (.abort, .aborted(reason: "r")),
        (.preflight, .preflightAttested(item: "rehearsal", note: "n")),
        (.openIncident, .incidentOpened(id: "inc-2", kind: .sev1, note: "n")),
        (.resolveIncident, .incidentResolved(id: "inc-1", note: "n")),
    ]

    @Test(arguments: events)
    func callBecomesItsEvent(_ route: Route, _ event: Event.Kind) async throws {
        let service = FakeService(Samples.full)
        try await withServer(service) { (client) async throws in
            let response = try await client.send(
                "POST", RouteAuthorityTests.path(route), token: "tech-lead",
                headers: ["traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"],
                body: RouteAuthorityTests.bodies[route])
            #expect(response.status == 200)
            #expect(try response.decoded(API.Success<API.Rollout>.self).data == API.Rollout(Samples.full))
            #expect(response.headers["etag"] == "\"42-10\"")
        }
        let actor = Actor(name: "tech-lead", roles: [.techLead])
        #expect(
            await service.submissions == [
                FakeService.Submission(rollout: "advisory", kind: event, actor: actor, trace: Samples.trace)
            ])
    }

    @Test func killNeedsNoWord() async throws {
        let service = FakeService(Samples.full)
        try await withServer(service) { (client) async throws in
            let response = try await client.send("POST", "/api/v1/rollouts/advisory/kill", token: "operator")
            #expect(response.status == 200)
        }
        #expect(await service.submissions.map(\.kind) == [.killed(reason: EventRequest.killedWithoutReason)])
    }

    @Test(
        "whatever is wrong with the body, the kill switch works",
        arguments: [
            "stop it now", "{", "[]", #"{"reason":1}"#, #"{"reason":" "}"#, #"{"reson":"typed in a hurry"}"#,
            String(repeating: "x", count: HTTPLimits.body + 1),
        ])
    func killTakesAnyBody(body: String) async throws {
        let service = FakeService(Samples.full)
        try await withServer(service) { (client) async throws in
            let response = try await client.send(
                "POST", "/api/v1/rollouts/advisory/kill", token: "operator", body: body)
            #expect(response.status == 200)
        }
        let submission = try #require(await service.submissions.first)
        guard case .killed(let reason) = submission.kind else {
            Issue.record("not a kill: \(submission.kind)")
            return
        }
        #expect(reason.hasPrefix(EventRequest.killedWithoutReason))
    }

    @Test func rollbackNeedsNoStage() async throws {
        let service = FakeService(Samples.full)
        try await withServer(service) { (client) async throws in
            _ = try await client.send(
                "POST", "/api/v1/rollouts/advisory/rollback", token: "operator", body: #"{"reason":"r"}"#)
        }
        #expect(await service.submissions.map(\.kind) == [.rolledBack(toStage: nil, reason: "r")])
    }

    @Test func incidentWithoutIdGetsOneOfItsOwn() async throws {
        let service = FakeService(Samples.full)
        try await withServer(service) { (client) async throws in
            for _ in 1...2 {
                _ = try await client.send(
                    "POST", "/api/v1/rollouts/advisory/incidents", token: "operator",
                    body: #"{"kind":"audit_anomaly","note":"n"}"#)
            }
        }
        let ids = await service.submissions.map { submission -> String in
            if case .incidentOpened(let id, .auditAnomaly, "n") = submission.kind { id } else { "" }
        }
        #expect(Set(ids).count == 2 && !ids.contains(""))
    }

    @Test func incidentIdInThePathIsDecoded() async throws {
        let service = FakeService(Samples.full)
        try await withServer(service) { (client) async throws in
            _ = try await client.send(
                "POST", "/api/v1/rollouts/advisory/incidents/a%2Fb%20%C3%BC/resolve", token: "operator",
                body: #"{"note":"n"}"#)
        }
        #expect(await service.submissions.map(\.kind) == [.incidentResolved(id: "a/b ü", note: "n")])
    }

    static let outcomes: [(SubmitOutcome, Int, String)] =
        [
            (.unknownRollout, 404, "not_found"),
            (.unavailable(message: "disk full"), 503, "unavailable"),
            (.rejected(Rejection(.missingRole, "m")), 403, "missing_role"),
            (.rejected(Rejection(.notOnCall, "m")), 403, "not_on_call"),
            (.rejected(Rejection(.twoPerson, "m")), 403, "two_person"),
        ]
        + Rejection.Code.allCases.filter { ![.missingRole, .notOnCall, .twoPerson].contains($0) }.map {
            (.rejected(Rejection($0, "m")), 409, $0.rawValue)
        }

    @Test(arguments: outcomes)
    func outcomeBecomesItsStatus(_ outcome: SubmitOutcome, _ status: Int, _ type: String) async throws {
        let service = FakeService(Samples.full)
        await service.update { $0.outcome = outcome }
        try await withServer(service) { (client) async throws in
            let response = try await client.send(
                "POST", "/api/v1/rollouts/advisory/hold", token: "operator", body: #"{"reason":"r"}"#)
            #expect(response.status == status)
            #expect(try response.decoded(API.Failure.self).errorType == type)
        }
        #expect(await service.refusals.count == (status == 403 ? 1 : 0))
    }

    @Test func pendingKillIsAcceptedWithAWarning() async throws {
        let service = FakeService(Samples.full)
        await service.update { $0.outcome = .pending(Samples.full, message: "not on disk yet") }
        try await withServer(service) { (client) async throws in
            let response = try await client.send("POST", "/api/v1/rollouts/advisory/kill", token: "operator")
            #expect(response.status == 202)
            #expect(try response.decoded(API.Success<API.Rollout>.self).warnings == ["not on disk yet"])
        }
    }

    @Test func unknownRolloutIsNotFound() async throws {
        try await withServer(FakeService()) { (client) async throws in
            let response = try await client.send("POST", "/api/v1/rollouts/other/kill", token: "operator")
            #expect(response.status == 404)
            #expect(try response.decoded(API.Failure.self).error == "there is no rollout other")
        }
    }
}
