import GateAnalysis
import GateModel
import GateReplay
import GateRules
import Testing

/// A replay takes the decisions that would have been taken.
@Suite struct ReplayRunTests {
    private static let begin = Timestamp(seconds: 1_770_000_000)
    private static let end = begin + .hours(3)
    private static let fault = (begin + .minutes(80))..<(begin + .minutes(90))

    @Test func healthyNumbersCarryAttemptsThroughTheRange() {
        let run = Self.replay(.attempts(AttemptSettings())) { _, _ in 0 }
        let summary = ReplaySummary(run.timeline)
        #expect(summary.completed > 1)
        #expect(summary.attempts == summary.completed + 1)
        #expect(summary.stops == 0 && summary.timeToStop == nil && summary.gapTime == .zero)
        #expect(summary.evaluations == run.timeline.gates[0].count(.pass))
    }

    @Test func anAttemptIsNotFollowedByAnotherUnlessAsked() {
        let run = Self.replay(.attempts(AttemptSettings(restarts: false))) { _, _ in 0 }
        #expect(ReplaySummary(run.timeline).attempts == 1)
        #expect(run.state.phase == .completed)
    }

    @Test func withoutApprovalsItStaysAtTheFirstStage() {
        let run = Self.replay(.attempts(AttemptSettings(approvesAtOnce: false))) { _, _ in 0 }
        #expect(run.state.phase == .awaitingApproval)
        #expect(ReplaySummary(run.timeline).promotions == 0)
    }

    @Test func aBreachStopsItAndTheTimeToThatIsKnown() throws {
        let run = Self.replay(.attempts(AttemptSettings())) { _, time in Self.fault.contains(time) ? 9 : 0 }
        let stop = try #require(run.timeline.stops.first { $0.decision.kind == .stop })
        #expect(Self.fault.contains(stop.firstBreachAt))
        #expect(stop.timeToStop == .minutes(2))
        #expect(stop.decision.cause == "breach")
        let red = try #require(run.timeline.gates.first)
        #expect(red.timeRed == TimeSpan.seconds(30) * Int64(red.count(.fail)))
        #expect(red.runs.contains { $0.outcome == .fail && $0.from == stop.firstBreachAt })
    }

    @Test("a stop is false where its breach lies in a stretch that was good", arguments: [true, false])
    func falseStops(_ isGood: Bool) {
        let run = Self.replay(.attempts(AttemptSettings())) { _, time in Self.fault.contains(time) ? 9 : 0 }
        let good = isGood ? Self.begin...Self.end : (Self.begin...(Self.begin + .minutes(10)))
        let summary = ReplaySummary(run.timeline, good: [good])
        #expect(summary.falseStops == (isGood ? summary.stops + summary.rollbacks : 0))
        #expect(ReplaySummary(run.timeline).falseStops == nil)
    }

    @Test func aHeldStageIsEnteredAnewWhenTheBreachIsOver() throws {
        let run = Self.replay(.hold(stage: "canary")) { _, time in Self.fault.contains(time) ? 9 : 0 }
        #expect(Set(run.timeline.visits.map(\.stage)) == ["canary", "baseline"])
        #expect(ReplaySummary(run.timeline).promotions == 0)
        let stop = try #require(run.timeline.stops.first)
        let over = try #require(stop.overAt)
        #expect(over > Self.fault.upperBound && over <= Self.fault.upperBound + .minutes(2))
        #expect(run.timeline.stops.count == 1)
    }

    @Test func missingDataIsAGapAndNoStop() {
        let run = Self.replay(.attempts(AttemptSettings())) { _, time in Self.fault.contains(time) ? nil : 0 }
        #expect(run.timeline.stops.isEmpty)
        #expect(run.timeline.gaps.map(\.reason) == [.noData])
        #expect(ReplaySummary(run.timeline).gapTime == .minutes(10))
    }

    @Test("however the source is asked, the timeline is the same", arguments: [1, 50, 11_000])
    func formsAgree(_ longest: Int) {
        let value: (String, Timestamp) -> Double? = { text, time in
            if text.hasPrefix("requests_total") { return Double(time.milliseconds / 100 % 100_000_000) }
            if text.hasPrefix("errors_total") { return Double(time.milliseconds / 100_000 % 100_000) }
            return Self.fault.contains(time) ? 9 : Double(time.milliseconds % 7) / 7
        }
        let one = Self.replay(.attempts(AttemptSettings()), rule: Self.rule(confident: true), longest: 0, value)
        let other = Self.replay(.attempts(AttemptSettings()), rule: Self.rule(confident: true), longest: longest, value)
        #expect(one.timeline.decisions == other.timeline.decisions)
        #expect(one.timeline.gates.map(\.runs) == other.timeline.gates.map(\.runs))
        #expect(one.timeline.gates.map(\.points) == other.timeline.gates.map(\.points))
    }

    @Test func theSourceIsAskedForLessWhenItWasTooMuch() {
        let whole = Self.replay(.attempts(AttemptSettings())) { _, _ in 0 }
        var source = PretendSource(limit: 50) { _, _ in 0 }
        let halved = Self.replay(.attempts(AttemptSettings()), &source)
        #expect(whole.timeline.decisions == halved.timeline.decisions)
        #expect(source.asked.count < 40)
    }

