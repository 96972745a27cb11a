import GateAnalysis
public import GateModel
public import GateRules

/// One rollout over a range of the past: it says what it needs to know, takes a grid point when it knows it, and keeps a
/// timeline.
public struct ReplayRun: Sendable {
    /// Who acts where the product would wait for a person.
    public static let actor = Actor(name: "replay", roles: [.admin])

    /// The rule.
    public let rule: RolloutRule
    /// What takes place.
    public let course: ReplayCourse
    /// The first moment.
    public let from: Timestamp
    /// The last moment.
    public let through: Timestamp
    /// What came of it so far.
    public private(set) var timeline: Timeline
    /// Where the rollout stands.
    public var state: RolloutState { rollout.state }

    private var rollout: VirtualRollout
    private var script: ArraySlice<JournalRecord> = []
    /// The held stage, and since when nothing is left of the rollout there; `nil` while it is watched.
    private var pause: HeldStage?

    /// Begins a replay.
    ///
    /// - Parameters:
    ///   - rule: The rule; of a script the one its steps ran under.
    ///   - course: What takes place.
    ///   - from: The first moment.
    ///   - through: The last moment.
    ///   - plotPoints: Points of each plot, at most.
    public init(
        under rule: RolloutRule, _ course: ReplayCourse, from: Timestamp, through: Timestamp, plotPoints: Int = 600
    ) {
        self.rule = rule
        self.course = course
        self.from = from
        self.through = through
        timeline = Timeline(rule: rule, from: from, through: through, plotPoints: plotPoints)
        switch course {
        case .attempts(let settings):
            rollout = VirtualRollout(under: rule.forReplay)
            take(.startRequested(revision: settings.revision), at: from)
        case .hold(let stage):
            let index = rule.stageIndex(named: stage) ?? 0
            rollout = VirtualRollout(under: rule.held(at: index))
            let held = HeldStage(rule: rollout.rule, stage: index, since: from)
            rollout = VirtualRollout(under: held.rule, from: held.state(enteredAt: from, after: rollout.state))
            timeline.enter(stage, at: from)
        case .script(let script):
            rollout = VirtualRollout(under: rule, from: script.before)
            self.script = script.records[...]
            takeScripted()
        }
    }

    /// The grid point that has to be evaluated next; `nil` at the end of the range, or when nothing runs any more.
    public var nextPoint: Timestamp? {
        let point: Timestamp?
        if case .script = course {
            point = script.first?.evaluationTime
        } else if let pause {
            point = rollout.rule.grid.next(after: pause.last)
        } else {
            point = rollout.nextEvaluation
        }
        return point.flatMap { $0 <= through ? $0 : nil }
    }

    /// Evaluates the next grid point, if everything is known that it asks.
    ///
    /// - Parameter store: What is known.
    /// - Returns: What has to be fetched first; empty when the point was evaluated.
    public mutating func advance(_ store: inout AnswerStore) -> [Fetch] {
        guard let point = nextPoint else { return [] }
        store.begin(point)
        guard let plan = plan(at: point) else {
            skipScripted()
            return []
        }
        guard let answers = store.answers(to: plan) else {
            let present = self
            return FetchPlanner { present.plan(at: $0) }.needs(&store, for: plan)
        }
        if pause == nil { evaluate(plan, answers) } else { watch(plan, answers) }
        return []
    }

    private func plan(at point: Timestamp) -> QueryPlan? {
        if let pause { return pause.plan(at: point) }
        return rollout.plan(at: point)
    }

    private mutating func evaluate(_ plan: QueryPlan, _ answers: [QueryOutcome]) {
        let before = rollout.state
        let record: JournalRecord
        if let recorded = script.popFirst() {
            record = rollout.evaluate(plan, answers, at: recorded.at, trace: recorded.event.trace)
        } else {
            record = rollout.evaluateBriefly(plan, answers)
        }
        timeline.record(record, from: before, to: rollout.state)
        switch course {
        case .attempts(let settings): goOn(settings, at: plan.at)
        case .hold: leave(at: plan.at)
        case .script: takeScripted()
        }
    }

