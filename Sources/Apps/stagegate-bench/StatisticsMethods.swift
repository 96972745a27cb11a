import GateAnalysis
import GateModel
import GateRules
import GateStatistics

/// A way to judge a canary at every look.
protocol StatisticsMethod {
    /// Takes the counts since the last look and says whether the canary would be stopped or promoted now.
    mutating func look(_ stratum: Stratum) -> (stops: Bool, passes: Bool)
}

/// What Stagegate does.
struct SequentialMethod: StatisticsMethod {
    private let test: RatioTest
    private var process = EProcess()

    init(_ scenario: StatisticsScenario, watchesLateChanges: Bool) {
        var test = RatioTest(
            scenario.boundary, worse: .higher, horizon: watchesLateChanges ? StatisticsScenario.looks : nil)
        test.designTilt = scenario.designTilt
        self.test = test
    }

    mutating func look(_ stratum: Stratum) -> (stops: Bool, passes: Bool) {
        process.add(stratum, under: test)
        return (process.hasFailed, process.logEvidence(for: .proven, under: test) >= test.passThreshold)
    }
}

/// A test for one look, taken at every look: 5 % on each side.
struct RepeatedZTest: StatisticsMethod {
    private let boundary: Boundary
    private var totals = (events: 0.0, trials: 0.0, baseline: 0.0, baselineTrials: 0.0)

    init(_ scenario: StatisticsScenario) { boundary = scenario.boundary }

    mutating func look(_ stratum: Stratum) -> (stops: Bool, passes: Bool) {
        totals.events += stratum.canaryEvents
        totals.trials += stratum.canaryTotal
        totals.baseline += stratum.baselineEvents
        totals.baselineTrials += stratum.baselineTotal
        let rate = totals.events / totals.trials
        let other = totals.baselineTrials > 0 ? totals.baseline / totals.baselineTrials : 0
        let own = rate * (1 - rate) / totals.trials
        let theirs = totals.baselineTrials > 0 ? other * (1 - other) / totals.baselineTrials : 0
        let deviation = (own + boundary.rho0 * boundary.rho0 * theirs).squareRoot()
        let distance = rate - boundary.canaryRate(at: other)
        // No spread at all counts as proof, as it does where the formula is used as it stands.
        return (distance > 0 && distance >= 1.645 * deviation, distance < 0 && -distance >= 1.645 * deviation)
    }
}

/// The ratio of the last five minutes against the limit, and so many failures are allowed.
///
/// - Source: argoproj/argo-rollouts `analysis/analysis.go` (more failures than `failureLimit` end it) and fluxcd/flagger
///   `pkg/controller/scheduler.go` (as many failed checks as the threshold end it; a good one resets nothing).
struct PlainThreshold: StatisticsMethod {
    private let boundary: Boundary
    private let interval: Int
    private let measurements: Int
    private let failuresToStop: Int
    private var recent: [Stratum] = []
    private var looks = 0
    private var measured = 0
    private var failures = 0

    /// Argo Rollouts: ten measurements, one every five minutes, `failureLimit: 3`.
    static func argo(_ scenario: StatisticsScenario) -> PlainThreshold {
        PlainThreshold(boundary: scenario.boundary, interval: 5, measurements: 10, failuresToStop: 4)
    }

    /// Argo Rollouts: one measurement a minute for a day, `failureLimit: 3`.
    static func argoAllDay(_ scenario: StatisticsScenario) -> PlainThreshold {
        PlainThreshold(
            boundary: scenario.boundary, interval: 1, measurements: StatisticsScenario.looks - 4, failuresToStop: 4)
    }

    /// Flagger: one check a minute for a day, `threshold: 5`.
    static func flagger(_ scenario: StatisticsScenario) -> PlainThreshold {
        PlainThreshold(
            boundary: scenario.boundary, interval: 1, measurements: StatisticsScenario.looks - 4, failuresToStop: 5)
    }

    private init(boundary: Boundary, interval: Int, measurements: Int, failuresToStop: Int) {
        self.boundary = boundary
        self.interval = interval
        self.measurements = measurements
        self.failuresToStop = failuresToStop
    }

    mutating func look(_ stratum: Stratum) -> (stops: Bool, passes: Bool) {
        recent.append(stratum)
        looks += 1
        guard looks >= 5, measured < measurements, failures < failuresToStop, looks % interval == 0 else {
            return (false, false)
        }
        if recent.count > 5 { recent.removeFirst(recent.count - 5) }
        measured += 1
        if isBeyond { failures += 1 }
        return (failures >= failuresToStop, failures < failuresToStop && measured == measurements)
    }

    private var isBeyond: Bool {
        let canary = recent.reduce(0) { $0 + $1.canaryEvents } / recent.reduce(0) { $0 + $1.canaryTotal }
        let trials = recent.reduce(0) { $0 + $1.baselineTotal }
        let baseline = trials > 0 ? recent.reduce(0) { $0 + $1.baselineEvents } / trials : 0
        return canary > boundary.canaryRate(at: baseline)
    }
}

/// A cumulative sum that was told the limit and the regression in advance, its false alarms bounded as the others' are.
struct ToldCUSUM: StatisticsMethod {
    private var detector: PoissonCUSUM
    /// ln(1440 / 5 %).
    private static let alarm = 10.268

    init(_ scenario: StatisticsScenario, regression: Double) {
        detector = PoissonCUSUM(accepted: scenario.limit, rejected: regression)
    }

    mutating func look(_ stratum: Stratum) -> (stops: Bool, passes: Bool) {
        detector.add(events: stratum.canaryEvents, trials: stratum.canaryTotal)
        return (detector.sum >= Self.alarm, false)
    }
}
