import GateEngine
import GateModel
import GateRules
import GateTestSupport
import Testing

/// The advisory canary rollout protocol, clause by clause, on a rule with its five stages.
@Suite struct ProtocolTests {
    static let rule: RolloutRule = {
        let percents = [0, 10, 25, 50, 100]
        let stages = percents.enumerated().compactMap { index, percent in
            Weight(percent: percent).map { Stage(name: "stage-\(index)", weight: $0, window: .minutes(5)) }
        }
        let spikes = Spikes(bad: "b", total: "t", over: .seconds(15), threshold: 0.05, minGap: .seconds(45))
        return RolloutRule(
            name: "advisory", scope: Scope(services: ["api", "web", "telegram"], selector: #"eligible="true""#),
            stages: stages,
            gates: [
                .availability("availability"), .availability("read-p95"), .availability("write-p99"),
                .conversion("conversion"), .conversion("reject-ratio"),
            ],
            stopRules: [
                StopRule(name: "slo-breach", kind: .breach(gates: ["availability"], for: .seconds(15))),
                StopRule(name: "spikes-5xx", kind: .spikes(spikes)),
                StopRule(name: "safety", kind: .incident(IncidentKind.allCases)),
            ],
            approval: ApprovalRule(onCall: .actors(["alice"])),
            preflight: ["stages-approved", "alert-routing", "kill-switch", "rollback-rehearsed"].map {
                PreflightItem(name: $0)
            },
            digest: "d1")
    }()

    static func course(at stage: String) -> Course {
        var course = Course(rule)
        for item in rule.preflight { course.send(.preflightAttested(item: item.name, note: "done"), by: .oskar) }
        course.reach(stage)
        return course
    }

    @Test("§2: five stages, one after the other, from 0 % to 100 %")
    func stages() {
        var course = Self.course(at: "stage-4")
        course.evaluate(times: 30)
        let weights = course.effects.compactMap { if case .setWeight(let weight) = $0 { weight.percent } else { nil } }
        #expect(weights == [10, 25, 50, 100])
        #expect(course.phase == .completed)
        #expect(course.attempt.pastVisits.map(\.stage) == ["stage-0", "stage-1", "stage-2", "stage-3"])
    }

    @Test("§3, §4: one red gate of any kind keeps the stage", arguments: ["availability", "write-p99", "conversion"])
    func everyGateCounts(_ red: String) {
        var course = Self.course(at: "stage-1")
        for index in 0..<60 {
            course.evaluate { $0 == red && index % 10 == 9 ? .fail($0) : .pass($0) }
        }
        #expect(course.stage == "stage-1")
        #expect(course.attempt.candidate == nil)
    }

    @Test("§4: each stage is held for its window")
    func window() {
        var course = Self.course(at: "stage-1")
        course.evaluate(times: 20)
        #expect(course.approve().rejection?.code == .noCandidate)
        course.evaluate()
        #expect(course.phase == .awaitingApproval)
    }

    @Test("§4: the on-call tech lead approves every stage, explicitly")
    func approval() {
        var course = Self.course(at: "stage-1")
        course.evaluate(times: 21)
        #expect(course.approve(by: .oskar).rejection?.code == .missingRole)
        #expect(course.approve(by: Actor(name: "bob", roles: [.techLead])).rejection?.code == .notOnCall)
        course.evaluate(times: 40)
        #expect(course.stage == "stage-1")
        course.approve()
        course.evaluate()
        #expect(course.stage == "stage-2")
    }

    @Test("§5: a sustained breach of the SLO stops it")
    func sustainedBreach() {
        var course = Self.course(at: "stage-3")
        course.evaluate { $0 == "availability" ? .fail($0) : .pass($0) }
        course.evaluate { $0 == "availability" ? .fail($0) : .pass($0) }
        #expect(course.attempt.stop?.cause == "slo-breach")
        #expect(course.state.weight.percent == 25)
    }

    @Test("§5: repeated 5xx spikes stop it")
    func repeatedSpikes() {
        var course = Self.course(at: "stage-3")
        for tick in "#....#....#" {
            course.evaluate(stopRules: [tick == "#" ? .fail("spikes-5xx") : .pass("spikes-5xx")])
        }
        #expect(course.attempt.stop?.cause == "spikes-5xx")
        #expect(course.state.weight.percent == 25)
    }

    @Test("§5: a safety incident or an audit anomaly stops it", arguments: IncidentKind.allCases)
    func safety(_ kind: IncidentKind) {
        var course = Self.course(at: "stage-3")
        course.send(.incidentOpened(id: "i", kind: kind, note: ""))
        #expect(course.phase == .stopped)
        #expect(course.attempt.stop?.cause == "safety")
    }

    @Test("§6: a gate failure takes it back to the previous stable stage")
    func gateFailure() {
        var course = Self.course(at: "stage-3")
        for _ in 0..<2 { course.evaluate { $0 == "conversion" ? .fail($0) : .pass($0) } }
        #expect(course.phase == .observing)
        #expect(course.stage == "stage-2")
    }

    @Test("§6: Sev-1 and Sev-2 take it to 0 %", arguments: [IncidentKind.sev1, .sev2])
    func severeIncident(_ kind: IncidentKind) {
        var course = Self.course(at: "stage-4")
        #expect(course.send(.incidentOpened(id: "i", kind: kind, note: "")).weights == [0])
    }

    @Test("§6: an unresolved safety event takes it to 0 %")
    func unresolved() {
        var course = Self.course(at: "stage-4")
        course.send(.incidentOpened(id: "i", kind: .auditAnomaly, note: ""))
        #expect(course.state.weight.percent == 50)
        course.evaluate(times: 120)
        #expect(course.state.weight == .zero)
    }

    @Test("§6: a rollback is recorded with trace id, actor, timestamp and reason")
    func record() throws {
        var course = Self.course(at: "stage-3")
        let step = course.send(.rolledBack(toStage: nil, reason: "complaints"), by: .oskar)
        let decision = try #require(step.decisions.first)
        #expect(decision.trace == .test)
        #expect(decision.owner == "oskar")
        #expect(decision.at == course.now)
        #expect(decision.reason == "complaints")
    }

    @Test("§7: nothing starts before the checklist is done")
    func checklist() {
        var course = Course(Self.rule)
        for item in Self.rule.preflight {
            #expect(course.start().rejection?.code == .preflightMissing)
            course.send(.preflightAttested(item: item.name, note: ""))
        }
        #expect(course.start().kinds == [.start])
    }

    @Test("§8: every stage leaves its evidence")
    func evidence() throws {
        var course = Self.course(at: "stage-2")
        course.send(.incidentOpened(id: "INC-7", kind: .auditAnomaly, note: "log gap"))
        let visits = course.attempt.pastVisits
        #expect(visits.map(\.decision) == [.promote, .promote, .stop])
        #expect(visits.map(\.owner) == ["alice", "alice", "alice"])
        #expect(visits.allSatisfy { $0.leftAt != nil && $0.trace == .test && $0.reason?.isEmpty == false })
        #expect(visits[1].gates.count == 5)
        #expect(visits[2].notes.first?.contains("INC-7 (audit_anomaly) opened by alice: log gap") == true)
    }
}
