import GateAnalysis
import GateModel
import GateRules
import GateTestSupport
import Testing

@Suite struct BlindnessPolicyTests {
    /// A reason for missing evidence and the key of the rule file that decides it.
    struct Trouble: CustomTestStringConvertible {
        let reason: Reason
        let key: Key

        enum Key { case noData, nan, error, partial }

        var testDescription: String { reason.rawValue }

        /// Policies that all hold but the one for this trouble.
        func only(_ policy: BlindnessPolicy) -> BlindnessPolicies { policies(own: policy, others: .hold) }

        func policies(own: BlindnessPolicy, others: BlindnessPolicy) -> BlindnessPolicies {
            BlindnessPolicies(
                onNoData: key == .noData ? own : others, onNaN: key == .nan ? own : others,
                onError: key == .error ? own : others, onPartial: key == .partial ? own : others)
        }
    }

    static let troubles: [Trouble] = [
        Trouble(reason: .noData, key: .noData), Trouble(reason: .tooFewEvents, key: .noData),
        Trouble(reason: .stale, key: .noData), Trouble(reason: .notANumber, key: .nan),
        Trouble(reason: .infinite, key: .nan), Trouble(reason: .partialData, key: .partial),
        Trouble(reason: .tooManySeries, key: .error), Trouble(reason: .queryRejected, key: .error),
        Trouble(reason: .sourceUnavailable, key: .error), Trouble(reason: .badResponse, key: .error),
    ]

    static func answers(_ reason: Reason) -> [String: QueryOutcome] {
        switch reason {
        case .noData: ["bad": .empty, "total": .empty]
        case .tooFewEvents: ["bad": .empty, "total": .value(1)]
        case .notANumber: ["bad": .value(.nan), "total": .value(1000)]
        case .infinite: ["bad": .value(.infinity), "total": .value(1000)]
        case .partialData: ["bad": .value(0), "total": .series([Sample(1000)], isPartial: true)]
        case .tooManySeries: ["bad": .by("pod", ["a": 1, "b": 1]), "total": .value(1000)]
        default: ["bad": .value(0), "total": .failure(reason)]
        }
    }

    private static func verdict(_ reason: Reason, _ policies: BlindnessPolicies) -> Verdict {
        JudgeCase().verdict(.availability(blindness: policies), answers(reason))
    }

    @Test(arguments: troubles)
    func missingEvidenceHoldsByDefault(_ trouble: Trouble) {
        let verdict = Self.verdict(trouble.reason, BlindnessPolicies())
        #expect(verdict.decision == (trouble.key == .error ? .error(trouble.reason) : .inconclusive(trouble.reason)))
    }

    @Test(arguments: troubles, [BlindnessPolicy.pass, .fail])
    func onlyItsOwnKeyDecidesAReason(_ trouble: Trouble, _ policy: BlindnessPolicy) {
        let verdict = Self.verdict(trouble.reason, trouble.only(policy))
        #expect(verdict.decision == Decided(outcome: policy == .pass ? .pass : .fail, reason: trouble.reason))
        #expect(verdict.summary.contains(policy == .pass ? "counts as a pass" : "counts as a failure"))
        let held = Self.verdict(trouble.reason, trouble.policies(own: .hold, others: policy))
        #expect(held.decision == Self.verdict(trouble.reason, BlindnessPolicies()).decision)
    }

    @Test func partialDataThatIsAcceptedMayStillFail() {
        let gate = Gate.availability(blindness: BlindnessPolicies(onPartial: .pass))
        let verdict = JudgeCase().verdict(
            gate, ["bad": .value(500), "total": .series([Sample(1000)], isPartial: true)])
        #expect(verdict.decision == .fail)
    }

    @Test func missingDataInAPartialAnswerIsPartial() {
        let gate = Gate.availability(blindness: BlindnessPolicies(onNoData: .pass))
        let verdict = JudgeCase().verdict(gate, ["bad": .empty, "total": .series([], isPartial: true)])
        #expect(verdict.decision == .inconclusive(.partialData))
    }

    @Test func partialAndFailingDoesNotFailByDefault() {
        let verdict = JudgeCase().verdict(
            .availability(), ["bad": .value(500), "total": .series([Sample(1000)], isPartial: true)])
        #expect(verdict.decision == .inconclusive(.partialData))
        #expect(verdict.value == .finite(0.5))
    }

    @Test func warningsAreKeptOnceAndDecideNothing() {
        let verdict = JudgeCase().verdict(
            .availability(),
            [
                "bad": .series([Sample(0)], warnings: ["b", "a"]),
                "total": .series([Sample(1000)], warnings: ["a", "c"]),
            ])
        #expect(verdict.decision == .pass)
        #expect(verdict.warnings == ["b", "a", "c"])
    }

    @Test func policiesApplyToEverySeriesOnItsOwn() {
        let gate = Gate.availability(per: ["tenant"], blindness: BlindnessPolicies(onNoData: .pass))
        let verdict = JudgeCase().verdict(
            gate, ["bad": .by("tenant", ["a": 100]), "total": .by("tenant", ["a": 1000, "b": 0])])
        #expect(verdict.decision == .fail)
        #expect(verdict.series.map(\.outcome) == [.fail, .pass])
    }
}
