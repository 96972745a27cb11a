internal import GateModel
internal import GateRules

/// A run of grid points at which something bad held: a gate that failed, a stop rule's condition that was true.
///
/// A pass ends it. A grid point without a decision, or without a verdict at all, leaves it as it is, until the last bad one
/// is further back than the rule's tolerance: then nobody knows any more, and it is forgotten.
struct Run: Equatable {
    /// The first bad grid point; `nil` while there is no run.
    var since: Timestamp?
    /// The last one.
    var last: Timestamp?

    /// Goes on, ends or is forgotten.
    mutating func record(_ outcome: Outcome, at: Timestamp, under rule: RolloutRule) {
        switch outcome {
        case .pass: self = Run()
        case .fail: extend(at, under: rule)
        case .inconclusive, .error:
            if let last, at - last > rule.tolerance { self = Run() }
        }
    }

    /// How long it has lasted at a grid point that is bad itself; `nil` when that one is not.
    func length(at: Timestamp) -> TimeSpan? {
        guard let since, last == at else { return nil }
        return at - since
    }

    private mutating func extend(_ at: Timestamp, under rule: RolloutRule) {
        if let last, at - last > rule.longestStep { since = nil }
        since = since ?? at
        last = at
    }
}

extension RolloutRule {
    /// The longest distance between two grid points that still counts as without a break: a tolerance shorter than the
    /// interval must not part neighbours.
    var longestStep: TimeSpan { max(tolerance, interval) }
}

extension GateMemory {
    /// The run of failures.
    var run: Run {
        get { Run(since: failingSince, last: lastFailAt) }
        set { (failingSince, lastFailAt) = (newValue.since, newValue.last) }
    }

    /// Remembers a verdict; `nil` is an evaluation that has none on this gate.
    ///
    /// Its words are for alerts, so that they are made only where one may fire.
    mutating func record(_ verdict: Verdict?, at: Timestamp, under rule: RolloutRule) {
        let outcome = verdict?.outcome ?? .error
        run.record(outcome, at: at, under: rule)
        let isBlind = (outcome == .inconclusive && verdict?.reason != .notProven) || outcome == .error
        blindSince = isBlind ? blindSince ?? at : nil
        let isQuiet = failingSince == nil && blindSince == nil
        lastSummary = isQuiet ? "" : verdict.map { "\($0.outcome.rawValue): \($0.sentence)" } ?? "no verdict"
    }
}

extension StopRuleMemory {
    /// The run of grid points at which the condition was true.
    var run: Run {
        get { Run(since: trueSince, last: lastTrueAt) }
        set { (trueSince, lastTrueAt) = (newValue.since, newValue.last) }
    }
}

extension WindowProgress {
    /// Counts a grid point; the green time goes on, begins anew or is lost.
    mutating func record(_ greenness: Greenness, at: Timestamp, under rule: RolloutRule) {
        switch greenness {
        case .red: self = WindowProgress()
        case .undecided:
            verdictCount += greenSince == nil ? 0 : 1
            loseIfOlder(than: rule.tolerance, at: at)
        case .green, .unproven:
            loseIfOlder(than: rule.longestStep, at: at)
            greenSince = greenSince ?? at
            lastGreenAt = at
            verdictCount += 1
        }
    }

    /// Loses the green time when the last green grid point is too far back.
    mutating func loseIfOlder(than limit: TimeSpan, at: Timestamp) {
        if let lastGreenAt, at - lastGreenAt > limit { self = WindowProgress() }
    }

    /// How much of the grid since `greenSince` has a verdict, 0…1; 0 while the rollout is not green.
    func coverage(at: Timestamp, under rule: RolloutRule) -> Double {
        guard let greenSince else { return 0 }
        return Double(verdictCount) / Double(rule.grid.count(after: greenSince, through: at) + 1)
    }
}
