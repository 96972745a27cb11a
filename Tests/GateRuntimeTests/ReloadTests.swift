import GateModel
import GateRules
import GateRuntime
import Testing

@Suite struct ReloadTests {
    private func problems(_ outcome: ReloadOutcome) -> [String] {
        if case .refused(let problems) = outcome { problems } else { [] }
    }

    @Test func aGoodReloadReachesEveryRollout() async throws {
        try await World([.toy(), .toy("other")]).running { world async throws in
            await world.submit(.startRequested(revision: "v1"))
            world.write([.toy("new"), .toy(digest: "digest-2"), .toy("other")])
            #expect(problems(await world.control.reload()).isEmpty)
            #expect(await world.control.list().map(\.rule.name) == ["new", "toy", "other"])
            #expect(try await world.view().state.ruleDigest == "digest-2")
            #expect(world.journal.decisions("toy") == [.start, .adoptRule])
            #expect(world.journal.records("other").isEmpty)
            #expect(await world.submit(.startRequested(revision: "v1"), to: "new").accepted != nil)
            try await world.evaluate(1, "new")
            #expect(world.metric("stagegate_config_last_reload_successful") == "1")
        }
    }

    @Test func rulesThatCannotBeReadChangeNothing() async throws {
        try await World().running { world async throws in
            world.write(.problems(["rules/toy.yml:1:1: no"]))
            #expect(problems(await world.control.reload()) == ["rules/toy.yml:1:1: no"])
            #expect(world.metric("stagegate_config_last_reload_successful") == "0")
            #expect(await world.control.list().count == 1)
        }
    }

    @Test func aRunningRolloutCannotBeRemovedAndThenNothingChanges() async throws {
        try await World([.toy(), .toy("other")]).running { world async throws in
            await world.submit(.startRequested(revision: "v1"))
            await world.submit(.startRequested(revision: "v1"), to: "other")
            world.write([.toy("new"), .toy("other", digest: "digest-2")])
            #expect(problems(await world.control.reload()).count == 1)
            #expect(await world.control.list().map(\.rule.name) == ["toy", "other"])
            #expect(try await world.view("other").state.ruleDigest == "digest-1")
            #expect(world.metric(#"stagegate_rollout_weight_ratio{rollout="new"}"#) == nil)
            #expect(await world.submit(.held(reason: "x"), to: "other").accepted != nil)
        }
    }

    @Test func anIdleRolloutCanBeRemovedWithItsMetrics() async throws {
        try await World([.toy(), .toy("other")]).running { world async throws in
            world.write([.toy("other")])
            #expect(problems(await world.control.reload()).isEmpty)
            #expect(await world.control.view("toy")?.state == nil)
            try await eventually("its series are gone") {
                world.metric(#"stagegate_rollout_weight_ratio{rollout="toy"}"#) == nil
            }
            guard case .unknownRollout = await world.submit(.startRequested(revision: "v1")) else {
                Issue.record("a removed rollout was started")
                return
            }
        }
    }

    @Test func aStageThatIsInUseCannotBeRemoved() async throws {
        try await World().running { world async throws in
            await world.submit(.startRequested(revision: "v1"))
            let stages = [
                Stage(name: "zero", weight: .zero, window: .seconds(30)),
                Stage(name: "full", weight: .full, window: .seconds(30)),
            ]
            world.write([.toy(digest: "digest-2", stages: stages)])
            #expect(problems(await world.control.reload()).count == 1)
            #expect(try await world.view().rule.stages == RolloutRule.toyStages)
        }
    }

    @Test func aFullDiskRefusesAReload() async throws {
        try await World().running { world async throws in
            world.journal.isFull = true
            world.write([.toy(digest: "digest-2")])
            #expect(problems(await world.control.reload()).count == 1)
            #expect(try await world.view().rule.digest == "digest-1")
        }
    }

    @Test func gatesThatAreGoneLoseTheirSeries() async throws {
        try await World().running { world async throws in
            var rule = RolloutRule.toy(digest: "digest-2")
            rule.gates[0].name = "alive"
            world.write([rule])
            #expect(problems(await world.control.reload()).isEmpty)
            #expect(world.metric(#"stagegate_gate_value{rollout="toy",gate="up"}"#) == nil)
            #expect(world.metric(#"stagegate_gate_value{rollout="toy",gate="alive"}"#) == "NaN")
        }
    }
}
