import GateAnalysis
import GateModel
import GateRules
import GateTestSupport
import Testing

@Suite struct JudgeProperties {
    private static let seeds = UInt64(0)..<800

    private static let stopRules: [StopRuleKind] = [
        .burnRate(BurnRate(gate: "availability", budgetShare: 0.02, period: .hours(720), long: .hours(1))),
        .spikes(Spikes(bad: "b", total: "t", over: .minutes(1), threshold: 0.5, minGap: .minutes(1))),
        .expression(StopExpression(query: "e", value: 500)),
    ]

    private static func shuffled(
        _ outcomes: [String: QueryOutcome], _ random: inout SeededGenerator
    ) -> [String: QueryOutcome] {
        var shuffled = outcomes
        for (name, outcome) in outcomes.sorted(by: { $0.key < $1.key }) {
            guard case .answered(let result) = outcome else { continue }
            shuffled[name] = .series(
                result.samples.shuffled(using: &random), warnings: result.warnings, isPartial: result.isPartial)
        }
        return shuffled
    }

    @Test func theOrderOfSeriesDoesNotMatter() {
        for seed in Self.seeds {
            var random = SeededGenerator(seed: seed)
            let (gate, answers) = (random.gate(), random.answers())
            let shuffled = Self.shuffled(answers, &random)
            #expect(JudgeCase().verdict(gate, answers) == JudgeCase().verdict(gate, shuffled), "seed \(seed)")
        }
    }

    @Test func judgingTwiceGivesTheSame() {
        for seed in Self.seeds {
            var random = SeededGenerator(seed: seed)
            let (gate, answers) = (random.gate(), random.answers())
            #expect(JudgeCase().verdict(gate, answers) == JudgeCase().verdict(gate, answers), "seed \(seed)")
        }
    }

    /// Every pass and every failure rests on whole answers and finite numbers under policies that hold.
    @Test func nothingDecidesWithoutEvidence() {
        var decided = 0
        for seed in Self.seeds {
            var random = SeededGenerator(seed: seed)
            let (gate, answers) = (random.gate(), random.answers())
            let verdict = JudgeCase().verdict(gate, answers)
            guard verdict.outcome == .pass || verdict.outcome == .fail else {
                #expect(verdict.reason != .withinThreshold && verdict.reason != .beyondThreshold, "seed \(seed)")
                continue
            }
            decided += 1
            #expect(verdict.reason == (verdict.outcome == .pass ? .withinThreshold : .beyondThreshold))
            #expect(verdict.value?.finite != nil && verdict.threshold?.isFinite == true, "seed \(seed)")
            #expect(verdict.margin.map { verdict.outcome == .pass ? $0 >= 0 : $0 <= 0 } == true, "seed \(seed)")
            for query in verdict.queries {
                #expect(query.failure == nil, "seed \(seed)")
                guard case .answered(let result)? = answers[query.query.name] else { continue }
                #expect(!result.isPartial, "seed \(seed)")
                // Series that only the baseline has are compared with nothing.
                let mayBeUnused = !gate.per.isEmpty && query.query.name.hasPrefix("baseline_")
                if verdict.outcome == .pass, !mayBeUnused { #expect(!result.hasStrangeValues, "seed \(seed)") }
            }
        }
        #expect(decided > 100)
    }

    @Test func aStopRuleFiresOnWholeAnswersOnly() {
        var fired = 0
        for seed in Self.seeds {
            var random = SeededGenerator(seed: seed)
            let answers = random.answers()
            for kind in Self.stopRules {
                let verdict = JudgeCase().verdict(kind, answers)
                guard verdict.outcome == .fail else { continue }
                fired += 1
                #expect(verdict.reason == .beyondThreshold && verdict.value?.finite != nil, "seed \(seed)")
                for query in verdict.queries {
                    guard case .answered(let result)? = answers[query.query.name] else {
                        Issue.record("seed \(seed) fired on a failed query")
                        continue
                    }
                    #expect(!result.isPartial, "seed \(seed)")
                }
            }
        }
        #expect(fired > 50)
    }

    /// What passes a strict rule passes a lenient one.
    @Test func verdictsAreMonotoneInTheThreshold() {
        for seed in Self.seeds {
            var random = SeededGenerator(seed: seed)
            let (gate, answers) = (random.gate(), random.answers())
            let strict = JudgeCase().verdict(gate, answers)
            let lenient = JudgeCase().verdict(gate.moreLenient, answers)
            if strict.outcome == .pass { #expect(lenient.outcome == .pass, "seed \(seed)") }
            if lenient.outcome == .fail { #expect(strict.outcome == .fail, "seed \(seed)") }
        }
    }

    /// With one series a decided verdict gets worse with every bad event more.
    @Test func verdictsAreMonotoneInTheCounts() {
        var previous = Outcome.pass
        for bad in 0...100 {
            let verdict = JudgeCase().verdict(.availability(), ["bad": .value(Double(bad)), "total": .value(1000)])
            #expect(verdict.outcome.badness >= previous.badness)
            previous = verdict.outcome
        }
        #expect(previous == .fail)
    }

    /// A gate that judges per label is exactly as bad as its worst series alone.
    @Test func perLabelTheWorstSeriesDecides() {
        for seed in Self.seeds {
            var random = SeededGenerator(seed: seed)
            var totals: [Sample] = []
            var errors: [Sample] = []
            var worst = 0
            for tenant in ["a", "b", "c"] {
                let (bad, total) = (random.count(), random.count())
                totals.append(Sample(labels: ["tenant": tenant], total))
                errors.append(Sample(labels: ["tenant": tenant], bad))
                let alone = JudgeCase().verdict(.availability(), ["bad": .value(bad), "total": .value(total)])
                worst = max(worst, alone.outcome.badness)
            }
            let verdict = JudgeCase().verdict(
                .availability(per: ["tenant"]), ["bad": .series(errors), "total": .series(totals)])
            #expect(verdict.outcome.badness == worst, "seed \(seed)")
        }
    }
}

extension QueryResult {
    fileprivate var hasStrangeValues: Bool {
        samples.contains { sample in
            switch sample.content {
            case .value(let value): value.finite == nil
            case .histogram(let count, _): count.finite == nil
            }
        }
    }
}

extension Gate {
    /// The same gate with a wider threshold.
    fileprivate var moreLenient: Gate {
        var gate = self
        switch kind {
        case .availability(var availability):
            availability.objective -= 0.4
            gate.kind = .availability(availability)
        case .latency(var latency):
            latency.target = 0.35
            gate.kind = .latency(latency)
        case .conversion(var conversion):
            conversion.margin =
                switch conversion.margin {
                case .relative(let share): .relative(share + 0.2)
                case .absolute(let difference): .absolute(difference + 0.2)
                }
            gate.kind = .conversion(conversion)
        case .threshold(var threshold):
            threshold.value += threshold.comparison == .atMost ? 300 : -300
            gate.kind = .threshold(threshold)
        case .events(var events):
            events.max += 300
            gate.kind = .events(events)
        }
        return gate
    }
}
