import Foundation
import GateModel
import GateTestSupport
import Testing

@testable import GateAnalysis

/// Series, ledgers and targets of counter tests: times are seconds.
enum Scrapes {
    static func series(target: String? = "i", _ points: KeyValuePairs<Int64, Double>) -> RangeSeries {
        series([:], target: target, points)
    }

    static func series(
        _ labels: Labels, target: String? = "i", _ points: KeyValuePairs<Int64, Double>
    ) -> RangeSeries {
        let identity: Labels = target.map { ["__name__": "m", "job": "j", "instance": $0] } ?? ["__name__": "m"]
        return RangeSeries(
            labels: labels.merging(identity),
            points: points.map { RangePoint(at: Timestamp(seconds: $0.key), SampleValue($0.value)) })
    }
}

extension CounterLedger {
    /// The count of one counter without groups.
    func only(
        _ series: [RangeSeries], _ evidence: TargetEvidence = TargetEvidence(), through end: Int64,
        policy: CounterPolicy = CounterPolicy()
    ) throws -> (count: CounterCount?, ledger: CounterLedger) {
        let tally = try counting(["m": series], evidence, through: Timestamp(seconds: end), policy: policy)
        return (tally.counts["m"]?.first, tally.ledger)
    }
}

@Suite struct CounterTests {
    private let ledger = CounterLedger(after: Timestamp(seconds: 100))

    @Test func countsAreExact() throws {
        let vectors = try CounterVectors.load()
        for vector in vectors.cases {
            let end = vectors.end(vector)
            let up = RangeSeries(
                labels: ["__name__": "up", "job": "j", "instance": "i"],
                points: [
                    RangePoint(at: Timestamp(seconds: vectors.t0 - 60), .finite(1)), RangePoint(at: end, .finite(1)),
                ])
            let tally = try CounterLedger(after: end - vector.range).counting(
                ["m": [vectors.range(vector)]], TargetEvidence(up: [up]), through: end)
            let amount = tally.counts["m"]?.first?.amount ?? 0
            #expect(amount == vector.exact_new_series_from_zero, "\(vector.name)")
        }
    }

    @Test func whatWasBeforeDoesNotCount() throws {
        let (count, next) = try ledger.only([Scrapes.series([85: 5, 100: 7, 115: 9, 130: 20])], through: 120)
        #expect(count?.amount == 2)
        #expect(count?.newest == Timestamp(seconds: 115))
        #expect(next.through == Timestamp(seconds: 120))
        #expect(try next.only([Scrapes.series([100: 7, 115: 9, 130: 20])], through: 130).count?.amount == 11)
    }

    @Test func anUnknownSeriesIsOnlyAnchored() throws {
        let (count, next) = try ledger.only([Scrapes.series([105: 1000, 120: 1003])], through: 120)
        #expect(count?.amount == 3)
        #expect(count?.anchored == 1)
        #expect(count?.born == 0)
        #expect(try next.only([Scrapes.series([120: 1003, 135: 1004])], through: 135).count?.amount == 1)
    }

    @Test func aLabelThatAppearsCountsFromZero() throws {
        let known = ["code": "200"] as Labels
        let first = try ledger.only([Scrapes.series(known, [90: 10, 105: 11])], through: 110)
        let born = Scrapes.series(["code": "500"], [120: 40, 135: 41])
        let (count, _) = try first.ledger.only(
            [Scrapes.series(known, [105: 11, 120: 12, 135: 12]), born], through: 140)
        #expect(count?.amount == 42)
        #expect(count?.born == 1)
    }

    @Test func aTargetIsKnownByItsAnchors() throws {
        let first = try ledger.only([Scrapes.series([90: 10, 105: 11])], through: 110)
        let answer = [Scrapes.series([120: 11]), Scrapes.series(["code": "500"], [120: 40])]
        #expect(try first.ledger.only(answer, through: 125).count?.amount == 40)
    }