    @Test func whatTheSourceRefusesIsAskedOnce() {
        var source = PretendSource(refused: ["load"]) { _, _ in 0 }
        let run = Self.replay(.attempts(AttemptSettings()), &source)
        #expect(source.asked.count { $0.isAbout("load") } == 1)
        #expect(run.timeline.gates[0].runs.map(\.reason) == [.queryRejected])
    }

    @Test func chunksAreLongerTheLongerATextIsAsked() {
        var source = PretendSource { _, _ in 0 }
        _ = Self.replay(.attempts(AttemptSettings()), &source)
        #expect(source.asked.count < 8)
    }

    @Test func aRecordedAttemptHappensAgain() {
        let fault = (Self.begin + .minutes(25))..<(Self.begin + .minutes(35))
        let value: (String, Timestamp) -> Double? = { _, time in fault.contains(time) ? 9 : 0 }
        let rule = Self.rule()
        var live = VirtualRollout(under: rule)
        var source = PretendSource(value)
        var records = [live.take(.startRequested(revision: "r1"), by: ReplayRun.actor, at: Self.begin)]
        while let point = live.nextEvaluation, point < Self.end, let plan = live.plan(at: point) {
            let answers = plan.questions.compactMap { query -> QueryOutcome? in
                guard
                    case .answered(let result) = source.fetch(
                        .instant(expression: query.expression, time: query.time))
                else { return nil }
                return .answered(result)
            }
            records.append(live.evaluate(plan, answers))
            guard let candidate = live.state.attempt?.candidate, live.state.attempt?.approval == nil else { continue }
            records.append(
                live.take(.approvalGiven(candidate: candidate.id, onCall: nil), by: ReplayRun.actor, at: point))
        }
        let before = RolloutState(rollout: rule.name, ruleDigest: rule.digest)
        let script = ReplayScript(before: before, records: records, rules: [rule.digest: rule])
        let run = Self.replay(.script(script), rule: rule, value)
        #expect(run.timeline.decisions == records.flatMap(\.decisions))
        #expect(run.state == live.state)
        #expect(run.timeline.decisions.contains { $0.kind == .stop })

        var verification = VerificationRun(script)
        source.play(&verification, AnswerStore.Form(), step: rule.interval, end: Self.end)
        #expect(verification.evaluations == records.count { $0.event.kind.name == "evaluated" })
        #expect(verification.changedVerdicts == 0 && verification.changedValues == 0)

        var other = VerificationRun(script)
        let point = rule.grid.next(after: fault.lowerBound + .minutes(5))
        var changed = PretendSource { text, time in time == point ? 0 : value(text, time) }
        changed.play(&other, AnswerStore.Form(), step: rule.interval, end: Self.end)
        #expect(other.differences.map(\.at) == [point])
        #expect(other.differences.first?.recordedValue == .finite(9) && other.differences.first?.nowValue == .finite(0))
        #expect(other.differences.first?.queries.map(\.expression) == ["load"])
    }

    private static func replay(
        _ course: ReplayCourse, rule: RolloutRule = rule(), longest: Int = 11_000,
        _ value: @escaping (String, Timestamp) -> Double?
    ) -> ReplayRun {
        var source = PretendSource(value)
        return replay(course, rule: rule, longest: longest, &source)
    }

    private static func replay(
        _ course: ReplayCourse, rule: RolloutRule = rule(), longest: Int = 11_000, _ source: inout PretendSource
    ) -> ReplayRun {
        var run = ReplayRun(under: rule, course, from: begin, through: end)
        source.play(&run, AnswerStore.Form(longest: longest), step: rule.interval, end: end)
        return run
    }

    private static func rule(confident: Bool = false) -> RolloutRule {
        let stages = [("baseline", Weight.zero), ("canary", Weight(percent: 10) ?? .zero), ("full", .full)].map {
            Stage(name: $0, weight: $1, window: .minutes(15))
        }
        var gates = [
            Gate(
                name: "load", kind: .threshold(Threshold(query: "load", comparison: .less, value: 5)),
                failFor: .minutes(10))
        ]
        if confident {
            gates += [
                Gate(
                    name: "availability",
                    kind: .availability(
                        Availability(counted: .bad("errors_total"), total: "requests_total", objective: 0.9)),
                    confidence: Confidence(undecided: .promote, warmUp: .minutes(1))),
                Gate(
                    name: "recent",
                    kind: .threshold(
                        Threshold(query: "max_over_time(load[{{ over }}])", comparison: .less, value: 50)),
                    over: .sliding(.minutes(5))),
                Gate(
                    name: "stage",
                    kind: .threshold(
                        Threshold(query: "min_over_time(load[{{ over }}])", comparison: .less, value: 50)),
                    over: .stage, stages: ["canary"]),
            ]
        }
        return RolloutRule(
            name: "shop", interval: .seconds(30), stages: stages, gates: gates,
            stopRules: [StopRule(name: "breach", kind: .breach(gates: ["load"], for: .minutes(2)))], digest: "d")
    }
}

extension Fetch {
    fileprivate func isAbout(_ text: String) -> Bool {
        switch self {
        case .instant(text, _), .steps(text, _, _, _), .samples(text, _, _): true
        default: false
        }
    }
}
