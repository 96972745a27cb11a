public import GateAnalysis
public import GateModel
public import GateRules

/// One test on its way: says what it has to have answered, takes the answers, and notes what is not as expected.
///
/// Pure: whoever holds it asks a Prometheus that has the test's series, and nothing else happens outside.
public struct RuleTestRun: Sendable {
    /// What it needs to go on.
    public enum Need: Equatable, Sendable {
        /// The answers to the queries of a plan.
        case evaluation(QueryPlan)
        /// The answer to the query for who is on call.
        case onCall(Query)
        /// Nothing: the test is over.
        case nothing
    }

    /// What came of it so far.
    public private(set) var outcome: RuleTestOutcome

    private let test: RuleTest
    private let start: Timestamp
    private let receivers: (@Sendable (Labels) -> [String])?
    private var rollout: VirtualRollout
    private var events: ArraySlice<TestEvent>
    private var expectations: ArraySlice<RuleExpectation>
    private var datasource = DatasourceState.up
    private var pendingPlan: QueryPlan?
    private var pendingQuestion: OnCallQuestion?
    private var evaluation: Evaluation?
    private var decisions: [Decision] = []
    private var timeline = TestTranscript()
    /// Whether the evaluation before had something to say, as the next one then often has.
    private var isEventful = true

    /// Begins a test.
    ///
    /// Nobody has to script a start: where nobody does, the test's revision starts at once. Preflight items count as
    /// attested unless the test attests some itself.
    ///
    /// - Parameters:
    ///   - test: The test.
    ///   - rule: The rule of its rollout.
    ///   - start: When it begins.
    ///   - receivers: Whom Alertmanager would tell of an alert; `nil` where no configuration is named.
    public init(
        _ test: RuleTest, under rule: RolloutRule, from start: Timestamp,
        receivers: (@Sendable (Labels) -> [String])? = nil
    ) {
        self.test = test
        self.start = start
        self.receivers = receivers
        rollout = VirtualRollout(under: rule)
        expectations = test.expectations[...]
        outcome = RuleTestOutcome(test: test.name, position: test.position, coverage: RolloutCoverage(rule))
        events = Self.completed(test)[...]
    }

    /// The events with what nobody has to script.
    private static func completed(_ test: RuleTest) -> [TestEvent] {
        var events = test.events
        let isStarted = events.contains { if case .start = $0.action { true } else { false } }
        let isAttested = events.contains { if case .attest = $0.action { true } else { false } }
        if !isStarted {
            events.insert(
                TestEvent(at: .zero, position: test.position, action: .start(revision: test.revision)), at: 0)
        }
        if !isAttested { events.insert(TestEvent(at: .zero, position: test.position, action: .attest(nil)), at: 0) }
        return events
    }

    /// Goes on until something has to be asked, or to the end.
    ///
    /// Of what happens at the same time evaluations come first, then events, then expectations.
    public mutating func next() -> Need {
        while let deadline = nextDeadline {
            if let point = rollout.nextEvaluation, point <= start + deadline, let plan = rollout.plan(at: point) {
                guard datasource == .down else {
                    pendingPlan = plan
                    return .evaluation(plan)
                }
                evaluate(plan, plan.questions.map { _ in .unanswered })
            } else if events.first?.at == deadline {
                if let query = question() { return .onCall(query) }
                perform(events.removeFirst(), onCall: nil)
            } else {
                check(expectations.removeFirst())
            }
        }
        outcome.timeline = timeline.lines
        return .nothing
    }

    /// Takes the answers to the plan that was asked for.
    public mutating func take(_ answers: [QueryOutcome]) {
        guard let plan = pendingPlan else { return }
        pendingPlan = nil
        evaluate(plan, datasource == .partial ? answers.map(\.asPartial) : answers)
    }

    /// Takes the answer to the question who is on call.
    public mutating func take(onCall answer: QueryOutcome) {
        guard let question = pendingQuestion, let event = events.popFirst() else { return }
        pendingQuestion = nil
        perform(event, onCall: question.names(in: datasource == .partial ? answer.asPartial : answer))
    }

