import GateEngine
import GateModel
import GateRules
import GateStatistics
import Testing

@testable import RolloutJournal

/// The evidence of gates with confidence survives in the journal, bit for bit.
@Suite struct EvidenceTests {
    static let entry = Timestamp(seconds: 1_771_147_800)

    static func rule() -> RolloutRule {
        let slo = GateKind.availability(Availability(counted: .bad("bad"), total: "all", objective: 0.9))
        return RolloutRule(
            name: "advisory", gates: [Gate(name: "slo", kind: slo, confidence: Confidence(undecided: .promote))],
            digest: "d1")
    }

    /// Counts with fractions, as `increase()` gives them, and a histogram with a doubt.
    static func verdict(_ index: Int, after: Timestamp, through: Timestamp) throws -> Verdict {
        let total = 100.0 / 3 * Double(index)
        let certain = try #require(Stratum(canaryEvents: total / 70, canaryTotal: total))
        let possible = try #require(Stratum(canaryEvents: total / 60, canaryTotal: total))
        let basis = EvidenceBasis(
            test: RatioTest(Boundary(delta0: 0.1), worse: .higher, dispersion: 1.7, horizon: 240), alpha: 0.05,
            tests: 6,
            countsFrom: after, counting: .increase, history: RatioCounts(events: 1, total: 1e6))
        let buckets = [BucketCount(upper: 0.3, cumulative: total / 1.1), BucketCount(upper: nil, cumulative: total)]
        let increment = EvidenceIncrement(
            basis: index == 1 ? basis : nil, after: after, through: through, certain: certain, possible: possible,
            buckets: buckets)
        let certainty = Certainty(
            proof: .unknown, confidence: 0.95, failEvidence: -0.1, failThreshold: 3.1, passEvidence: 1 / 3,
            passThreshold: 3,
            lower: nil, upper: 0.123456789, quantity: "canary_rate", strata: index, dispersion: 1.7,
            forecast: "needs about 40 more canary requests: 3 min at the present rate")
        return Verdict(
            subject: "slo", outcome: .inconclusive, reason: .notProven, increment: increment, certainty: certainty)
    }

    @Test func itIsTheSameAfterOpeningAgainAndTheHistoryFolds() async throws {
        let scratch = try Scratch()
        let rule = Self.rule()
        var state = RolloutState(rollout: rule.name, ruleDigest: rule.digest)
        var now = Self.entry
        try await scratch.withJournal { try await $0.storeRules(RuleSet(rollouts: [rule])) }
        let lead = Actor(name: "alice", roles: [.techLead])
        var kinds: [(Event.Kind, Actor)] = [(.startRequested(revision: "v2"), lead)]
        var known = Self.entry
        for index in 1...12 {
            let next = rule.grid.next(after: known)
            let verdict = try Self.verdict(index, after: known, through: next)
            kinds.append((.evaluated(Evaluation(at: next, gates: [verdict])), .stagegate))
            known = next
        }
        for (kind, actor) in kinds {
            if case .evaluated(let evaluation) = kind { now = evaluation.at }
            let event = Event(actor: actor, trace: ToyEngine.trace, kind: kind)
            let step = Engine.step(state, event, at: now, under: rule)
            let record = JournalRecord(
                rollout: rule.name, sequence: step.state.sequence, at: now, ruleDigest: rule.digest, event: event,
                effects: step.effects)
            // As after a restart at every step: the state that goes on is the one that was read.
            let read = try await scratch.withJournal { journal in
                try await journal.commit(record, step.state)
                return try await journal.loadStates()
            }
            #expect(read == [step.state])
            state = try #require(read.first)
        }
        let evidence = try #require(state.attempt?.evidence["slo"])
        #expect(evidence.certain.strata == 12)
        #expect(evidence.possible?.strata == 12)
        #expect(evidence.buckets.count == 2)
        #expect(state.attempt?.visit.gates.first?.certainty?.upper == 0.123456789)
        let report = try await scratch.withJournal { try await $0.verify() }
        #expect(report.problems == [])
        #expect(report.folds == ["advisory": .folded(steps: 13)])
    }
}
