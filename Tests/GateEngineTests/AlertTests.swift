import GateEngine
import GateModel
import GateRules
import GateTestSupport
import Testing

/// The alerts that follow from a state.
@Suite struct AlertTests {
    static func course(_ stage: String, gates: [Gate] = [.slo]) -> Course {
        var course = Course(
            .toy(gates: gates).with { rule in
                rule.labels = ["team": "advisory", "severity": "none"]
                rule.annotations = ["runbook_url": "https://runbooks.example/x"]
            })
        course.reach(stage)
        return course
    }

    static func alert(_ name: String, in course: Course) -> Alert? {
        course.state.alerts.first { $0.labels["alertname"] == name }
    }

    @Test func theStopAlertBeginsAtTheFirstBreach() throws {
        let stop = StopRule(name: "breach", kind: .breach(gates: ["slo"], for: .seconds(15)))
        var course = Self.course("half")
        course.rule.stopRules = [stop]
        course.rule.digest = "d2"
        course.evaluate()
        let first = course.now + course.rule.interval
        course.evaluate(Verdict.fail)
        let step = course.evaluate(Verdict.fail)
        #expect(step.fired == ["StagegateAutoStop"])
        let alert = try #require(Self.alert("StagegateAutoStop", in: course))
        #expect(alert.startsAt == first)
        #expect(
            alert.labels == [
                "alertname": "StagegateAutoStop", "rollout": "toy", "severity": "page", "gate_action": "stop",
                "service": "api,web", "stop_rule": "breach", "team": "advisory",
            ])
        #expect(alert.annotations["trace_id"] == TraceID.test.text)
        #expect(alert.annotations["runbook_url"] == "https://runbooks.example/x")
        #expect(alert.annotations["stage"] == "low")
        #expect(alert.annotations["weight"] == "25")
        #expect(alert.annotations["description"]?.contains("value 0.9") == true)
        #expect(course.send(.resumed(reason: "fixed")).resolved == ["StagegateAutoStop"])
    }

    @Test func theRollbackAlertFiresUntilAPromotionMakesItGood() {
        var course = Self.course("half")
        course.evaluate(Verdict.fail)
        #expect(course.evaluate(Verdict.fail).fired == ["StagegateRollback"])
        course.evaluate(times: 3)
        course.approve()
        #expect(course.evaluate().resolved == ["StagegateRollback"])
    }

    @Test func waitingForApprovalFiresUntilItIsGivenAndComesBackWhenItExpires() throws {
        var course = Self.course("low")
        course.rule.approval.expiresAfter = .seconds(20)
        course.evaluate(times: 2)
        #expect(course.evaluate().fired == ["StagegateAwaitingApproval"])
        #expect(Self.alert("StagegateAwaitingApproval", in: course)?.labels["stage"] == "low")
        #expect(course.approve().resolved == ["StagegateAwaitingApproval"])
        course.send(.held(reason: "wait"))
        course.evaluate()
        #expect(course.evaluate().fired == ["StagegateAwaitingApproval"])
    }

    @Test func anOpenIncidentFiresWithOrWithoutAnAttempt() throws {
        var course = Course()
        #expect(
            course.send(.incidentOpened(id: "a", kind: .auditAnomaly, note: "")).fired == ["StagegateIncidentOpen"])
        #expect(Self.alert("StagegateIncidentOpen", in: course)?.labels["severity"] == "ticket")
        let begin = course.now
        course.skip(2)
        let second = course.send(.incidentOpened(id: "b", kind: .auditAnomaly, note: ""))
        #expect(second.fired == ["StagegateIncidentOpen"], "the annotations name it, too")
        #expect(course.state.alerts.count == 1)
        #expect(course.state.alerts[0].startsAt == begin)
        #expect(course.send(.incidentResolved(id: "a", note: "")).resolved.isEmpty)
        #expect(course.state.alerts[0].startsAt == begin, "constant while it fires")
        #expect(course.send(.incidentResolved(id: "b", note: "")).resolved == ["StagegateIncidentOpen"])
    }

    @Test func aFailingGateFiresWhereThereIsNowhereToGo() {
        var course = Course()
        course.start()
        #expect(course.evaluate(Verdict.fail).fired.isEmpty)
        #expect(course.evaluate(Verdict.fail).fired == ["StagegateGateFailing"])
        #expect(course.evaluate(Verdict.fail).effects.isEmpty, "nothing new, nothing told")
        #expect(course.evaluate().resolved == ["StagegateGateFailing"])
    }

    @Test func aGateThatCannotBeJudgedFiresBeyondTheTolerance() {
        var course = Self.course("low")
        course.evaluate(times: 2, Verdict.error)
        #expect(course.evaluate(Verdict.error).fired.isEmpty)
        #expect(course.evaluate(Verdict.error).fired == ["StagegateNoData"])
        #expect(course.evaluate().resolved == ["StagegateNoData"])
    }

    @Test func unprovenIsNotBlind() {
        var course = Self.course("low")
        course.evaluate(times: 10, Verdict.unproven)
        #expect(course.state.alerts.isEmpty)
    }

    @Test func anAbortedAttemptHasNoAlertsOfItsOwn() {
        var course = Self.course("low")
        course.send(.incidentOpened(id: "a", kind: .sev1, note: ""))
        #expect(course.send(.aborted(reason: "enough")).resolved == ["StagegateAutoStop"])
        #expect(course.state.alerts.map { $0.labels["alertname"] } == ["StagegateIncidentOpen"])
    }

    @Test func alertsAreSortedAndEffectsComeInOrder() {
        var course = Self.course("half")
        course.evaluate(times: 2, Verdict.fail)
        let step = course.send(.incidentOpened(id: "a", kind: .sev1, note: ""))
        let order = step.effects.map { effect in
            switch effect {
            case .decide: "decide"
            case .setWeight: "weight"
            case .resolve: "resolve"
            case .fire: "fire"
            case .reject: "reject"
            }
        }
        #expect(order == ["decide", "weight", "resolve", "fire", "fire"])
        let keys = course.state.alerts.map(\.labels.fingerprint)
        #expect(keys == keys.sorted())
    }

    @Test func aResolutionIsNeverOlderThanItsAlert() {
        var course = Self.course("half")
        course.send(.incidentOpened(id: "a", kind: .sev1, note: ""))
        let begin = course.now
        course.skip(-100)
        let step = course.send(.incidentResolved(id: "a", note: ""))
        let ends = step.effects.compactMap { if case .resolve(_, let at) = $0 { at } else { nil } }
        #expect(ends == [begin])
    }
}

