import GateEngine
import GateModel
import GateRules
import GateTestSupport
import Testing

/// The invariants notice what the engine never does with gates that are undecided, and with their evidence.
@Suite struct UndecidedInvariantsTests {
    typealias Specimen = InvariantsTests.Specimen

    static func specimen(_ policy: UndecidedPolicy, approval: Bool, points: Int = 2) -> Specimen {
        var course = Course(.toy(gates: [CountedGate.gate("orders", policy), .slo], approval: approval))
        course.reach("low")
        course.evaluate(times: points, UndecidedTests.doubtful)
        course.now = course.rule.grid.next(after: course.now)
        return Specimen(course, .evaluated(course.evaluation(UndecidedTests.doubtful)))
    }

    struct Spoil: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let sentence: String
        let change: @Sendable (inout Specimen) -> Void

        init(_ name: String, _ sentence: String, _ change: @escaping @Sendable (inout Specimen) -> Void) {
            testDescription = name
            self.sentence = sentence
            self.change = change
        }
    }

    static let promotions = [
        Spoil("another policy", "promoted with a gate that does not pass") {
            $0.course.rule.gates[0].confidence?.undecided = .hold
        },
        Spoil("extend", "promoted with a gate that does not pass") {
            $0.course.rule.gates[0].confidence?.undecided = .extend(to: .zero)
        },
        Spoil("no confidence", "promoted with a gate that does not pass") { $0.course.rule.gates[0].confidence = nil },
        Spoil("another reason", "promoted with a gate that does not pass") { specimen in
            specimen.evaluate { $0 == "orders" ? .blind($0) : .pass($0) }
        },
        Spoil("an error", "promoted with a gate that does not pass") { specimen in
            specimen.evaluate { $0 == "orders" ? .counted($0, nil, .error) : .pass($0) }
        },
        Spoil("another gate that fails", "promoted with a gate that does not pass") { specimen in
            specimen.evaluate { $0 == "orders" ? .doubtful($0) : .fail($0) }
        },
        Spoil("another name", "promoted without saying what is not proven") { specimen in
            specimen.course.rule.gates[0].name = "others"
            specimen.evaluate { $0 == "others" ? .doubtful($0) : .pass($0) }
        },
    ]

    @Test(arguments: promotions) func aPromotionNeedsTheRuleAndTheWords(_ spoil: Spoil) {
        var specimen = Self.specimen(.promote, approval: false)
        #expect(specimen.step.kinds == [.promote])
        #expect(specimen.violations.isEmpty)
        spoil.change(&specimen)
        #expect(specimen.violations.contains(spoil.sentence), "\(specimen.violations)")
    }

    @Test func aCandidateNeedsTheRuleAndTheWords() {
        var specimen = Self.specimen(.promote, approval: true)
        #expect(specimen.step.kinds == [.requestApproval])
        #expect(specimen.violations.isEmpty)
        specimen.course.rule.gates[0].confidence?.undecided = .hold
        #expect(specimen.violations.contains("a candidate with a gate that does not pass"))
        specimen = Self.specimen(.promote, approval: true)
        specimen.course.rule.gates[0].name = "others"
        specimen.evaluate { $0 == "others" ? .doubtful($0) : .pass($0) }
        #expect(specimen.violations.contains("a candidate that does not say what is not proven"))
    }

    static let holds = [
        Spoil("held before", "held what was held already") { specimen in
            specimen.before.attempt?.hold = Hold(since: specimen.course.now, actor: "x", reason: "y")
        },
        Spoil("twice", "held twice in one window") { specimen in
            specimen.before.attempt?.window.heldAt = specimen.course.now
        },
        Spoil("decided gate", "held for a gate that is decided") { $0.evaluate(Verdict.pass) },
        Spoil("another policy", "held for a gate whose rule does not ask for it") {
            $0.course.rule.gates[0].confidence?.undecided = .hold
        },
        Spoil("too early", "held before its time") {
            $0.course.rule.gates[0].confidence?.undecided = .extend(to: .hours(1))
        },
        Spoil("window not over", "held before its time") { $0.course.rule.stages[1].window = .hours(1) },
        Spoil("no window", "held without a window") { $0.step.state.attempt?.window = WindowProgress() },
        Spoil("untold", "held untold") { specimen in
            specimen.step.effects.removeAll { if case .decide = $0 { true } else { false } }
        },
    ]

    @Test(arguments: holds) func aHoldOfItsOwnNeedsTheRuleAndTheTime(_ spoil: Spoil) {
        var specimen = Self.specimen(.extend(to: .minutes(1)), approval: true, points: 4)
        #expect(specimen.step.kinds == [.hold])
        #expect(specimen.violations.isEmpty)
        spoil.change(&specimen)
        #expect(specimen.violations.contains(spoil.sentence), "\(specimen.violations)")
    }

    @Test func evidenceComesFromEvaluationsOfItsVisitAlone() {
        var course = EvidenceTests.course()
        EvidenceTests.count(&course)
        let evidence = course.attempt.evidence
        var specimen = Specimen(course, .held(reason: "x"))
        #expect(specimen.violations.isEmpty)
        specimen.before.attempt?.evidence = [:]
        #expect(specimen.violations == ["evidence without an evaluation"])
        specimen.course.rule.gates[0].confidence = nil
        #expect(specimen.violations.contains("evidence of a gate that has no confidence"))
        specimen = Specimen(course, .killed(reason: "x"))
        #expect(specimen.violations.isEmpty)
        specimen.step.state.attempt?.evidence = evidence
        #expect(specimen.violations == ["evidence from before the stage's entry"])
    }
}

extension InvariantsTests.Specimen {
    /// Puts other verdicts into the event, with the step as it was.
    mutating func evaluate(_ make: (String) -> Verdict) {
        event = Event(actor: .stagegate, trace: .test, kind: .evaluated(course.evaluation(make)))
    }
}