    @Test func aLabelThatAppearsInTheFirstAnswerCountsFromZero() throws {
        let series = [
            Scrapes.series(["code": "200"], [90: 10, 105: 11]), Scrapes.series(["code": "500"], [105: 2]),
        ]
        #expect(try ledger.only(series, through: 110).count?.amount == 3)
    }

    /// Totals of years must not become the events of a minute because somebody added a label.
    @Test func aTargetWhoseSeriesAreAllRenamedIsOnlyAnchored() throws {
        let first = try ledger.only([Scrapes.series(["code": "200"], [90: 1e6, 105: 1e6])], through: 110)
        let renamed = Scrapes.series(["code": "200", "zone": "b"], [120: 1e6 + 1, 135: 1e6 + 3])
        let (count, _) = try first.ledger.only(
            [Scrapes.series(["code": "200"], [105: 1e6]), renamed], through: 140)
        #expect(count?.amount == 2)
        #expect(count?.anchored == 1)
    }

    @Test func aSeriesThatNamesNoTargetIsOnlyAnchored() throws {
        let known = Scrapes.series(["code": "200"], target: nil, [90: 10, 105: 11])
        let born = Scrapes.series(["code": "500"], target: nil, [105: 2])
        #expect(try ledger.only([known, born], through: 110).count?.amount == 1)
    }

    @Test func anotherTargetSaysNothing() throws {
        let known = Scrapes.series(["code": "200"], target: "a", [90: 10, 105: 11])
        let unknown = Scrapes.series(["code": "500"], target: "b", [105: 2])
        #expect(try ledger.only([known, unknown], through: 110).count?.amount == 1)
    }

    @Test(arguments: [(1.0, 1.0, 7.0), (0, 1, 0), (1, 0, 0), (.nan, 1, 0)])
    func upTellsThatATargetWasThere(before: Double, after: Double, expected: Double) throws {
        let up = Scrapes.series([90: before, 105: after])
        let count = try ledger.only([Scrapes.series([105: 7])], TargetEvidence(up: [up]), through: 110).count
        #expect(count?.amount == expected)
    }

    @Test(arguments: [(101.0, 7.0), (100, 0), (99, 0), (.infinity, 0)])
    func aProcessThatBeganInBetweenCountsFromZero(began: Double, expected: Double) throws {
        let evidence = TargetEvidence(processStarts: [Scrapes.series([110: began])])
        #expect(try ledger.only([Scrapes.series([110: 7])], evidence, through: 110).count?.amount == expected)
    }

    /// A process is scraped for the first time some while after it began; what it did till then belongs to us.
    @Test func aProcessThatBeganBeforeTheLastCountCountsFromZero() throws {
        let empty = try ledger.only([], through: 120).ledger
        let evidence = TargetEvidence(processStarts: [Scrapes.series([130: 110])])
        let (count, next) = try empty.only([Scrapes.series([130: 7])], evidence, through: 130)
        #expect(count?.amount == 7)
        let later = [Scrapes.series([130: 7, 145: 7]), Scrapes.series(["code": "x"], [130: 5, 145: 6])]
        #expect(try next.only(later, evidence, through: 145).count?.amount == 1)
    }

    @Test func aCounterThatBeginsAnewCountsItsNewValue() throws {
        let series = Scrapes.series([100: 50, 105: 60, 110: 4, 115: 9, 120: 2])
        let count = try ledger.only([series], through: 120).count
        #expect(count?.amount == 21)
        #expect(count?.resets == 2)
    }

    @Test func aSeriesThatVanishesAndReturnsIsCountedFromItsAnchor() throws {
        let other = ["code": "200"] as Labels
        let first = try ledger.only(
            [Scrapes.series([95: 5, 105: 9]), Scrapes.series(other, [95: 1, 105: 1])], through: 110)
        let away = try first.ledger.only([Scrapes.series(other, [105: 1, 5105: 1])], through: 5110)
        #expect(away.count?.amount == 0)
        let (count, _) = try away.ledger.only(
            [Scrapes.series([5115: 12]), Scrapes.series(other, [5105: 1, 5115: 1])], through: 5120)
        #expect(count?.amount == 3)
    }

