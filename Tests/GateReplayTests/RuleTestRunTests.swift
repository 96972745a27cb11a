import GateAnalysis
import GateModel
import GateReplay
import GateRules
import Testing

/// A test drives the engine, and says what is not as expected.
@Suite struct RuleTestRunTests {
    private static let begin = Timestamp(seconds: 1_770_000_000)

    /// A rollout of two stages with one gate on a count, evaluated every 30 s.
    private static func rule(onCall: OnCall = .anyone, preflight: [PreflightItem] = []) -> RolloutRule {
        let stages = [
            Stage(name: "none", weight: .zero, window: .minutes(1), needsApproval: true),
            Stage(name: "all", weight: .full, window: .minutes(1), needsApproval: false),
        ]
        return RolloutRule(
            name: "checkout", interval: .seconds(30), stages: stages,
            gates: [Gate(name: "isolation", kind: .events(SafetyEvents(query: "breaches")))],
            stopRules: [StopRule(name: "incidents", kind: .incident([.sev1]))],
            approval: ApprovalRule(onCall: onCall), preflight: preflight)
    }

    /// Runs a test whose gate measures the same value all the time.
    private static func run(
        _ events: [TestEvent] = [], _ expectations: [RuleExpectation], value: Double = 0, rule: RolloutRule? = nil,
        onCall: [Sample] = [], receivers: (@Sendable (Labels) -> [String])? = nil
    ) -> RuleTestOutcome {
        let test = RuleTest(name: "test", events: events, expectations: expectations)
        var run = RuleTestRun(test, under: rule ?? Self.rule(), from: begin, receivers: receivers)
        while true {
            switch run.next() {
            case .evaluation(let plan):
                let answer = QueryOutcome.answered(QueryResult(samples: [Sample(value)]))
                run.take(plan.questions.map { _ in answer })
            case .onCall: run.take(onCall: .answered(QueryResult(samples: onCall)))
            case .nothing: return run.outcome
            }
        }
    }

    private static func expect(_ minutes: Int64, _ facts: ExpectedFact.Content...) -> RuleExpectation {
        RuleExpectation(at: .minutes(minutes), facts: facts.map { ExpectedFact($0) })
    }

    @Test func nobodyHasToScriptTheStart() {
        let outcome = Self.run(
            [],
            [Self.expect(1, .phase(.observing), .stage("none"), .gate("isolation", ExpectedVerdict(outcome: .pass)))])
        #expect(outcome.mismatches == [] && outcome.evaluations == 2 && outcome.isPassed)
    }

    @Test func aTestEndsWithItsLastExpectation() {
        #expect(Self.run([], [Self.expect(3, .phase(.awaitingApproval))]).evaluations == 6)
    }

    @Test func whatIsNotNamedIsNotCompared() {
        let outcome = Self.run([], [Self.expect(1, .gate("isolation", ExpectedVerdict()))], value: 7)
        #expect(outcome.isPassed)
    }

