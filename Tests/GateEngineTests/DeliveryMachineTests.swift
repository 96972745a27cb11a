import GateEngine
import GateModel
import GateTestSupport
import Testing

/// When an alert goes to an Alertmanager.
@Suite struct DeliveryMachineTests {
    static let settings = DeliverySettings(evaluationInterval: .seconds(15))
    static let start = Timestamp(seconds: 1000)
    static let firing = OutboxAlert(
        alert: Alert(labels: ["alertname": "A"], annotations: [:], startsAt: start), resolvedAt: nil)
    static let resolved = OutboxAlert(alert: firing.alert, resolvedAt: at(300))
    static let unheard = DeliveryState(alertID: firing.id, target: "http://am:9093")

    static func at(_ seconds: Int64) -> Timestamp { start + .seconds(seconds) }

    static func next(_ entry: OutboxAlert, _ delivery: DeliveryState, at seconds: Int64) -> DeliveryMachine.Action {
        DeliveryMachine.next(for: entry, delivery, at: at(seconds), settings)
    }

    @Test func aNewAlertGoesAtOnceAndLivesForFourResendDelays() {
        #expect(Self.next(Self.firing, Self.unheard, at: 0) == .send(endsAt: Self.at(240)))
        var slow = Self.settings
        slow.evaluationInterval = .minutes(5)
        #expect(
            DeliveryMachine.next(for: Self.firing, Self.unheard, at: Self.at(0), slow) == .send(endsAt: Self.at(1200)))
    }

    @Test func itIsRefreshedEveryResendDelay() {
        let heard = DeliveryMachine.accepted(Self.firing, Self.unheard, at: Self.at(0))
        #expect(Self.next(Self.firing, heard, at: 59) == .wait(until: Self.at(60)))
        #expect(Self.next(Self.firing, heard, at: 60) == .send(endsAt: Self.at(300)))
    }

    @Test func aNewBeginningGoesAtOnce() {
        let heard = DeliveryMachine.accepted(Self.firing, Self.unheard, at: Self.at(0))
        let again = OutboxAlert(
            alert: Alert(labels: Self.firing.alert.labels, annotations: [:], startsAt: Self.at(5)), resolvedAt: nil)
        #expect(Self.next(again, heard, at: 6) == .send(endsAt: Self.at(246)))
    }

    @Test func aResolutionGoesAtOnceAndIsRepeatedForAQuarterOfAnHour() {
        let heard = DeliveryMachine.accepted(Self.firing, Self.unheard, at: Self.at(290))
        #expect(Self.next(Self.resolved, heard, at: 300) == .send(endsAt: Self.at(300)))
        var told = DeliveryMachine.accepted(Self.resolved, heard, at: Self.at(301))
        #expect(told.resolutionAcceptedAt == Self.at(301))
        #expect(Self.next(Self.resolved, told, at: 302) == .wait(until: Self.at(361)))
        #expect(Self.next(Self.resolved, told, at: 361) == .send(endsAt: Self.at(300)))
        told = DeliveryMachine.accepted(Self.resolved, told, at: Self.at(1190))
        #expect(told.resolutionAcceptedAt == Self.at(301), "the first acceptance counts")
        #expect(Self.next(Self.resolved, told, at: 1200) == .wait(until: Self.at(1250)))
        #expect(Self.next(Self.resolved, told, at: 1201) == .done)
    }

    @Test func aResolutionNobodyHeardIsNeverDone() {
        let heard = DeliveryMachine.accepted(Self.firing, Self.unheard, at: Self.at(290))
        #expect(Self.next(Self.resolved, heard, at: 90_000) == .send(endsAt: Self.at(300)))
    }

    @Test func anAlertThatWasOverBeforeAnybodyHeardOfItIsStillTold() {
        #expect(Self.next(Self.resolved, Self.unheard, at: 400) == .send(endsAt: Self.at(300)))
        let told = DeliveryMachine.accepted(Self.resolved, Self.unheard, at: Self.at(400))
        #expect(Self.next(Self.resolved, told, at: 1300) == .done)
    }

    @Test func anAlertThatFiresAgainGoesAtOnce() {
        let told = DeliveryMachine.accepted(Self.resolved, Self.unheard, at: Self.at(301))
        #expect(Self.next(Self.firing, told, at: 302) == .send(endsAt: Self.at(542)))
        #expect(DeliveryMachine.accepted(Self.firing, told, at: Self.at(302)).resolutionAcceptedAt == nil)
    }

    @Test func whatWasRefusedIsNotSentAgainUntilItChanges() {
        let refused = DeliveryMachine.refused(Self.firing, Self.unheard, at: Self.at(1), because: "no")
        #expect(refused.drop?.reason == "no")
        #expect(Self.next(Self.firing, refused, at: 90_000) == .done)
        #expect(Self.next(Self.resolved, refused, at: 301) == .send(endsAt: Self.at(300)))
        let again = OutboxAlert(
            alert: Alert(labels: Self.firing.alert.labels, annotations: [:], startsAt: Self.at(5)), resolvedAt: nil)
        #expect(Self.next(again, refused, at: 6) == .send(endsAt: Self.at(246)))
        let over = DeliveryMachine.refused(Self.resolved, refused, at: Self.at(302), because: "no")
        #expect(Self.next(Self.resolved, over, at: 303) == .done)
    }

    @Test func anAcceptanceEndsARefusal() {
        let refused = DeliveryMachine.refused(Self.firing, Self.unheard, at: Self.at(1), because: "no")
        #expect(DeliveryMachine.accepted(Self.resolved, refused, at: Self.at(301)).drop == nil)
    }

    @Test func aClockThatWentBackMakesItDue() {
        let heard = DeliveryMachine.accepted(Self.firing, Self.unheard, at: Self.at(5000))
        #expect(Self.next(Self.firing, heard, at: 10) == .send(endsAt: Self.at(250)))
    }

    @Test func itIsAlwaysRefreshedBeforeItEnds() {
        var delivery = Self.unheard
        var endsAt = Self.at(1)
        for second in Int64(0)..<3600 {
            guard case .send(let until) = Self.next(Self.firing, delivery, at: second) else { continue }
            #expect(Self.at(second) <= endsAt)
            // Every seventh second nobody answers.
            if second % 7 == 0 { continue }
            delivery = DeliveryMachine.accepted(Self.firing, delivery, at: Self.at(second))
            endsAt = until
        }
        #expect(endsAt > Self.at(3600))
    }
}