    private mutating func question() -> Query? {
        guard let event = events.first, case .approve = event.action, datasource != .down else { return nil }
        pendingQuestion = OnCallQuestion(rollout.rule, rollout.state, at: start + event.at)
        return pendingQuestion?.query
    }

    private mutating func evaluate(_ plan: QueryPlan, _ answers: [QueryOutcome]) {
        outcome.evaluations += 1
        if let record = evaluateUnseen(plan, answers) { return note(record, isSilent: true) }
        let record = rollout.evaluate(plan, answers)
        isEventful = !timeline.hasNothing(toSayOf: record)
        note(record)
    }

    /// Evaluates without the words that nobody would hear; `nil` when somebody may.
    ///
    /// Heard is what comes right before an event or an expectation, and what has effects or other verdicts than before.
    private mutating func evaluateUnseen(_ plan: QueryPlan, _ answers: [QueryOutcome]) -> JournalRecord? {
        guard !isEventful, let next = nextDeadline, plan.at + rollout.rule.interval <= start + next else { return nil }
        var unseen = rollout
        let record = unseen.evaluate(plan, answers, .decisive)
        guard timeline.hasNothing(toSayOf: record) else { return nil }
        rollout = unseen
        return record
    }

    /// When the next event or expectation is due, from the start of the test.
    private var nextDeadline: TimeSpan? {
        switch (events.first?.at, expectations.first?.at) {
        case (let event?, let expectation?): min(event, expectation)
        case (let event, let expectation): event ?? expectation
        }
    }

    private mutating func check(_ expectation: RuleExpectation) {
        let sight = Sight(state: rollout.state, evaluation: evaluation, decisions: decisions, receivers: receivers)
        outcome.mismatches += sight.mismatches(expectation)
        decisions = []
    }

    private mutating func perform(_ event: TestEvent, onCall: [String]?) {
        if case .datasource(let state) = event.action { datasource = state }
        let kinds = EventTranslation(state: rollout.state, rule: rollout.rule, start: start, all: test.events)
            .kinds(event, onCall: onCall)
        var rejection: Rejection?
        for kind in kinds {
            let record = rollout.take(kind, by: event.actor, at: start + event.at)
            rejection = rejection ?? record.rejection
            if case .startRequested = kind, record.rejection == nil { evaluation = nil }
            note(record)
        }
        if rejection?.code != event.refusal { outcome.mismatches.append(event.mismatch(rejection)) }
    }

    private mutating func note(_ record: JournalRecord, isSilent: Bool = false) {
        if case .evaluated(let new) = record.event.kind, record.rejection == nil { evaluation = new }
        decisions += record.decisions
        outcome.coverage.record(record)
        if !isSilent { timeline.add(record, from: start) }
    }
}

extension TestEvent {
    /// What is wrong when it was refused and should not have been, or the other way round.
    fileprivate func mismatch(_ rejection: Rejection?) -> Mismatch {
        Mismatch(
            at: at, path: "events.refused", position: position, expected: [refusal?.rawValue ?? "accepted"],
            actual: [rejection?.code.rawValue ?? "accepted"], remark: rejection?.message)
    }
}

extension QueryOutcome {
    /// The same answer with the remark that parts of the data are missing.
    fileprivate var asPartial: QueryOutcome {
        guard case .answered(let result) = self else { return self }
        if let ranges = result.ranges {
            return .answered(
                QueryResult(ranges: ranges, warnings: result.warnings, infos: result.infos, isPartial: true))
        }
        return .answered(
            QueryResult(samples: result.samples, warnings: result.warnings, infos: result.infos, isPartial: true))
    }
}

extension JournalRecord {
    /// Why the event was refused; `nil` when it was not.
    var rejection: Rejection? {
        effects.lazy.compactMap { if case .reject(let rejection) = $0 { rejection } else { nil } }.first
    }
}