    @Test func aTargetThatIsGoneIsForgotten() throws {
        let first = try ledger.only(
            [Scrapes.series([95: 5, 105: 9]), Scrapes.series(target: nil, [95: 5, 105: 9])], through: 110)
        #expect(first.ledger.anchors["m"]?.count == 2)
        #expect(try first.ledger.only([], through: 3704).ledger.anchors["m"]?.count == 2)
        let forgotten = try first.ledger.only([], through: 3705).ledger
        #expect(forgotten.targets.isEmpty && forgotten.anchors.isEmpty)
        let returned = [Scrapes.series([3710: 9])]
        #expect(try forgotten.only(returned, through: 3711).count?.amount == 0)
        // Its process began after the counting did, and what it counted may have been counted before.
        let evidence = TargetEvidence(processStarts: [Scrapes.series([3710: 104])])
        #expect(try forgotten.only(returned, evidence, through: 3711).count?.amount == 0)
    }

    @Test func lateSamplesAreCountedOnce() throws {
        let first = try ledger.only([Scrapes.series([95: 5, 105: 9])], through: 120)
        let (count, _) = try first.ledger.only([Scrapes.series([95: 5, 105: 9, 115: 10, 125: 12])], through: 130)
        #expect(count?.amount == 3)
    }

    /// Another replica of the source may have scraped at the same moment.
    @Test func aSampleThatWasCountedIsNotReadAgain() throws {
        let first = try ledger.only([Scrapes.series([95: 5, 105: 9])], through: 110)
        #expect(try first.ledger.only([Scrapes.series([105: 7, 120: 10])], through: 125).count?.amount == 1)
    }

    /// Or be behind.
    @Test func anAnswerOfThePastMovesNoAnchor() throws {
        let first = try ledger.only([Scrapes.series([95: 5, 105: 9])], through: 110)
        let (count, next) = try first.ledger.only([Scrapes.series([90: 3, 95: 5])], through: 125)
        #expect(count?.amount == 0)
        #expect(count?.newest == Timestamp(seconds: 95))
        #expect(next.anchors == first.ledger.anchors)
    }

    @Test func aSampleSentTwiceCountsOnce() throws {
        let twice = Scrapes.series([95: 5, 105: 9, 105: 9, 115: 10])
        #expect(try ledger.only([twice], through: 120).count?.amount == 5)
    }

    @Test(
        arguments: [
            (.finite(.nan), Reason.notANumber), (.finite(.infinity), .infinite), (.finite(-1), .badResponse),
            (.disorder, .badResponse), (.contradiction, .badResponse), (.twice, .badResponse),
        ] as [(Damage, Reason)])
    func whatNoCounterCanBeIsRefused(damage: Damage, reason: Reason) {
        let good = Scrapes.series(["a": "1"], [95: 5, 105: 9])
        let bad: [RangeSeries] =
            switch damage {
            case .finite(let value): [Scrapes.series([95: 5, 105: value])]
            case .disorder: [Scrapes.series([105: 5, 95: 5])]
            case .contradiction: [Scrapes.series([105: 5, 105: 6])]
            case .twice: [Scrapes.series([95: 5]), Scrapes.series(["a": "2"], [95: 5]), good]
            }
        let error = #expect(throws: Blindness.self) { try ledger.only([good] + bad, through: 120) }
        #expect(error?.reason == reason)
    }

    enum Damage {
        case finite(Double), disorder, contradiction, twice
    }

