import GateModel
import GateRules
import GateStatistics
import GateTestSupport
import Testing

@testable import GateAnalysis

@Suite struct EvidenceTests {
    private static func world(
        errors: Double, of total: Double, _ gate: Gate = .sureAvailability()
    ) -> EvidenceWorld {
        var world = EvidenceWorld(gate)
        world.scrape(["bad": errors, "total": total])
        return world
    }

    // MARK: Availability

    @Test func cleanTrafficIsProvenAfterAWhile() throws {
        var world = Self.world(errors: 0, of: 20)
        let early = world.judge(through: .minutes(2))
        #expect(early.decision == .inconclusive(.notProven))
        #expect(early.events == 160)
        #expect(early.certainty?.forecast?.hasPrefix("needs about ") == true)
        #expect(early.summary.hasSuffix("not proven yet: \(early.certainty?.forecast ?? "")"))
        let late = world.judge(from: .minutes(2) + .seconds(15), through: .minutes(20))
        #expect(late.decision == .pass)
        #expect(late.value == .finite(1))
        #expect(late.threshold == 0.99)
        #expect(late.events == 1600)
        #expect(late.certainty?.proof == .proven)
        #expect(late.certainty?.strata == 80)
        #expect(late.certainty?.quantity == "canary_rate")
        #expect(late.certainty?.lower == nil)
        #expect(
            late.summary == "error ratio 0 % of 1 600 requests, with 95 % confidence at most 0.352 % at any look, "
                + "objective 99 % allows 1 %: proven to be within the limit")
    }

    @Test func manyErrorsAreProvenAtOnceAndForGood() throws {
        var world = Self.world(errors: 5, of: 100)
        let verdict = world.judge(through: .minutes(2))
        #expect(verdict.decision == .fail)
        #expect(verdict.value == .finite(0.95))
        #expect(verdict.margin.map { $0 < 0 } == true)
        #expect(verdict.certainty?.proof == .refuted)
        #expect(verdict.certainty?.forecast == nil)
        #expect(verdict.summary.hasSuffix("objective 99 % allows 1 %: proven to be worse than allowed"))
        world.series = [:]
        world.scrape(["bad": 0, "total": 100_000])
        let later = world.judge(from: .minutes(3), through: .minutes(4))
        #expect(later.decision == .fail)
        #expect(later.value?.finite.map { $0 > 0.99 } == true)
    }

    @Test func onTheLimitNothingIsProven() {
        var world = Self.world(errors: 1, of: 100)
        #expect(world.judge(through: .minutes(30)).decision == .inconclusive(.notProven))
    }

    @Test func goodEventsAreCountedAsTheirComplement() {
        var gate = Gate.sureAvailability()
        gate.kind = .availability(Availability(counted: .good("ok{}"), total: "all{}", objective: 0.99))
        var world = EvidenceWorld(gate)
        world.scrape(["good": 95, "total": 100])
        let verdict = world.judge(through: .minutes(2))
        #expect(verdict.decision == .fail)
        #expect(world.known?.totals == Stratum(canaryEvents: 40, canaryTotal: 800))
    }

    @Test func tooFewEventsDoNotPass() {
        var world = Self.world(errors: 0, of: 100, .sureAvailability(minEvents: 5000))
        #expect(world.judge(through: .minutes(10)).decision == .inconclusive(.tooFewEvents))
        #expect(world.judge(from: .minutes(10) + .seconds(15), through: .minutes(13)).decision == .pass)
    }

    // MARK: Blindness

    @Test func dataThatIsTooOldIsNotCounted() {
        var world = EvidenceWorld(.sureAvailability())
        world.scrape(["bad": 0, "total": 20], minutes: -10...5)
        world.judge(through: .minutes(5) + .seconds(30))
        let counted = world.known
        let stale = world.judge(after: .minutes(5) + .seconds(45))
        #expect(stale.decision == .inconclusive(.stale))
        #expect(stale.increment == nil && world.known == counted)
        #expect(stale.certainty != nil, "what was known is still known")
        #expect(
            stale.summary == "the newest sample of total is 45s old, and samples came every 15s; nothing was counted")
        world.series = [:]
        world.scrape(["bad": 0, "total": 20])
        world.judge(after: .minutes(8))
        #expect(world.known?.totals.canaryTotal == 640, "the next count makes up for it")
    }

    @Test(
        arguments: [
            (["total": .answered(QueryResult(ranges: []))], Decided.inconclusive(.noData)),
            (["total": .failure(.sourceUnavailable)], .error(.sourceUnavailable)),
            (["bad": .failure(.tooManySeries)], .error(.tooManySeries)),
            (["bad": .value(3)], .error(.badResponse)),
            (["bad": .answered(QueryResult(ranges: [], isPartial: true))], .inconclusive(.partialData)),
            (["bad": .answered(QueryResult(ranges: [Scrapes.series([1: -1])]))], .error(.badResponse)),
            (["bad": .answered(QueryResult(ranges: [Scrapes.series([1: .nan])]))], .inconclusive(.notANumber)),
        ] as [([String: QueryOutcome], Decided)])
    func whatCannotBeSeenIsNotCounted(_ outcomes: [String: QueryOutcome], _ expected: Decided) {
        var world = Self.world(errors: 0, of: 20)
        world.outcomes = outcomes
        let verdict = world.judge(after: .minutes(2))
        #expect(verdict.decision == expected, "\(verdict.summary)")
        #expect(verdict.increment == nil)
        world.outcomes = [:]
        world.judge(after: .minutes(4))
        #expect(world.known?.totals.canaryTotal == 320)
    }

    @Test func whatWasRefutedIsNotPassedForBeingBlind() {
        let policies = BlindnessPolicies(onNoData: .pass)
        var world = Self.world(errors: 5, of: 100, .sureAvailability(blindness: policies))
        #expect(world.judge(through: .minutes(2)).decision == .fail)
        world.series = [:]
        #expect(world.judge(after: .minutes(3)).decision == .fail)
        var other = EvidenceWorld(.sureAvailability(blindness: policies))
        #expect(other.judge(after: .minutes(3)).decision == Decided(outcome: .pass, reason: .noData))
    }

    @Test func flatCountersAreNoData() {
        var world = Self.world(errors: 0, of: 0)
        let verdict = world.judge(after: .minutes(2))
        #expect(verdict.decision == .inconclusive(.noData))
        #expect(verdict.increment?.basis != nil, "what it is judged by is known all the same")
        #expect(world.known?.through == EvidenceWorld.entry)
        world.judge(after: .minutes(3))
        #expect(world.plan(after: .minutes(4)).queries.count == 2)
    }

    @Test func aCanaryWithoutTrafficDoesNotGoOnPassing() throws {
        var world = EvidenceWorld(.sureAvailability())
        world.scrape(["bad": 0, "total": 20], minutes: -10...10)
        #expect(world.judge(through: .minutes(10)).decision == .pass)
        try world.goFlat(after: 10, through: 60)
        #expect(world.judge(after: .minutes(15)).decision == .pass, "a pause is no news")
        let silent = world.judge(after: .minutes(16))
        #expect(silent.decision == .inconclusive(.noData))
        #expect(silent.summary.hasPrefix("nothing was counted for 6m; before that: "), "\(silent.summary)")
        #expect(silent.certainty?.proof == .proven, "what was known is still known")
    }

    @Test func rareTrafficIsNoSilence() throws {
        var world = EvidenceWorld(.sureAvailability())
        world.scrape(["bad": 0, "total": 0.125], minutes: -10...40)
        world.judge(through: .minutes(40))
        try world.goFlat(after: 40, through: 60)
        #expect(world.judge(after: .minutes(50)).decision == .inconclusive(.notProven))
        #expect(world.judge(after: .minutes(55)).decision == .inconclusive(.noData))
    }

    // MARK: When it counts

    @Test func nothingCountsInTheWarmUp() {
        var world = Self.world(
            errors: 0, of: 20, .sureAvailability(Confidence(warmUp: .minutes(5), history: .hours(1))))
        let verdict = world.judge(through: .minutes(5))
        #expect(verdict.decision == .inconclusive(.notProven))
        #expect(verdict.queries.isEmpty)
        #expect(verdict.summary == "nothing counts before 2023-11-14T22:18:20.000Z, when 5m of warm-up are over")
        #expect(world.known == nil)
        world.judge(after: .minutes(6))
        #expect(world.known?.totals.canaryTotal == 80)
        #expect(world.known?.basis.countsFrom == EvidenceWorld.entry + .minutes(5))
    }

    @Test func theQueryOffsetMovesTheCount() {
        var world = Self.world(errors: 0, of: 20)
        world.rule.queryOffset = .seconds(30)
        #expect(world.judge(after: .seconds(30)).queries.isEmpty)
        world.judge(after: .minutes(2))
        #expect(world.known?.through == EvidenceWorld.entry + .seconds(90))
        #expect(world.known?.totals.canaryTotal == 120)
    }

    @Test func whatNobodyLookedAtForAnHourIsLeftOut() {
        var world = EvidenceWorld(.sureAvailability())
        world.scrape(["bad": 0, "total": 20], minutes: -10...200)
        world.judge(after: .minutes(10))
        let query = world.plan(after: .minutes(90)).queries[0]
        #expect(query.expression.hasSuffix("[1h5m]"))
        let verdict = world.judge(after: .minutes(90))
        #expect(
            verdict.summary.hasSuffix(
                "20m before 2023-11-14T22:43:20.000Z are left out, because nobody could see them in time"))
        #expect(world.known?.totals.canaryTotal == 5600)
    }

    // MARK: History

    @Test func theHistoryIsAskedUntilItIsKnown() throws {
        var world = Self.world(errors: 0, of: 20, .sureAvailability(Confidence()))
        world.outcomes["history_bad"] = .failure(.sourceUnavailable)
        let failed = world.judge(after: .minutes(1))
        #expect(failed.decision == .error(.sourceUnavailable))
        #expect(failed.increment == nil && world.known == nil)
        let blocks = (0..<40).map { RangePoint(at: Timestamp(seconds: 1_699_990_000 + $0 * 75), .finite(1000)) }
        let bad = blocks.enumerated().map { RangePoint(at: $1.at, .finite($0 % 2 == 0 ? 0 : 10)) }
        world.outcomes["history_bad"] = .answered(QueryResult(ranges: [RangeSeries(labels: [:], points: bad)]))
        world.outcomes["history_total"] = .answered(QueryResult(ranges: [RangeSeries(labels: [:], points: blocks)]))
        let asked = world.plan(after: .minutes(2)).gates[0].historyQueries
        #expect(asked.map(\.name) == ["history_bad", "history_total"])
        #expect(asked[0].expression == #"(sum(increase(errors{ track="stable" }[1m15s])))[6h:1m15s]"#)
        #expect(asked[0].time == EvidenceWorld.entry)
        let verdict = world.judge(after: .minutes(2))
        let basis = try #require(world.known?.basis)
        #expect(basis.history == RatioCounts(events: 200, total: 40_000))
        #expect(abs(basis.test.dispersion - 10.05) < 0.1)
        #expect(basis.test.designTilt != nil)
        #expect(verdict.certainty?.dispersion == NumberText.rounded(basis.test.dispersion))
        #expect(verdict.summary.contains("counts are taken to vary 10 times as much as independent events"))
        #expect(world.plan(after: .minutes(3)).gates[0].historyQueries.isEmpty)
    }

    @Test func anEmptyHistoryIsSaid() throws {
        var world = Self.world(errors: 0, of: 20, .sureAvailability(Confidence()))
        let verdict = world.judge(after: .minutes(2))
        #expect(world.known?.basis.test.dispersion == 1)
        #expect(world.known?.basis.history == nil)
        #expect(verdict.summary.contains("nothing is known of the baseline before the stage"))
    }

    @Test func theShareOfTheErrorIsOfAllGatesAndStages() {
        let world = EvidenceWorld(.sureAvailability()) {
            $0.gates += [.sureConversion(), .availability(), .threshold()]
            $0.gates[1].stages = ["stage-0", "stage-1", "stage-2"]
        }
        // Five stages of the first, two of the second, which only gathers its baseline at the first stage.
        #expect(world.plan(after: .minutes(1)).gates.compactMap(\.evidence).map(\.tests) == [7, 7])
    }
}
