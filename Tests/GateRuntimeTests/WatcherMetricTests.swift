import GateModel
import GateRules
import MetricsExposition
import Testing

@testable import GateRuntime

/// The metrics by which whoever watches the gate knows that it is well.
@Suite struct WatcherMetricTests {
    @Test func evaluationsSayWhatTheyCost() async throws {
        let world = try await World()
        world.source.mood = .series([Sample(1), Sample(labels: ["a": "b"], 1)])
        #expect(world.metric(#"stagegate_evaluation_interval_seconds{rollout="toy"}"#) == "15")
        #expect(world.metric(#"stagegate_evaluation_deadline_seconds{rollout="toy"}"#) == "10")
        #expect(world.metric(#"stagegate_last_evaluation_series{rollout="toy"}"#) == "0")
        try await world.running { world async throws in
            await world.submit(.startRequested(revision: "v1"))
            try await world.evaluate(1)
            #expect(world.metric(#"stagegate_last_evaluation_series{rollout="toy"}"#) == "2")
            #expect(world.metric(#"stagegate_last_evaluation_largest_answer_series{rollout="toy"}"#) == "2")
            #expect(world.metric(#"stagegate_last_evaluation_duration_seconds{rollout="toy"}"#) != "0")
            #expect(world.metric("stagegate_journal_last_commit_timestamp_seconds") != "0")
        }
    }

    @Test func gateWithoutDataIsSeenUntilItHasSome() async throws {
        let world = try await World()
        world.source.mood = .series([])
        let metric = #"stagegate_gate_no_data{rollout="toy",gate="up"}"#
        #expect(world.metric(metric) == "0")
        try await world.running { world async throws in
            await world.submit(.startRequested(revision: "v1"))
            try await world.evaluate(1)
            #expect(world.metric(metric) == "1")
            world.source.mood = .value(1)
            try await world.evaluate(1)
            #expect(world.metric(metric) == "0")
        }
    }

    @Test(arguments: [(FakeSource.Mood.value(1), true), (.down, false), (.series([]), false)])
    func heartbeatsAreCountedApartFromQueries(_ mood: FakeSource.Mood, _ isAnswered: Bool) async throws {
        let world = try await World()
        world.source.mood = mood
        let last = #"stagegate_datasource_last_heartbeat_timestamp_seconds{datasource="prometheus"}"#
        #expect(world.metric(last) == "0")
        await world.supervisor.heartbeat.beat()
        #expect(world.metric(#"stagegate_datasource_heartbeats_total{datasource="prometheus"}"#) == "1")
        let failures = world.metric(#"stagegate_datasource_heartbeat_failures_total{datasource="prometheus"}"#)
        #expect(failures == (isAnswered ? "0" : "1"))
        #expect((world.metric(last) != "0") == isAnswered)
        #expect(world.metric(#"stagegate_queries_total{datasource="prometheus",result="answered"}"#) == "0")
        #expect(world.source.asked.map(\.expression) == ["vector(1)"])
    }

    @Test func heartbeatWithoutAnAnswerEndsAtItsDeadline() async throws {
        let world = try await World()
        world.source.mood = .hanging
        async let beat: Void = world.supervisor.heartbeat.beat()
        try await eventually("the source hangs") { world.source.hangingCount == 1 }
        world.time.advance(by: .seconds(10))
        await beat
        #expect(
            world.metric(#"stagegate_datasource_heartbeat_failures_total{datasource="prometheus"}"#) == "1")
    }

    @Test func stopsThatNobodyHasAcceptedAreCountedApart() async throws {
        let target = FakeAlertmanager()
        target.isDown = true
        try await World().running { world async throws in
            await world.submit(.startRequested(revision: "v1"))
            try await world.evaluate(3)
            try await world.delivering(to: [target]) {
                await world.submit(.killed(reason: "enough"))
                let urgent = #"stagegate_notifications_urgent_queue_length{alertmanager="\#(target.name)"}"#
                try await eventually("the stop waits") { world.metric(urgent) == "1" }
                target.isDown = false
                world.time.advance(by: .seconds(30))
                try await eventually("the stop was accepted") { world.metric(urgent) == "0" }
            }
        }
    }

    @Test func seriesOfARolloutGoWithItsRule() async throws {
        try await World([.toy(), .toy("other")]).running { world async throws in
            await world.submit(.startRequested(revision: "v1"))
            try await world.evaluate(1)
            await world.submit(.aborted(reason: "enough"))
            world.write([.toy("other")])
            _ = await world.control.reload()
            try await eventually("its series are gone") {
                !String(decoding: world.registry.render(), as: UTF8.self).contains(#"rollout="toy""#)
            }
        }
    }
}