    @Test func theNumberOfAnchorsIsLimited() throws {
        let series = (0..<4).map { Scrapes.series(["n": "\($0)"], [95: 5]) }
        #expect(try ledger.only(series, through: 110, policy: CounterPolicy(maxAnchors: 4)).count?.series == 4)
        let error = #expect(throws: Blindness.self) {
            try ledger.only(series, through: 110, policy: CounterPolicy(maxAnchors: 3))
        }
        #expect(error?.reason == .tooManySeries)
    }

    @Test func groupsAreCountedApart() throws {
        let series = [("b", "x", 3.0), ("a", "x", 5), ("b", "y", 7)].map { tenant, pod, value in
            Scrapes.series(["tenant": tenant, "pod": pod], [95: 0, 105: value])
        }
        let counts = try ledger.counting(["m": series], through: Timestamp(seconds: 110), by: ["tenant"]).counts["m"]
        #expect(counts?.map(\.labels) == [["tenant": "a"], ["tenant": "b"]])
        #expect(counts?.map(\.amount) == [5, 10])
        #expect(counts?.map(\.series) == [1, 2])
    }

    @Test func aGroupIsAsNewAsItsNewestSample() throws {
        for order in [[115, 105], [105, 115]] as [[Int64]] {
            let series = order.enumerated().map { Scrapes.series(["n": "\($0.offset)"], [$0.element: 1]) }
            #expect(try ledger.only(series, through: 120).count?.newest == Timestamp(seconds: 115))
        }
    }

    /// Sums of fractions depend on the order of their terms.
    @Test func fractionsAddUpInAFixedOrder() throws {
        var random = SeededGenerator(seed: 7)
        let series = (0..<50).map { Scrapes.series(["n": "\($0)"], [95: 0, 105: Double($0) / 7 + 1e-9]) }
        let amount = try ledger.only(series, through: 110).count?.amount
        for _ in 0..<50 {
            let shuffled = series.shuffled(using: &random)
            #expect(try ledger.only(shuffled, through: 110).count?.amount == amount)
        }
    }

    /// What no query returned has no count, which is not the same as a count of 0.
    @Test func withoutSeriesThereIsNoCount() throws {
        #expect(try ledger.only([], through: 110).count == nil)
        #expect(try ledger.only([Scrapes.series([95: 5])], through: 110).count?.amount == 0)
    }

    @Test func theRangeReachesBackToTheLastCount() throws {
        let next = try ledger.only([Scrapes.series([95: 5])], through: 120).ledger
        #expect(next.range(to: Timestamp(seconds: 160), scrape: .seconds(15)) == .seconds(70))
        #expect(next.range(to: Timestamp(seconds: 90), scrape: .seconds(15)) == .seconds(30))
    }

    @Test func theFirstRangeLooksForAnchors() {
        #expect(ledger.range(to: Timestamp(seconds: 160), scrape: .seconds(15)) == .seconds(360))
        #expect(ledger.range(to: Timestamp(seconds: 160), scrape: .minutes(5)) == .seconds(660))
    }

    /// The one sample of `up` in the answer may be the one with which the label appears.
    @Test func aTargetIsRememberedFromOneAnswerToTheNext() throws {
        let first = try ledger.only([], TargetEvidence(up: [Scrapes.series([105: 1])]), through: 110)
        let evidence = TargetEvidence(up: [Scrapes.series([120: 1])])
        #expect(try first.ledger.only([Scrapes.series([120: 7])], evidence, through: 125).count?.amount == 7)
        #expect(try ledger.only([Scrapes.series([120: 7])], evidence, through: 125).count?.amount == 0)
    }

    @Test func aLedgerIsSmallText() throws {
        let next = try ledger.only([Scrapes.series([95: 5, 105: 9.5])], through: 110).ledger
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let data = try encoder.encode(next)
        let (series, target) = ("fb3d41db25d1970a", "fccd609a86fafb74")
        #expect(
            String(decoding: data, as: UTF8.self)
                == #"{"anchors":{"m":[["\#(series)","\#(target)",105000,9.5]]},"start":100000,"#
                + #""targets":[{"at":105000,"target":"\#(target)"}],"through":110000}"#)
        #expect(try JSONDecoder().decode(CounterLedger.self, from: data) == next)
    }
}