/// Alerts that will fire if their conditions last.
@Suite struct PendingAlertTests {
    private static func pending(_ course: Course) -> [String] {
        Engine.pendingAlerts(of: course.state, under: course.rule).map {
            "\($0.labels["alertname"] ?? "") \($0.labels["gate"] ?? $0.labels["stop_rule"] ?? "")"
        }
    }

    @Test func aFailureIsPendingUntilItFires() {
        var course = AlertTests.course("half", gates: [.slo])
        course.rule.gates[0].failFor = .minutes(10)
        course.rule.stopRules = [StopRule(name: "breach", kind: .breach(gates: ["slo"], for: .seconds(30)))]
        course.rule.digest = "d2"
        course.evaluate()
        #expect(Self.pending(course) == [])
        course.evaluate(Verdict.fail)
        #expect(Self.pending(course) == ["StagegateGateFailing slo", "StagegateAutoStop breach"])
        let pending = Engine.pendingAlerts(of: course.state, under: course.rule)[1]
        #expect(pending.startsAt == course.now)
        course.evaluate(times: 2, Verdict.fail)
        #expect(course.state.alerts.map { $0.labels["alertname"] } == ["StagegateAutoStop"])
        #expect(course.state.alerts.map(\.labels) == [pending.labels])
        #expect(Self.pending(course) == [])
    }

    @Test func blindnessIsPendingUntilTheToleranceIsOver() {
        var course = AlertTests.course("half", gates: [.slo])
        course.evaluate(Verdict.blind)
        #expect(Self.pending(course) == ["StagegateNoData slo"])
        course.evaluate()
        #expect(Self.pending(course) == [])
    }

    @Test func nothingIsPendingBeforeAnybodyStarts() {
        let course = Course(.toy(gates: [.slo]))
        #expect(Self.pending(course) == [])
    }
}
