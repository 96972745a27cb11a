import GateModel
import GateRules
import GateRuntime
import Testing

@testable import GateHTTP

/// The checklist over HTTP.
@Suite struct PreflightTests {
    private static let path = "/api/v1/rollouts/advisory"

    @Test func theChecklistSaysWhatIsMissing() async throws {
        try await withServer(FakeService(Samples.full)) { (client) async throws in
            let response = try await client.send("GET", "\(Self.path)/preflight", token: "viewer")
            let checklist = try response.decoded(API.Success<API.Preflight>.self).data
            #expect(checklist.ruleDigest == "d1" && !checklist.complete)
            #expect(checklist.items.map(\.state) == ["outdated", "missing"])
            #expect(checklist.items[1].remedy == "stagegate preflight advisory rehearsal --note '…'")
        }
    }

    @Test func aDigestMakesItAnApproval() async throws {
        let service = FakeService(Samples.full)
        try await withServer(service) { (client) async throws in
            let response = try await client.send(
                "POST", "\(Self.path)/preflight", token: "tech-lead", body: #"{"item":"i","note":"n","digest":"d1"}"#)
            #expect(response.status == 200)
        }
        #expect(await service.submissions.map(\.kind) == [.ruleApproved(item: "i", digest: "d1", note: "n")])
    }

    @Test(arguments: [("preflight/run", "datasource"), ("drill", "drill_kill")])
    func whatWasFoundIsTold(_ verb: String, _ check: String) async throws {
        try await withServer(FakeService(Samples.full)) { (client) async throws in
            let response = try await client.send("POST", "\(Self.path)/\(verb)", token: "operator")
            let answer = try response.decoded(API.Success<API.Proving>.self).data
            #expect(answer.passed && answer.checks.map(\.check) == [check])
            #expect(answer.checks[0].evidence == ["it was seen"] && answer.preflight.rollout == "advisory")
        }
    }

    @Test(
        "what does not hold is an answer; what was not tried is an error",
        arguments: [
            (ProvingOutcome.rejected(Rejection(.alreadyRunning, "it runs")), 409, "already_running"),
            (.unavailable(message: "no disk"), 503, "unavailable"),
        ])
    func whatWasNotTriedIsAnError(_ outcome: ProvingOutcome, _ status: Int, _ type: String) async throws {
        let service = FakeService(Samples.full)
        await service.update { $0.proving = outcome }
        try await withServer(service) { (client) async throws in
            let response = try await client.send("POST", "\(Self.path)/drill", token: "operator")
            #expect(response.status == status)
            #expect(try response.decoded(API.Failure.self).errorType == type)
            let body = try await client.send("POST", "\(Self.path)/drill", token: "operator", body: #"{"a":"b"}"#)
            #expect(body.status == 400)
            #expect(try await client.send("POST", "/api/v1/rollouts/other/drill", token: "operator").status == 404)
        }
    }

    @Test func aFailureIsInTheReport() throws {
        let check = PreflightCheck(.datasource, ruleDigest: "d1", failure: "no <data>")
        let finding = PreflightFinding(check: check, actor: "bob", at: Samples.start, trace: Samples.trace)
        var rule = Samples.rule
        rule.preflight = [PreflightItem(name: "data", validFor: .hours(1), proof: .datasource)]
        var state = RolloutState(rollout: "advisory", ruleDigest: "d1")
        state.findings = [finding]
        let view = RolloutView(
            rule: rule, state: state, servedWeight: .zero, evaluation: nil, waitingFor: [], at: Samples.start)
        let page = ReportPage(report: API.Report(view), figures: [], units: [:]).text
        #expect(page.contains("☐ data") && page.contains("datasource failed at 2026-02-15 09:00:00 UTC for bob"))
        #expect(page.contains("no &lt;data&gt;"))
    }
}
