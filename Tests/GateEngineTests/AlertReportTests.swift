import GateEngine
import GateModel
import GateRules
import GateTestSupport
import Testing

/// What Alertmanager says, in whatever order and however often.
@Suite struct AlertReportTests {
    /// A firing of alert `a` that began `began` seconds after the epoch of the tests.
    static func occurrence(_ began: Int64, group: String = "{}:{}", fingerprint: String = "a") -> AlertOccurrence {
        AlertOccurrence(
            group: group, fingerprint: fingerprint, startsAt: Timestamp(seconds: 1_770_000_000 - 1000 + began))
    }

    static func firing(_ began: Int64, _ kind: IncidentKind = .sev1, fingerprint: String = "a") -> AlertReport {
        AlertReport(occurrence: occurrence(began, fingerprint: fingerprint), status: .firing(kind), note: "it burns")
    }

    static func over(_ began: Int64, fingerprint: String = "a") -> AlertReport {
        AlertReport(occurrence: occurrence(began, fingerprint: fingerprint), status: .resolved, note: "it is out")
    }

    static func course() -> Course {
        var course = Course(.toy())
        course.reach("full")
        return course
    }

    private static func open(_ course: Course) -> [AlertOccurrence] {
        course.state.incidents.compactMap { if case .alert(let own) = $0.source { own } else { nil } }
    }

    @Test func aFiringAlertTakesTheRolloutToZeroInTheSameStep() throws {
        var course = Self.course()
        let step = course.send(.alertsReported([Self.firing(10)]), by: .oskar)
        #expect(step.weights == [0])
        #expect(course.phase == .stopped)
        let incident = try #require(course.state.incidents.first)
        #expect(incident.id == Self.occurrence(10).incidentID)
        #expect(incident.openedBy == "oskar")
        #expect(incident.trace == .test)
        let alert = try #require(course.state.alerts.first { $0.labels["alertname"] == "StagegateIncidentOpen" })
        #expect(alert.annotations["trace_id"] == TraceID.test.text)
    }

    @Test func oneNotificationMakesOneStopHoweverManyAlertsItHas() {
        var course = Self.course()
        let reports = [Self.firing(1, .auditAnomaly), Self.firing(2, .sev2, fingerprint: "b")]
        let step = course.send(.alertsReported(reports))
        #expect(step.kinds == [.stop])
        #expect(course.state.weight == .zero)
        #expect(course.state.incidents.count == 2)
    }

    @Test func aRepetitionIsNoNews() {
        var course = Self.course()
        course.send(.alertsReported([Self.firing(10)]))
        #expect(!course.state.isNews(Self.firing(10)))
        #expect(course.send(.alertsReported([Self.firing(10)])).rejection?.code == .alreadyDone)
        course.send(.alertsReported([Self.over(10)]))
        #expect(course.state.incidents.isEmpty)
        #expect(!course.state.isNews(Self.over(10)))
    }

    @Test func aResolutionThatOvertakesItsFiringLetsItOpenNothing() {
        var course = Self.course()
        course.send(.alertsReported([Self.over(10)]))
        #expect(course.send(.alertsReported([Self.firing(10)])).rejection?.code == .alreadyDone)
        #expect(course.state.incidents.isEmpty)
        #expect(course.state.weight == .full)
        course.send(.alertsReported([Self.firing(20)]))
        #expect(course.state.weight == .zero, "a newer firing is another one")
    }

    @Test func anOldResolutionLeavesTheNewerFiringOpen() {
        var course = Self.course()
        course.send(.alertsReported([Self.firing(10)]))
        course.send(.alertsReported([Self.firing(20)]))
        course.send(.alertsReported([Self.over(10)]))
        #expect(Self.open(course) == [Self.occurrence(20)])
    }

    @Test func aNewerResolutionTakesOlderFiringsWithIt() {
        var course = Self.course()
        course.send(.alertsReported([Self.firing(10), Self.firing(5, fingerprint: "b")]))
        course.send(.alertsReported([Self.firing(20)]))
        course.send(.alertsReported([Self.over(20)]))
        #expect(Self.open(course) == [Self.occurrence(5, fingerprint: "b")])
    }

    @Test func theSameAlertInAnotherGroupIsAnotherOne() {
        var course = Self.course()
        course.send(.alertsReported([Self.firing(10)]))
        let elsewhere = AlertReport(occurrence: Self.occurrence(10, group: "x"), status: .resolved, note: "")
        course.send(.alertsReported([elsewhere]))
        #expect(course.state.incidents.count == 1)
    }

    @Test func whatAPersonResolvedIsNotOpenedByARepetition() {
        var course = Self.course()
        course.send(.alertsReported([Self.firing(10)]))
        course.send(.incidentResolved(id: Self.occurrence(10).incidentID, note: "known"))
        #expect(!course.state.isNews(Self.firing(10)))
        #expect(course.state.isNews(Self.firing(11)))
    }

    @Test func aResolutionFromTheFutureDoesNotDeafen() {
        var course = Self.course()
        course.send(.alertsReported([Self.over(1_000_000_000)]))
        #expect(course.state.isNews(Self.firing(900_000)))
    }

    @Test("in every order of two firings and their resolutions, the newest word on each firing counts")
    func everyOrderEndsTheSame() {
        let reports = [Self.firing(10), Self.over(10), Self.firing(20), Self.over(20)]
        for order in Self.permutations(reports) {
            var course = Self.course()
            for report in order + order { course.send(.alertsReported([report])) }
            #expect(course.state.incidents.isEmpty, "\(order.map(\.status))")
        }
    }

    @Test func whatIsRememberedIsBounded() {
        var course = Self.course()
        let many = (0..<600).map { Self.firing(Int64($0), .auditAnomaly, fingerprint: "f\($0)") }
        course.send(.alertsReported(many))
        #expect(course.state.incidents.count == IncidentLimits.openOfOneKind)
        #expect(course.state.isCrowdedOut(many[599]) && !course.state.isCrowdedOut(many[0]))
        course.send(.alertsReported(many.map { AlertReport(occurrence: $0.occurrence, status: .resolved, note: "") }))
        #expect(course.state.incidents.isEmpty)
        #expect(course.state.resolvedIncidents.count == IncidentLimits.resolved)
        #expect(course.state.alertMemories.count == IncidentLimits.alertMemories)
        #expect(course.attempt.visit.notes.count <= IncidentLimits.visitNotes)
    }

    @Test func aCrowdOfAnomaliesKeepsNoSev1Out() {
        var course = Self.course()
        course.send(.alertsReported((0..<200).map { Self.firing(1, .auditAnomaly, fingerprint: "f\($0)") }))
        #expect(course.state.weight != .zero)
        course.send(.alertsReported([Self.firing(1, .sev1, fingerprint: "grave")]))
        #expect(course.state.weight == .zero)
    }

    private static func permutations<Element>(_ items: [Element]) -> [[Element]] {
        guard items.count > 1 else { return [items] }
        return items.indices.flatMap { index in
            var rest = items
            let first = rest.remove(at: index)
            return permutations(rest).map { [first] + $0 }
        }
    }
}
