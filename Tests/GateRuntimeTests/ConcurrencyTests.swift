import GateModel
import Testing

@testable import GateRuntime

@Suite struct ConcurrencyTests {
    @Test func aSignalRaisedBeforeTheWaitIsNotLost() async {
        let signal = Signal()
        let seen = signal.count
        signal.raise()
        await signal.wait(beyond: seen)
        #expect(signal.count == seen + 1)
    }

    @Test func aCancelledWaitEnds() async {
        let signal = Signal()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await signal.wait(beyond: 0) }
            group.cancelAll()
        }
        #expect(signal.count == 0)
    }

    @Test func everyWaiterIsWoken() async {
        let signal = Signal()
        let count = await withTaskGroup(of: Void.self) { group in
            for _ in 0..<100 { group.addTask { await signal.wait(beyond: 0) } }
            signal.raise()
            return await group.reduce(0) { count, _ in count + 1 }
        }
        #expect(count == 100)
    }

    @Test func onlyTheFirstValueOfAPromiseCounts() async {
        let promise = Promise<Int>()
        promise.fulfil(1)
        promise.fulfil(2)
        #expect(await promise.value() == 1)
    }

    @Test func aFullMailboxTakesNothingButTheUrgent() async {
        let mailbox = Mailbox<Int>(capacity: 2)
        #expect(mailbox.offer(1))
        #expect(mailbox.offer(2))
        #expect(!mailbox.offer(3))
        #expect(mailbox.offerFirst(0))
        #expect(await mailbox.next() == 0)
        #expect(await mailbox.next() == 1)
        #expect(await mailbox.next() == 2)
    }

    @Test func aClosedMailboxStillGivesOutWhatItHas() async {
        let mailbox = Mailbox<Int>(capacity: 2)
        #expect(mailbox.offer(1))
        mailbox.close()
        #expect(!mailbox.offer(2))
        #expect(!mailbox.offerFirst(2))
        #expect(await mailbox.next() == 1)
        #expect(await mailbox.next() == nil)
    }

    @Test func nothingIsLostBetweenSendersAndReceiver() async {
        let mailbox = Mailbox<Int>(capacity: 10_000)
        let sum = await withTaskGroup(of: Int.self) { group in
            for sender in 0..<10 {
                group.addTask {
                    for item in 0..<100 { _ = mailbox.offer(sender * 100 + item) }
                    return 0
                }
            }
            group.addTask {
                var sum = 0
                for _ in 0..<1000 { sum += await mailbox.next() ?? 0 }
                return sum
            }
            return await group.reduce(0, +)
        }
        #expect(sum == 999 * 1000 / 2)
    }

    @Test func aLimitCancelsWhatTakesTooLong() async throws {
        let time = VirtualTime(World.start)
        let never = Signal()
        let deadline = World.start + .seconds(5)
        async let result: Bool? = time.port.limit(deadline) {
            await never.wait(beyond: 0)
            return true
        }
        try await eventually("the limit sleeps") { time.alarms == [deadline] }
        time.set(deadline)
        _ = await result
        #expect(time.alarms.isEmpty)
    }
}
