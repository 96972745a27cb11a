import GateEngine
import GateModel
import GateRules
import GateTestSupport
import Testing

/// Notes on incidents, and incidents that expressions open and close.
@Suite struct IncidentNoteTests {
    @Test func notesAreAddedToTheOpenAndToTheResolved() throws {
        var course = IncidentTests.course()
        course.send(IncidentTests.open(.sev1))
        course.send(.incidentNoted(id: "i1", note: "it was the cache"), by: .oskar)
        #expect(
            course.state.incidents[0].notes == [IncidentNote(at: course.now, author: "oskar", text: "it was the cache")]
        )
        #expect(course.attempt.visit.notes.last == "\(course.now) incident i1: note by oskar: it was the cache")
        course.send(.incidentResolved(id: "i1", note: "flushed"))
        course.send(.incidentNoted(id: "i1", note: "see the post-mortem"))
        let over = try #require(course.state.resolvedIncidents.first)
        #expect(over.incident.notes.map(\.text) == ["it was the cache", "see the post-mortem"])
        #expect(over.resolvedBy == "alice" && over.resolution == "flushed")
        #expect(course.send(.incidentNoted(id: "i2", note: "?")).rejection?.code == .unknownName)
    }

    @Test func notesAreBounded() {
        var course = IncidentTests.course()
        course.send(IncidentTests.open(.sev1))
        for _ in 0..<IncidentLimits.notes { course.send(.incidentNoted(id: "i1", note: "n")) }
        #expect(course.send(.incidentNoted(id: "i1", note: "n")).rejection?.code == .alreadyDone)
        #expect(course.state.incidents[0].notes.count == IncidentLimits.notes)
    }

    @Test func aChangedNoteIsABrokenInvariant() {
        var course = IncidentTests.course()
        course.send(IncidentTests.open(.sev1))
        course.send(.incidentNoted(id: "i1", note: "n"))
        let before = course.state
        let event = Event(actor: .alice, trace: .test, kind: .incidentNoted(id: "i1", note: "m"))
        var step = Engine.step(before, event, at: course.now, under: course.rule)
        step.state.incidents[0].notes[0] = IncidentNote(at: course.now, author: "eve", text: "nothing happened")
        let found = Invariants.violations(from: before, by: event, at: course.now, to: step, under: course.rule)
        #expect(found.contains("a note of incident i1 was changed"))
    }

    // MARK: Incidents of expressions

    private static let firing = StopRule(
        name: "alerts",
        kind: .expression(StopExpression(query: "ALERTS", opensIncident: .label("severity"), resolves: true)))

    private static func verdict(_ series: [(String, Outcome)], truncated: Bool = false) -> Verdict {
        let evidence = series.map { severity, outcome in
            SeriesEvidence(
                labels: ["alertname": "A", "severity": severity], outcome: outcome, reason: .beyondThreshold,
                value: .finite(1), threshold: 0)
        }
        let query = Query(name: "value", expression: "ALERTS", time: Timestamp(seconds: 0))
        let asked = QueryEvidence(
            query: query, seriesCount: truncated ? 99 : series.count, value: nil, failure: nil)
        return Verdict(
            subject: "alerts", outcome: series.contains { $0.1 == .fail } ? .fail : .pass, reason: .beyondThreshold,
            queries: [asked], series: evidence)
    }

    private static func course() -> Course {
        var course = Course(.toy(stopRules: [firing]))
        course.reach("full")
        return course
    }

    @Test func eachSeriesOpensItsOwnIncidentOfTheKindItsLabelNames() throws {
        var course = Self.course()
        course.evaluate(stopRules: [Self.verdict([("audit_anomaly", .fail)])])
        #expect(course.stage == "half")
        let fingerprint = try #require(course.state.incidents.first?.id.split(separator: "@").first)
        #expect(fingerprint == "alerts-\((["alertname": "A", "severity": "audit_anomaly"] as Labels).fingerprint)")
        course.evaluate(stopRules: [Self.verdict([("audit_anomaly", .fail), ("sev2", .fail)])])
        #expect(course.state.incidents.map(\.kind) == [.auditAnomaly, .sev2])
        #expect(course.state.weight == .zero)
    }

    @Test func aLabelThatNamesNoKindIsTakenForTheGravest() {
        var course = Self.course()
        course.evaluate(stopRules: [Self.verdict([("disaster", .fail)])])
        #expect(course.state.incidents.map(\.kind) == [.sev1])
        #expect(course.state.weight == .zero)
    }

    @Test func aSeriesThatIsGoneForLongerThanTheToleranceIsResolved() {
        var course = Self.course()
        course.evaluate(stopRules: [Self.verdict([("sev1", .fail)])])
        for _ in 0..<2 {
            course.evaluate(stopRules: [Self.verdict([])])
            #expect(course.state.incidents.count == 1)
        }
        course.evaluate(stopRules: [Self.verdict([])])
        #expect(course.state.incidents.isEmpty)
        #expect(course.state.resolvedIncidents.first?.resolvedBy == "alerts")
        #expect(course.phase == .stopped, "a person lets it go on")
    }

    @Test("missing data holds and never resolves", arguments: ["error", "blind", "none", "truncated", "missed"])
    func missingDataNeverResolves(_ way: String) {
        var course = Self.course()
        course.evaluate(stopRules: [Self.verdict([("sev1", .fail)])])
        for _ in 0..<10 {
            course.evaluate(stopRules: [Self.verdict([])])
            course.evaluate(stopRules: [Self.verdict([])])
            switch way {
            case "error": course.evaluate(stopRules: [.error("alerts")])
            case "blind": course.evaluate(stopRules: [.blind("alerts")])
            case "truncated": course.evaluate(stopRules: [Self.verdict([("sev2", .fail)], truncated: true)])
            case "missed":
                let before = course.now
                course.skip(1)
                course.send(.evaluationsMissed(after: before, through: course.now), by: .stagegate)
            default: course.evaluate()
            }
            #expect(course.state.incidents.contains { $0.kind == .sev1 })
        }
    }

    @Test func withoutTheRulesWordAPersonResolves() {
        var course = Self.course()
        course.rule.stopRules[0].kind = .expression(StopExpression(query: "ALERTS", opensIncident: .label("severity")))
        course.evaluate(stopRules: [Self.verdict([("sev1", .fail)])])
        for _ in 0..<20 { course.evaluate(stopRules: [Self.verdict([])]) }
        #expect(course.state.incidents.count == 1)
    }
}