    @Test func aMismatchSaysWhatWhenAndWhere() throws {
        let verdict = ExpectedVerdict(outcome: .pass, value: .compares(.atMost, 0), threshold: .about(0))
        let fact = ExpectedFact(.gate("isolation", verdict), at: Position(line: 7, column: 3))
        let outcome = Self.run([], [RuleExpectation(at: .minutes(1), facts: [fact])], value: 7)
        let mismatch = try #require(outcome.mismatches.first)
        #expect(mismatch.path == "gates.isolation" && mismatch.position == Position(line: 7, column: 3))
        #expect(mismatch.at == .minutes(1) && mismatch.remark?.contains("7 events") == true)
        #expect(
            mismatch.diff == [
                "- outcome: pass", "- value: <= 0.0", "+ outcome: fail", "+ value: 7.0", "  threshold: 0.0",
            ])
    }

    @Test func decisionsAreThoseSinceTheExpectationBefore() {
        let approve = TestEvent(at: .minutes(2), action: .approve(.current))
        let outcome = Self.run(
            [approve],
            [
                Self.expect(
                    2,
                    .decisions([
                        ExpectedDecision(kind: .start), ExpectedDecision(kind: .requestApproval),
                        ExpectedDecision(kind: .approve),
                    ])),
                Self.expect(
                    3,
                    .decisions([ExpectedDecision(kind: .promote, fromStage: "none", toStage: "all", owner: "tester")]),
                    .weight(.full)),
                Self.expect(5, .decisions([ExpectedDecision(kind: .complete)]), .phase(.completed)),
            ])
        #expect(outcome.mismatches == [])
    }

    @Test func aDecisionNobodyExpectedIsShown() throws {
        let outcome = Self.run([], [Self.expect(1, .decisions([]))])
        let mismatch = try #require(outcome.mismatches.first)
        #expect(mismatch.diff.first?.hasPrefix("+ start, cause: operator") == true)
    }

    @Test func aRefusalThatNobodyExpectsFails() throws {
        let approve = TestEvent(at: .seconds(10), action: .approve(.current))
        let outcome = Self.run([approve], [Self.expect(1, .phase(.observing))])
        #expect(try #require(outcome.mismatches.first).diff == ["- accepted", "+ no_candidate"])
        let expected = TestEvent(at: .seconds(10), action: .approve(.current), refusal: .noCandidate)
        #expect(Self.run([expected], [Self.expect(1, .phase(.observing))]).isPassed)
        let wrong = TestEvent(at: .seconds(10), action: .hold(reason: "x"), refusal: .notRunning)
        #expect(Self.run([wrong], [Self.expect(1, .held(true))]).mismatches.map(\.path) == ["events.refused"])
    }

    @Test func theChecklistCountsAsAttestedUnlessATestAttestsSome() {
        let rule = Self.rule(preflight: [PreflightItem(name: "drill")])
        #expect(Self.run([], [Self.expect(1, .phase(.observing))], rule: rule).isPassed)
        let events = [
            TestEvent(at: .seconds(1), action: .start(revision: "v2"), refusal: .preflightMissing),
            TestEvent(at: .seconds(2), action: .attest(["drill"])),
            TestEvent(at: .seconds(3), action: .start(revision: "v2")),
        ]
        #expect(Self.run(events, [Self.expect(1, .phase(.observing))], rule: rule).mismatches == [])
    }

    @Test func whoIsOnCallIsAsked() {
        let rule = Self.rule(onCall: .query("on_call", label: "actor"))
        let approve = TestEvent(
            at: .minutes(2), actor: Actor(name: "alice", roles: [.techLead]), action: .approve(.current))
        let expectation = Self.expect(3, .stage("all"))
        #expect(
            Self.run([approve], [expectation], rule: rule, onCall: [Sample(labels: ["actor": "alice"], 1)]).isPassed)
        let nobody = Self.run([approve], [expectation], rule: rule, onCall: [])
        #expect(nobody.mismatches.map(\.path) == ["events.refused", "stage"])
    }

    @Test func aSourceThatIsDownIsAnError() {
        let events = [
            TestEvent(at: .seconds(5), action: .datasource(.down)),
            TestEvent(at: .minutes(2), action: .datasource(.partial)),
            TestEvent(at: .minutes(4), action: .datasource(.up)),
        ]
        let outcome = Self.run(
            events,
            [
                Self.expect(2, .gate("isolation", ExpectedVerdict(outcome: .error, reason: .sourceUnavailable))),
                Self.expect(4, .gate("isolation", ExpectedVerdict(outcome: .inconclusive, reason: .partialData))),
                Self.expect(5, .gate("isolation", ExpectedVerdict(outcome: .pass))),
            ])
        #expect(outcome.mismatches == [])
        #expect(!outcome.coverage.missing.contains { $0.text == "policy isolation: on_error" })
    }

    @Test func alertsAreLookedForOneByOne() {
        let firing = ExpectedAlert(
            labels: ["alertname": "StagegateGateFailing", "gate": "isolation"], receivers: ["team"])
        let quiet = ExpectedAlert(labels: ["alertname": "StagegateAutoStop"], isFiring: false)
        let receivers: @Sendable (Labels) -> [String] = { $0["gate"] == "isolation" ? ["team"] : [] }
        let outcome = Self.run([], [Self.expect(2, .alerts([firing, quiet]))], value: 1, receivers: receivers)
        #expect(outcome.mismatches == [])
        let others = Self.run([], [Self.expect(2, .alerts([firing]))], value: 1) { _ in ["nobody"] }
        #expect(others.mismatches.first?.diff.count == 2)
        let none = Self.run([], [Self.expect(2, .alerts([]))], value: 1)
        #expect(none.mismatches.first?.actual.count == 1)
    }

    @Test func incidentsAndVisitsAreSeenAsAWhole() {
        let events = [TestEvent(at: .seconds(40), action: .openIncident(id: "INC-1", kind: .sev1, note: "leak"))]
        let incident = ExpectedIncident(kind: .sev1, id: "INC-1", openedBy: "tester")
        let visits = [ExpectedVisit(stage: "none", decision: .stop), ExpectedVisit(stage: "none")]
        let outcome = Self.run(events, [Self.expect(1, .incidents([incident]), .visits(visits), .phase(.stopped))])
        #expect(outcome.mismatches == [])
        let wrong = Self.run(events, [Self.expect(1, .incidents([]), .visits([]))])
        #expect(wrong.mismatches.map(\.path) == ["incidents", "visits"])
        #expect(!outcome.coverage.missing.contains { $0.text == "stop rule incidents: fired" })
    }

    @Test func coverageSaysWhatNobodyHasSeen() {
        let coverage = Self.run([], [Self.expect(1, .phase(.observing))]).coverage
        #expect(
            coverage.missing.map(\.text) == [
                "gate isolation: fail", "gate isolation: inconclusive", "gate isolation: error",
                "policy isolation: on_no_data", "policy isolation: on_nan", "policy isolation: on_error",
                "policy isolation: on_partial", "stop rule incidents: fired",
            ])
        #expect(coverage.ratio == 0.2)
        var merged = coverage
        merged.merge(Self.run([], [Self.expect(1, .phase(.observing))], value: 1).coverage)
        #expect(!merged.missing.contains { $0.text == "gate isolation: fail" } && merged.ratio == 0.3)
    }

    @Test func theTimelineTellsEachChangeOnce() {
        let lines = Self.run([], [Self.expect(10, .phase(.observing))], value: 1).timeline
        #expect(lines.first == "0s start_requested by tester")
        #expect(lines.count { $0.contains("isolation: fail (beyond_threshold)") } == 1)
        #expect(lines.count { $0.contains("fires {alertname=\"StagegateGateFailing\"") } == 1)
    }

    @Test func alertmanagersReportsAreTakenAsTheRuleSays() throws {
        var rule = Self.rule()
        rule.alertIncidents = [
            AlertIncidentRule(matchers: [try LabelMatcher("severity=sev1")], kind: .kind(.sev1))
        ]
        let labels: Labels = ["alertname": "Leak", "severity": "sev1"]
        let events = [
            TestEvent(
                at: .seconds(40), action: .report([ReportedAlert(labels: labels), ReportedAlert(labels: ["a": "b"])])),
            TestEvent(at: .minutes(2), action: .report([ReportedAlert(labels: labels, isFiring: false)])),
        ]
        let outcome = Self.run(
            events, [Self.expect(1, .incidents([ExpectedIncident(kind: .sev1)])), Self.expect(2, .incidents([]))],
            rule: rule)
        #expect(outcome.mismatches == [])
    }
}

/// Differences are read line by line.
@Suite struct LineDiffTests {
    @Test func commonLinesStay() {
        #expect(
            LineDiff.lines(from: ["a", "b", "c"], to: ["a", "x", "c", "d"]) == ["  a", "- b", "+ x", "  c", "+ d"])
        #expect(LineDiff.lines(from: [], to: ["a"]) == ["+ a"])
        #expect(LineDiff.lines(from: ["a"], to: []) == ["- a"])
        #expect(LineDiff.lines(from: [], to: []) == [])
    }
}
