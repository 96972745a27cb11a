import GateEngine
import GateModel
import GateRules
import GateTestSupport
import Testing

/// What has to be proven before a start, and what proves it.
@Suite struct PreflightTests {
    static let rule = RolloutRule.toy(stopRules: [
        StopRule(name: "slo-breach", kind: .breach(gates: ["slo"], for: .minutes(5)))
    ]).with { rule in
        rule.labels = ["team": "web"]
        rule.preflight = [
            PreflightItem(name: "rule", proof: .ruleApproved),
            PreflightItem(name: "routing", validFor: .hours(1), proof: .alertRouting(receivers: ["pager"])),
            PreflightItem(name: "data", proof: .datasource),
            PreflightItem(name: "drill", proof: .drill([.stop, .kill])),
            PreflightItem(name: "log"),
        ]
    }

    private static func check(
        _ kind: PreflightCheckKind, failure: String? = nil, to receivers: [String] = ["pager"]
    ) -> Event.Kind {
        let routes = kind == .alertRouting ? [MemberRoute(member: "am1", receivers: receivers, state: "active")] : []
        return .preflightChecked(PreflightCheck(kind, ruleDigest: "d1", failure: failure, routes: routes))
    }

    private static func proven() -> Course {
        var course = Course(rule)
        course.send(.ruleApproved(item: "rule", digest: "d1", note: "read"))
        course.send(.preflightAttested(item: "log", note: "kept"), by: .oskar)
        for kind in PreflightCheckKind.allCases { course.send(check(kind), by: .oskar) }
        return course
    }

    private static func states(_ course: Course) -> [Preflight.State] {
        Preflight.checklist(of: course.state, under: course.rule, at: course.now).map(\.state)
    }

    @Test func aRolloutStartsWhenEverythingIsProven() {
        var course = Self.proven()
        #expect(Self.states(course).allSatisfy { $0 == .proven })
        #expect(course.start().kinds == [.start])
    }

    @Test("what is missing is named with the command that proves it")
    func theStartSaysWhatIsMissing() throws {
        var course = Course(Self.rule)
        let message = try #require(course.start().rejection).message
        for text in [
            "rule (missing: stagegate preflight toy rule --note '…')",
            "routing (missing: stagegate preflight toy --run)",
            "data (missing: stagegate preflight toy --run)", "drill (missing: stagegate drill toy)",
        ] {
            #expect(message.contains(text), "\(message)")
        }
    }

    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let item: Int
        let state: Preflight.State
        let change: @Sendable (inout Course) -> Void

        init(
            _ name: String, _ item: Int, _ state: Preflight.State, _ change: @escaping @Sendable (inout Course) -> Void
        ) {
            (testDescription, self.item, self.state, self.change) = (name, item, state, change)
        }
    }

    static let rows = [
        Row("a part of the drill failed", 3, .failed) { $0.send(check(.drillKill, failure: "too slow")) },
        Row("a part nobody asked for failed", 3, .proven) { $0.send(check(.drillRollback, failure: "stuck")) },
        Row("the alert went to somebody else", 1, .failed) { $0.send(check(.alertRouting, to: ["null"])) },
        Row("the alert went to nobody", 1, .failed) { $0.send(check(.alertRouting, to: [])) },
        Row("the routing was proven too long ago", 1, .expired) { $0.skip(240) },
        Row("what does not expire stays", 2, .proven) { $0.skip(240) },
        Row("the rule has changed", 0, .outdated) { $0.rule.digest = "d2" },
        Row("the rule has changed since a finding", 2, .outdated) { $0.rule.digest = "d2" },
        Row("a failure is made good", 2, .proven) {
            $0.send(check(.datasource, failure: "no data"))
            $0.send(check(.datasource))
        },
    ]

    @Test(arguments: rows) func everyItemHasItsState(_ row: Row) {
        var course = Self.proven()
        row.change(&course)
        #expect(Self.states(course)[row.item] == row.state)
        #expect((course.start().rejection?.code == .preflightMissing) == Self.states(course).contains { $0 != .proven })
    }

    static let refusals: [(Event.Kind, Actor, Rejection.Code)] = [
        (.preflightAttested(item: "drill", note: "trust me"), .alice, .wrongProof),
        (.preflightAttested(item: "rule", note: "read"), .alice, .wrongProof),
        (.preflightAttested(item: "nothing", note: "n"), .alice, .unknownName),
        (.ruleApproved(item: "rule", digest: "d0", note: "read"), .alice, .outdatedRule),
        (.ruleApproved(item: "rule", digest: "d1", note: "read"), .oskar, .missingRole),
        (.ruleApproved(item: "log", digest: "d1", note: "read"), .alice, .wrongProof),
    ]

    @Test(arguments: refusals) func theWrongProofIsRefused(_ kind: Event.Kind, _ actor: Actor, _ code: Rejection.Code) {
        var course = Course(Self.rule)
        #expect(course.send(kind, by: actor).rejection?.code == code)
    }

    @Test("the test alert has the labels a stop would have and says that it is a drill, until the finding is in")
    func aRoutingTestIsAnAlert() throws {
        var course = Course(Self.rule)
        let begun = course.send(.routingTestBegun, by: .oskar)
        guard case .fire(let alert) = try #require(begun.effects.first) else { return #expect(Bool(false)) }
        var stopped = Course(Self.rule.with { $0.preflight = [] })
        stopped.reach("half")
        for _ in 0..<22 { stopped.evaluate(Verdict.fail) }
        let real = try #require(stopped.state.alerts.first { $0.labels["alertname"] == "StagegateAutoStop" })
        #expect(alert.labels == real.labels.merging(["drill": "true"]))
        #expect(alert.annotations["summary"]?.contains("DRILL") == true)
        #expect(course.send(.routingTestBegun, by: .oskar).rejection?.code == .alreadyDone)
        let ended = course.send(Self.check(.alertRouting), by: .oskar)
        #expect(ended.effects == [.resolve(alert, at: course.now)])
        #expect(course.state.alerts.isEmpty && course.state.routingTest == nil)
    }

    @Test("nothing that is proven touches a running attempt") func proofsMoveNothing() {
        var course = Course(Self.rule.with { $0.preflight = [PreflightItem(name: "data", proof: .datasource)] })
        course.send(Self.check(.datasource))
        course.reach("half")
        let attempt = course.attempt
        for kind in PreflightCheckKind.allCases { course.send(Self.check(kind, failure: "broken")) }
        #expect(course.attempt == attempt)
        #expect(course.state.weight == Weight(percent: 50))
    }
}