    @discardableResult
    private mutating func take(_ kind: Event.Kind, at now: Timestamp) -> JournalRecord {
        let before = rollout.state
        let record = rollout.take(kind, by: Self.actor, at: now)
        timeline.record(record, from: before, to: rollout.state)
        return record
    }
}

// MARK: Attempts

extension ReplayRun {
    /// Does what people would do: approves, lets go on, and begins another attempt.
    private mutating func goOn(_ settings: AttemptSettings, at now: Timestamp) {
        guard let attempt = state.attempt else { return }
        if settings.approvesAtOnce {
            if attempt.hold != nil { take(.unheld(reason: "a replay waits for nobody"), at: now) }
            if attempt.phase == .awaitingApproval, attempt.approval == nil, let candidate = attempt.candidate,
                attempt.window.lastGreenAt == attempt.lastEvaluatedAt
            {
                take(.approvalGiven(candidate: candidate.id, onCall: nil), at: now)
            }
        }
        guard settings.restarts, [.stopped, .completed, .aborted].contains(state.phase) else { return }
        begin(settings, at: now)
    }

    private mutating func begin(_ settings: AttemptSettings, at now: Timestamp) {
        let reason = "the replay goes on with another attempt"
        if state.phase == .stopped { take(.aborted(reason: reason), at: now) }
        for incident in state.incidents { take(.incidentResolved(id: incident.id, note: reason), at: now) }
        take(.startRequested(revision: settings.revision), at: now)
    }
}

// MARK: A held stage

extension ReplayRun {
    /// A stop or a rollback has left the stage: from now on it is only watched whether it is over.
    private mutating func leave(at now: Timestamp) {
        guard case .hold(let stage) = course, state.attempt?.visit.stage != stage,
            let index = rule.stageIndex(named: stage)
        else { return }
        pause = HeldStage(rule: rollout.rule, stage: index, since: now)
    }

    /// Once nothing fails and no stop rule's condition is true any more, the stage is entered anew.
    private mutating func watch(_ plan: QueryPlan, _ answers: [QueryOutcome]) {
        guard var pause else { return }
        let evaluation = Judge.judge(plan, .decisive, answers)
        timeline.record(evaluation, isWatched: false)
        pause.last = plan.at
        self.pause = pause
        guard !(evaluation.gates + evaluation.stopRules).contains(where: { $0.outcome == .fail }) else { return }
        timeline.enter(plan.context.stage.name, at: plan.at)
        rollout = VirtualRollout(under: pause.rule, from: pause.state(enteredAt: plan.at, after: rollout.state))
        self.pause = nil
    }
}

// MARK: A recorded attempt

extension ReplayRun {
    /// Lets happen what people did up to the next evaluation.
    private mutating func takeScripted() {
        while let record = script.first {
            adoptRule(of: record)
            if record.evaluationTime != nil { return }
            script.removeFirst()
            let before = rollout.state
            let taken = rollout.take(
                record.event.kind, by: record.event.actor, at: record.at, trace: record.event.trace)
            timeline.record(taken, from: before, to: rollout.state)
        }
    }

    /// Goes on under the rule that was in force then.
    private mutating func adoptRule(of record: JournalRecord) {
        guard case .script(let script) = course, record.ruleDigest != rollout.rule.digest,
            let rule = script.rules[record.ruleDigest]
        else { return }
        rollout = VirtualRollout(under: rule, from: rollout.state)
    }

    /// Passes over an evaluation that has nothing to evaluate, because the replay has ended the attempt before.
    private mutating func skipScripted() {
        guard !script.isEmpty else { return }
        script.removeFirst()
        takeScripted()
    }
}

extension JournalRecord {
    /// The grid point, where the step is an evaluation.
    var evaluationTime: Timestamp? {
        if case .evaluated(let evaluation) = event.kind { evaluation.at } else { nil }
    }
}
