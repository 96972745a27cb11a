import GateModel
import GateReplay

/// A replay for programs.
///
/// Times are RFC 3339, lengths of time in seconds.
struct ReplayAnswer: Encodable {
    struct Range: Encodable {
        let from: String
        let to: String

        init(_ from: Timestamp, _ to: Timestamp) {
            self.from = "\(from)"
            self.to = "\(to)"
        }
    }

    struct Effort: Encodable {
        let seconds: Double
        let waitingSeconds: Double
        let requests: Int

        enum CodingKeys: String, CodingKey {
            case seconds, requests
            case waitingSeconds = "waiting_seconds"
        }
    }

    let rollout: String
    let intervalSeconds: Double
    let range: Range
    let good: [Range]
    let effort: Effort
    let variants: [Variant]

    enum CodingKeys: String, CodingKey {
        case rollout, range, good, effort, variants
        case intervalSeconds = "interval_seconds"
    }

    init(_ report: ReplayReport) {
        rollout = report.rollout
        intervalSeconds = report.interval.seconds
        range = Range(report.from, report.through)
        good = report.good.map { Range($0.lowerBound, $0.upperBound) }
        effort = Effort(
            seconds: report.effort.total / .seconds(1), waitingSeconds: report.effort.waiting / .seconds(1),
            requests: report.effort.requests)
        variants = report.variants.map { Variant($0, good: report.good) }
    }
}

extension ReplayAnswer {
    /// One rule of several.
    struct Variant: Encodable {
        let name: String
        let evaluations: Int
        let attempts: Int
        let completed: Int
        let promotions: Int
        /// `null` when nobody said what was good.
        let falseStops: Int?
        let gapSeconds: Double
        let gates: [Subject]
        let stopRules: [Subject]
        let stops: [Stop]
        let gaps: [Run]
        let visits: [Visit]
        let decisions: [TimelineDecision]
        let decisionsLeftOut: Int

        enum CodingKeys: String, CodingKey {
            case name, evaluations, attempts, completed, promotions, gates, stops, gaps, visits, decisions
            case falseStops = "false_stops"
            case gapSeconds = "gap_seconds"
            case stopRules = "stop_rules"
            case decisionsLeftOut = "decisions_left_out"
        }

        init(_ variant: ReplayReport.Variant, good: [ClosedRange<Timestamp>]) {
            let (summary, timeline) = (variant.summary, variant.timeline)
            name = variant.name
            evaluations = summary.evaluations
            attempts = summary.attempts
            completed = summary.completed
            promotions = summary.promotions
            falseStops = summary.falseStops
            gapSeconds = summary.gapTime.seconds
            gates = timeline.gates.map(Subject.init)
            stopRules = timeline.stopRules.map(Subject.init)
            stops = timeline.stops.map { Stop($0, good: good) }
            gaps = timeline.gaps.map(Run.init)
            visits = timeline.visits.map(Visit.init)
            decisions = timeline.decisions.map(TimelineDecision.init)
            decisionsLeftOut = timeline.decisionsLeftOut
        }
    }

    /// What a gate or a stop rule came to.
    struct Subject: Encodable {
        let name: String
        let redSeconds: Double
        let undecidedSeconds: Double
        let counts: [String: Int]
        let runCount: Int
        let runs: [Run]

        enum CodingKeys: String, CodingKey {
            case name, counts, runs
            case redSeconds = "red_seconds"
            case undecidedSeconds = "undecided_seconds"
            case runCount = "run_count"
        }

        init(_ subject: SubjectTimeline) {
            name = subject.name
            redSeconds = subject.timeRed.seconds
            undecidedSeconds = subject.timeUndecided.seconds
            counts = Dictionary(uniqueKeysWithValues: Outcome.allCases.map { ($0.rawValue, subject.count($0)) })
            runCount = subject.runCount
            runs = subject.runs.map(Run.init)
        }
    }

    /// Evaluations one after the other that came to the same.
    struct Run: Encodable {
        let from: String
        let to: String
        let evaluations: Int
        let outcome: Outcome
        let reason: Reason

        init(_ run: VerdictRun) {
            from = "\(run.from)"
            to = "\(run.through)"
            evaluations = run.count
            outcome = run.outcome
            reason = run.reason
        }
    }

    /// A stop or a rollback.
    struct Stop: Encodable {
        let decision: TimelineDecision
        let firstBreachAt: String
        let secondsToStop: Double
        let isFalse: Bool?
        let overAt: String?

        enum CodingKeys: String, CodingKey {
            case decision
            case firstBreachAt = "first_breach_at"
            case secondsToStop = "seconds_to_stop"
            case isFalse = "false"
            case overAt = "over_at"
        }

        init(_ stop: ReplayedStop, good: [ClosedRange<Timestamp>]) {
            decision = TimelineDecision(stop.decision)
            firstBreachAt = "\(stop.firstBreachAt)"
            secondsToStop = stop.timeToStop.seconds
            isFalse = good.isEmpty ? nil : stop.isFalse(good)
            overAt = stop.overAt.map { "\($0)" }
        }
    }

    /// A stretch of time at one stage.
    struct Visit: Encodable {
        let attempt: Int
        let stage: String
        let from: String
        let to: String?

        init(_ visit: ReplayedVisit) {
            attempt = visit.attempt
            stage = visit.stage
            from = "\(visit.from)"
            to = visit.through.map { "\($0)" }
        }
    }

    /// A decision.
    struct TimelineDecision: Encodable {
        let at: String
        let attempt: Int
        let kind: Decision.Kind
        let owner: String
        let fromStage: String
        let toStage: String
        let fromWeightPercent: Int
        let toWeightPercent: Int
        let cause: String
        let reason: String

        enum CodingKeys: String, CodingKey {
            case at, attempt, kind, owner, cause, reason
            case fromStage = "from_stage"
            case toStage = "to_stage"
            case fromWeightPercent = "from_weight_percent"
            case toWeightPercent = "to_weight_percent"
        }

        init(_ decision: Decision) {
            at = "\(decision.at)"
            attempt = decision.attempt
            kind = decision.kind
            owner = decision.owner
            fromStage = decision.fromStage
            toStage = decision.toStage
            fromWeightPercent = decision.fromWeight.percent
            toWeightPercent = decision.toWeight.percent
            cause = decision.cause
            reason = decision.reason
        }
    }
}
