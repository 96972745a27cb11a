import GateModel
import GateRules
import GateRuntime
import Logging
import ServiceLifecycle
import Testing

@Suite struct ShutdownTests {
    @Test func cancellationEndsEverything() async throws {
        let world = try await World([.toy(), .toy("other")])
        try await world.running { world async throws in
            await world.submit(.startRequested(revision: "v1"))
            world.source.mood = .hanging
            world.time.advance(by: .seconds(15))
            try await eventually("the source hangs") { world.source.hangingCount == 1 }
        }
        #expect(world.source.hangingCount == 0)
        #expect(world.time.alarms.isEmpty)
        #expect(await world.control.readiness() != nil)
    }

    @Test func requestsAfterTheEndAreTurnedAway() async throws {
        let world = try await World()
        try await world.running { world in _ = await world.submit(.startRequested(revision: "v1")) }
        let records = world.journal.records("toy").count
        #expect(await world.submit(.held(reason: "late")).isUnavailable)
        #expect(await world.submit(.killed(reason: "late")).isUnavailable)
        #expect(world.journal.records("toy").count == records)
    }

    @Test func aGracefulShutdownDecidesWhatWaits() async throws {
        let world = try await World()
        let kinds = (1...9).map { number -> Event.Kind in
            number == 1
                ? .startRequested(revision: "v1")
                : number.isMultiple(of: 2) ? .held(reason: "\(number)") : .unheld(reason: "\(number)")
        }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            // Nobody runs it yet, so that requests pile up in the order they are made.
            for (index, kind) in kinds.enumerated() {
                group.addTask { await world.submit(kind).accepted != nil }
                try await eventually("it waits") {
                    world.metric(#"stagegate_mailbox_length{rollout="toy"}"#) == "\(index + 1)"
                }
            }
            let services = ServiceGroup(services: [world.supervisor], logger: Logger(label: "test"))
            await services.triggerGracefulShutdown()
            try await services.run()
            #expect(try await group.allSatisfy { $0 })
        }
        #expect(world.journal.records("toy").map(\.event.kind) == kinds)
    }

    @Test func aFullMailboxTurnsRequestsAway() async throws {
        var settings = RuntimeSettings()
        settings.mailboxCapacity = 2
        let world = try await World(settings: settings)
        // Nobody runs it yet, so that requests pile up.
        async let first = world.submit(.startRequested(revision: "v1"))
        async let second = world.submit(.held(reason: "x"))
        try await eventually("both wait") {
            world.metric(#"stagegate_mailbox_length{rollout="toy"}"#) == "2"
        }
        #expect(await world.submit(.unheld(reason: "x")).isUnavailable)
        #expect(world.metric(#"stagegate_mailbox_refusals_total{rollout="toy"}"#) == "1")
        try await world.running { world async throws in
            try await eventually("all is decided") {
                world.metric(#"stagegate_mailbox_length{rollout="toy"}"#) == "0"
            }
        }
        #expect([await first, await second].count { $0.isUnavailable } == 0)
    }
}
