import GateModel
import GateRules
import GateStatistics
import GateTestSupport
import Testing

@testable import GateAnalysis

@Suite struct ComparedEvidenceTests {
    private static func world(
        canary: (Double, Double), baseline: (Double, Double), _ gate: Gate = .sureConversion(), weight: Int = 10
    ) -> EvidenceWorld {
        var world = EvidenceWorld(gate, weight: weight)
        world.scrape(["canary_numerator": canary.0, "canary_denominator": canary.1])
        world.scrape(["baseline_numerator": baseline.0, "baseline_denominator": baseline.1])
        return world
    }

    @Test func aWorseRatioIsRefutedInWords() {
        var world = Self.world(canary: (4, 100), baseline: (72, 900))
        let verdict = world.judge(through: .minutes(10))
        #expect(verdict.decision == .fail)
        #expect(verdict.comparison == ">=")
        #expect(verdict.certainty?.quantity == "ratio")
        #expect(verdict.certainty?.upper.map { $0 < 0.95 } == true)
        #expect(
            verdict.summary.hasPrefix(
                "ratio 4 % of 4 000 events, baseline 8 % of 36 000 events: 0.5 of the baseline's, "))
        #expect(verdict.summary.hasSuffix(" at any look, must be at least 0.95: proven to be worse than allowed"))
    }

    @Test func anEqualRatioIsProvenAgainstAMargin() {
        var world = Self.world(canary: (8, 100), baseline: (72, 900), .sureConversion(margin: .relative(0.3)))
        #expect(world.judge(through: .minutes(2)).decision == .inconclusive(.notProven))
        #expect(world.judge(from: .minutes(2) + .seconds(15), through: .minutes(50)).decision == .pass)
    }

    @Test func anAbsoluteMarginIsADifference() {
        let gate = Gate.sureConversion(worse: .higher, margin: .absolute(0.01))
        var world = Self.world(canary: (14, 100), baseline: (72, 900), gate)
        let verdict = world.judge(through: .minutes(10))
        #expect(verdict.decision == .fail)
        #expect(verdict.certainty?.quantity == "difference")
        #expect(verdict.summary.contains("a difference of 6 percentage points, with 95 % confidence "))
        #expect(verdict.summary.contains("must be at most 1 percentage points"))
    }

    /// Scraped every minute at different times, judged every 15 s: hardly ever do both arms have something new at once.
    @Test func armsThatAreScrapedApartAreCountedTogether() {
        var world = EvidenceWorld(.sureConversion())
        world.scrape(["canary_numerator": 8, "canary_denominator": 100], every: 60, offset: 5)
        world.scrape(["baseline_numerator": 72, "baseline_denominator": 900], every: 60, offset: 40)
        world.judge(through: .minutes(20))
        #expect(world.known.map { $0.certain.strata >= 19 } == true)
        #expect(world.known?.totals.canaryTotal == 2000)
    }

    /// A request is scraped before what becomes of it.
    @Test func eventsThatComeLateAreNotLost() throws {
        var world = EvidenceWorld(.sureConversion())
        world.scrape(["baseline_numerator": 72, "baseline_denominator": 900])
        let times = (-20...80).map { EvidenceWorld.entry + .seconds($0 * 15) }
        // One request every second scrape, each of which wins one scrape later.
        let shown = times.enumerated().map { RangePoint(at: $1, .finite(Double($0 / 2))) }
        let won = times.enumerated().map { RangePoint(at: $1, .finite(Double(max(0, $0 - 1) / 2))) }
        let labels: Labels = ["__name__": "m", "job": "j", "instance": "i"]
        world.series["canary_numerator"] = [RangeSeries(labels: labels, points: won)]
        world.series["canary_denominator"] = [RangeSeries(labels: labels, points: shown)]
        world.judge(through: .minutes(20))
        let totals = try #require(world.known?.totals)
        #expect(totals.canaryTotal - totals.canaryEvents <= 1)
        #expect(totals.canaryTotal >= 39)
    }

    @Test func queriesThatDoNotFitTogetherAreRefused() {
        var world = Self.world(canary: (200, 100), baseline: (72, 900))
        #expect(world.judge(after: .minutes(2)).decision == .error(.badResponse))
    }

    @Test func withoutTheBaselineThereIsNoData() {
        var world = Self.world(canary: (8, 100), baseline: (72, 900))
        world.series["baseline_denominator"] = nil
        #expect(world.judge(after: .minutes(2)).decision == .inconclusive(.noData))
    }

    @Test func anEarlierBaselineIsCountedAtItsOwnTime() {
        var world = EvidenceWorld(.sureConversion(baseline: .offset(.hours(1))))
        world.scrape(["canary_numerator": 8, "canary_denominator": 100])
        world.scrape(["baseline_numerator": 72, "baseline_denominator": 900], minutes: -70...(-40))
        #expect(
            world.plan(after: .minutes(5)).queries.map(\.time).map { EvidenceWorld.entry + .minutes(5) - $0 }
                == [.zero, .zero, .hours(1), .hours(1)])
        world.judge(through: .minutes(5))
        #expect(
            world.known?.totals
                == Stratum(
                    canaryEvents: 160, canaryTotal: 2000, baselineEvents: 1440, baselineTotal: 18_000))
    }

    // MARK: Stage 0

    @Test func atStageZeroTheWholeStageIsGathered() throws {
        var world = Self.world(canary: (0, 0), baseline: (72, 900), weight: 0)
        #expect(world.plan(after: .minutes(1)).queries.map(\.name) == ["baseline_numerator", "baseline_denominator"])
        var verdict = world.judge(through: .minutes(10))
        #expect(verdict.decision == .pass && verdict.isCollecting)
        #expect(verdict.baseline == RatioCounts(events: 40 * 72, total: 36_000))
        #expect(
            world.known?.totals
                == Stratum(
                    canaryEvents: 0, canaryTotal: 0, baselineEvents: 2880, baselineTotal: 36_000))
        // Nothing new has been scraped: what was gathered stays.
        verdict = world.judge(after: .minutes(10) + .seconds(5))
        #expect(verdict.baseline == RatioCounts(events: 2880, total: 36_000))
        #expect(verdict.increment == nil)
    }

    @Test func aFrozenBaselineLeavesRoomForWhatIsNotKnownOfIt() throws {
        let gate = Gate.sureConversion(baselineAtFull: .stageZero)
        var tests: [RatioTest] = []
        for total in [400.0, 40_000] {
            var world = Self.world(canary: (4, 100), baseline: (0, 0), gate, weight: 100)
            world.frozen = ["conversion": RatioCounts(events: total / 10, total: total)]
            let verdict = world.judge(through: .minutes(40))
            #expect(verdict.decision == .fail)
            #expect(verdict.certainty?.quantity == "canary_rate")
            #expect(verdict.threshold.map { abs($0 - 0.095) < 1e-12 } == true)
            #expect(verdict.summary.contains("the baseline of stage 0, 10 % of"))
            tests.append(try #require(world.known?.basis.test))
        }
        for test in tests {
            #expect(test.failBoundary.rho0 == 0)
            #expect(test.failBoundary.delta0 < 0.095 && test.passBoundary.delta0 > 0.095)
        }
        #expect(tests[0].failBoundary.delta0 < tests[1].failBoundary.delta0)
        #expect(tests[0].passBoundary.delta0 > tests[1].passBoundary.delta0)
    }

    @Test func withoutAFrozenBaselineThereIsNoData() {
        var world = Self.world(
            canary: (8, 100), baseline: (0, 0), .sureConversion(baseline: .stageZero), weight: 100)
        let verdict = world.judge(after: .minutes(2))
        #expect(verdict.decision == .inconclusive(.noData))
        #expect(verdict.increment == nil)
    }

    // MARK: Tenants

    private static let mix = Confidence(
        history: .zero,
        tenantMix: TenantMixSource(
            canary: #"ring="{{ weight }}""#, others: #"ring!="{{ weight }}""#, period: .hours(24)))

    @Test func tenantsAreComparedBeforeTheAttempt() throws {
        var world = Self.world(canary: (4, 100), baseline: (72, 900), .sureConversion(Self.mix))
        world.rule.scope.selector = #"tier="a""#
        let asked = world.plan(after: .minutes(2)).gates[0].historyQueries
        #expect(
            asked.map(\.name) == [
                "mix_canary_numerator", "mix_canary_denominator", "mix_others_numerator", "mix_others_denominator",
            ])
        #expect(asked[0].expression == #"sum(increase(won{ tier="a",ring="10" }[1d]))"#)
        #expect(asked[3].expression == #"sum(increase(shown{ tier="a",ring!="10" }[1d]))"#)
        #expect(asked.allSatisfy { $0.time == EvidenceWorld.entry - .hours(2) })
        world.outcomes = [
            "mix_canary_numerator": .value(4000), "mix_canary_denominator": .value(100_000),
            "mix_others_numerator": .value(80_000), "mix_others_denominator": .value(1_000_000),
        ]
        // Half of the others' ratio is what these tenants always had.
        let verdict = world.judge(through: .minutes(10))
        #expect(verdict.decision == .inconclusive(.notProven))
        #expect(verdict.summary.contains("must be at least 0.475"))
        #expect(verdict.summary.contains("before the attempt its tenants had 0.5 times the ratio of the others"))
        #expect(world.known?.basis.mix?.ratio == 0.5)
    }

    @Test func tenantsNobodyKnowsCannotBeJudged() {
        var world = Self.world(canary: (4, 100), baseline: (72, 900), .sureConversion(Self.mix))
        world.outcomes = [
            "mix_canary_numerator": .empty, "mix_canary_denominator": .empty, "mix_others_numerator": .value(5),
            "mix_others_denominator": .value(10),
        ]
        let verdict = world.judge(after: .minutes(2))
        #expect(verdict.decision == .inconclusive(.noData))
        #expect(verdict.increment == nil)
    }
}
