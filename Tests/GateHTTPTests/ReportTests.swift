import Foundation
import GateModel
import GatePlots
import GateRules
import GateRuntime
import GateTestSupport
import Testing

@testable import GateHTTP

@Suite struct ReportTests {
    private static func service() async -> FakeService {
        let service = FakeService(Samples.full)
        await service.update { $0.records = Samples.records }
        return service
    }

    @Test func pageIsTheGoldenOne() async throws {
        try await withServer(await Self.service(), now: { Samples.start + .minutes(100) }) { (client) async throws in
            let response = try await client.send("GET", "/api/v1/rollouts/advisory/report.html")
            #expect(response.status == 200)
            #expect(response.headers["content-type"] == "text/html; charset=utf-8")
            #expect(response.headers["content-security-policy"]?.hasPrefix("default-src 'none'; style-src") == true)
            let lines = response.body.replacingOccurrences(of: "><", with: ">\n<")
            #expect(Golden.difference(lines, from: "report.html") == nil)
        }
    }

    @Test func pageNeedsNothingElse() async throws {
        try await withServer(await Self.service()) { (client) async throws in
            let page = try await client.send("GET", "/api/v1/rollouts/advisory/report.html").body
            for outside in ["src=", "href=", "url(", "@import", "<script", "<link", "<iframe", "javascript:"] {
                #expect(!page.contains(outside), "\(outside)")
            }
            let links = page.matches(of: /https?:\/\/[^"<\s]*/).map { String($0.0) }
            #expect(Set(links) == ["http://www.w3.org/2000/svg"], "the name of a vocabulary is not fetched")
        }
    }

    @Test("whatever somebody wrote stays text")
    func whatSomebodyWroteStaysText() async throws {
        let evil = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>\u{0}"
        var rule = Samples.rule
        rule.description = evil
        rule.stopRules[0].description = evil
        rule.preflight = [PreflightItem(name: "alert-routing", description: evil)]
        var state = Samples.full.state
        state.attempt?.visit.notes = [evil]
        state.attempt?.pastVisits[0].reason = evil
        state.attempt?.pastVisits[0].owner = evil
        state.incidents = [
            Incident(id: evil, kind: .sev1, openedAt: Samples.start, openedBy: evil, note: evil)
        ]
        state.attestations = [
            Attestation(item: "alert-routing", actor: evil, at: Samples.start, note: evil, ruleDigest: "d1")
        ]
        let view = RolloutView(rule: rule, state: state, servedWeight: .zero, evaluation: nil, waitingFor: [])
        let service = FakeService(view)
        let decision = Decision(
            kind: .rollBack, attempt: 2, at: Samples.start, owner: evil, trace: Samples.trace, fromStage: evil,
            toStage: evil, fromWeight: .zero, toWeight: .zero, cause: evil, reason: evil)
        await service.update {
            $0.records = [
                JournalRecord(
                    rollout: "advisory", sequence: 1, at: Samples.start, ruleDigest: "d1",
                    event: Event(actor: .stagegate, trace: Samples.trace, kind: .held(reason: evil)),
                    effects: [.decide(decision)])
            ]
            $0.histories = { range in
                let point = GatePoint(
                    at: range.from, outcome: .fail, reason: .beyondThreshold, value: .finite(1), threshold: 2)
                let gate = GateHistory(gate: evil, comparison: evil, points: [point], pointCount: 1)
                return RolloutHistory(range: range, gates: [gate], evaluationCount: 1, droppedCount: 0)
            }
        }
        try await withServer(service) { (client) async throws in
            let page = try await client.send("GET", "/api/v1/rollouts/advisory/report.html").body
            #expect(page.matches(of: /&lt;script&gt;alert\(1\)/).count > 15)
            #expect(!page.contains("<script") && !page.contains("<img") && !page.contains("\u{0}"))
            #expect(!page.contains("\"'>"))
        }
    }

    @Test func formerAttemptIsShownUnderItsOwnRule() async throws {
        var state = Samples.full.state
        state.attempt = Attempt(
            number: 1, revision: "v1", startedAt: Samples.start, startedBy: "carol",
            visit: StageVisit(stage: "baseline", weight: .zero, enteredAt: Samples.start))
        state.ruleDigest = "d0"
        var rule = Samples.rule
        rule.digest = "d0"
        let record = AttemptRecord(state: state, records: [], isCut: true, head: Samples.head)
        let service = await Self.service()
        await service.update { [rule] in
            $0.formerAttempts = [1: record]
            $0.formerRules = ["d0": rule]
        }
        try await withServer(service) { (client) async throws in
            let response = try await client.send("GET", "/api/v1/rollouts/advisory/report?attempt=1")
            let report = try response.decoded(API.Success<API.Report>.self).data
            #expect(report.revision == "v1" && report.attempt == 1 && report.attempts == 2)
            #expect(report.ruleDigest == "d0" && report.decisionsCut)
            let page = try await client.send("GET", "/api/v1/rollouts/advisory/report.html?attempt=1").body
            #expect(page.contains("1 of 2") && page.contains("Older decisions are in the journal only"))
        }
    }

    @Test(arguments: ["report", "report.html"])
    func attemptThatWasNotMadeIsNotFound(_ route: String) async throws {
        try await withServer(await Self.service()) { (client) async throws in
            let response = try await client.send("GET", "/api/v1/rollouts/advisory/\(route)?attempt=7")
            #expect(response.status == 404)
            #expect(
                try response.decoded(API.Failure.self).error
                    == "there is no record of attempt 7 of rollout advisory; it has had 2")
        }
    }

    @Test(arguments: ["attempt=0", "attempt=x", "attempt=-1", "attempt=99999999999"])
    func badAttemptIsABadRequest(_ query: String) async throws {
        try await withServer(await Self.service()) { (client) async throws in
            #expect(try await client.send("GET", "/api/v1/rollouts/advisory/report?\(query)").status == 400)
        }
    }

    @Test func rolloutNobodyStartedHasAPage() async throws {
        try await withServer(FakeService()) { (client) async throws in
            let page = try await client.send("GET", "/api/v1/rollouts/advisory/report.html")
            #expect(page.status == 200 && page.body.contains("never"))
        }
    }

    @Test(arguments: ["report", "report.html", "history"])
    func unreadableJournalIsUnavailable(_ route: String) async throws {
        let service = FakeService(Samples.full)
        await service.update { $0.records = nil }
        try await withServer(service) { (client) async throws in
            #expect(try await client.send("GET", "/api/v1/rollouts/advisory/\(route)").status == 503)
        }
    }
}

@Suite struct PlotPlanTests {
    private static let now = Samples.start + .minutes(100)

    @Test func windowThatEndedInAPromotionIsShaded() {
        let plan = PlotPlan(Samples.full, now: Self.now)
        #expect(plan.visits.map(\.stage) == ["baseline", "canary"])
        #expect(
            plan.visits[0].window
                == GatePlot.Window(from: Samples.start + .minutes(30), through: Samples.start + .minutes(60)))
        #expect(
            plan.visits[1].window
                == GatePlot.Window(from: Samples.start + .minutes(60), through: Samples.start + .minutes(90)))
        #expect(plan.visits[1].range?.through == Self.now)
    }

    @Test func whatIsReadForAllVisitsTogetherHasABound() {
        let late = Samples.start + .hours(24 * 365)
        let plan = PlotPlan(Samples.full, now: late)
        #expect(plan.visits[0].range == nil)
        #expect(plan.visits[1].isCut)
        let range = plan.visits[1].range
        #expect(range.map { $0.through - $0.from } == Samples.rule.interval * HTTPLimits.evaluations)
    }

    @Test func clockThatWasSetBackGivesAnEmptyRange() {
        let plan = PlotPlan(Samples.full, now: Samples.start - .hours(1))
        #expect(plan.visits[1].range.map { $0.through - $0.from } == .zero)
    }
}
