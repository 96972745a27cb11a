/// What a diagnostic is about: a stable name, by which it is documented, counted and switched off.
///
/// The names are part of the product's contract; the page "Lint" explains every one of them.
public enum DiagnosticID: String, CaseIterable, Codable, Sendable {
    // What strict decoding finds.
    /// The file is not what the reference says.
    case invalid
    /// A burn rate beyond what the objective can burn.
    case burnRateCannotFire = "burn-rate-cannot-fire"
    /// More spikes than fit into the time they are counted in.
    case spikesCannotFire = "spikes-cannot-fire"
    /// A margin that no ratio can leave.
    case marginCannotFail = "margin-cannot-fail"
    /// A comparison at 100 % with what does not run there.
    case baselineMissingAt100 = "baseline-missing-at-100"
    /// A query that asks all traffic.
    case queryWithoutTrack = "query-without-track"
    /// Time between two evaluations that no range looks at.
    case rangeShorterThanInterval = "range-shorter-than-interval"
    /// A TLS setting that lets nobody in.
    case tlsTurnsAway = "tls-turns-away"

    // What lint finds in a rule that can be used.
    /// One event is more than the limit allows.
    case minEventsTooFew = "min-events-too-few"
    /// One bad moment is enough.
    case forTooShort = "for-too-short"
    /// A gate takes the rollout back before its stop rule stops it.
    case rollbackBeforeStop = "rollback-before-stop"
    /// A range longer than a stage.
    case rangeLongerThanWindow = "range-longer-than-window"
    /// A window in which nothing can be proven.
    case windowTooShort = "window-too-short"
    /// A stop rule that comes after the window.
    case stopAfterWindow = "stop-after-window"
    /// A breach of gates that are not judged at a stage.
    case breachNotJudged = "breach-not-judged"
    /// A stage at which no gate is judged.
    case stageWithoutGates = "stage-without-gates"
    /// An approval that nobody can give.
    case approvalNobodyCanGive = "approval-nobody-can-give"
    /// An approval that expires before it is used.
    case approvalExpiresTooSoon = "approval-expires-too-soon"
    /// A query that divides.
    case queryDivides = "query-divides"
    /// A query that drops what does not compare.
    case queryCompares = "query-compares"
    /// A query that puts a number where there is no data.
    case queryFillsGaps = "query-fills-gaps"
    /// A range with fewer than two samples.
    case rangeTooShort = "range-too-short"
    /// A range that is not cut at the entry into the stage.
    case fixedRange = "fixed-range"
    /// A quantile computed by the source.
    case histogramQuantile = "histogram-quantile"
    /// A latency target in another unit than the histogram.
    case targetUnit = "target-unit"
    /// An annotation that is overwritten.
    case annotationDisplaced = "annotation-displaced"
    /// Missing data that counts as a pass.
    case missingDataPasses = "missing-data-passes"
    /// An alert that reaches nobody.
    case alertToNobody = "alert-to-nobody"
    /// An alert that no route is about.
    case alertToDefault = "alert-to-default"
    /// A comment that switches lint off and does not say why.
    case ignoreWithoutReason = "ignore-without-reason"
    /// A comment that switches nothing off.
    case ignoreWithoutEffect = "ignore-without-effect"

    // What only the source knows.
    /// A query the source refuses.
    case queryRejected = "query-rejected"
    /// A query that got no answer.
    case queryFailed = "query-failed"
    /// A metric the source does not have.
    case metricUnknown = "metric-unknown"
    /// A label that no series of the metric has.
    case labelUnknown = "label-unknown"
    /// A selector without series.
    case selectorMatchesNothing = "selector-matches-nothing"
    /// Events that were never counted.
    case eventsNeverSeen = "events-never-seen"
    /// Samples that come in another rhythm.
    case scrapeIntervalDiffers = "scrape-interval-differs"
    /// A latency target between two buckets.
    case targetBetweenBuckets = "target-between-buckets"
    /// A latency target above every bucket.
    case targetAboveBuckets = "target-above-buckets"
    /// A gate that could not be judged now.
    case gateUndecided = "gate-undecided"
    /// Less traffic than a gate needs.
    case tooLittleTraffic = "too-little-traffic"
    /// A query that takes long.
    case querySlow = "query-slow"
    /// A query that reads many series.
    case manySeries = "many-series"
}

extension DiagnosticID {
    /// How bad it is; the same wherever it is found.
    public var severity: Diagnostic.Severity {
        switch self {
        case .invalid, .burnRateCannotFire, .spikesCannotFire, .marginCannotFail, .baselineMissingAt100, .queryRejected:
            .error
        case .rollbackBeforeStop, .fixedRange, .missingDataPasses, .eventsNeverSeen:
            .info
        default:
            .warning
        }
    }

    /// What it means, in one line for a list: lower case, no full stop.
    public var summary: String {
        switch self {
        case .invalid: "the file is not what the reference says"
        case .burnRateCannotFire: "the burn rate is out of reach of the objective, so the stop rule can never fire"
        case .spikesCannotFire: "so many spikes do not fit into the time they are counted in"
        case .marginCannotFail: "no ratio can leave the margin, so the gate can never fail"
        case .baselineMissingAt100: "nothing runs beside the canary at 100 %, and no other baseline is named"
        case .queryWithoutTrack: "the query has no {{ track }}: it is about all traffic, not about the canary"
        case .rangeShorterThanInterval: "what happens between two ranges is never looked at"
        case .tlsTurnsAway: "the TLS settings turn everybody away"
        case .minEventsTooFew: "a single event is more than the limit allows at so few events"
        case .forTooShort: "one bad moment is enough to take the rollout back"
        case .rollbackBeforeStop: "the gate takes the rollout back before the breach has lasted long enough to stop it"
        case .rangeLongerThanWindow: "the range is longer than the stage it is looked at in"
        case .windowTooShort: "the window is over before anything can be proven in it"
        case .stopAfterWindow: "the stop rule cannot fire before the window ends"
        case .breachNotJudged: "the stop rule rests on gates that are not judged at this stage"
        case .stageWithoutGates: "no gate is judged at the stage, so it is never green and never left upwards"
        case .approvalNobodyCanGive: "nobody can give the approval that a stage asks for"
        case .approvalExpiresTooSoon: "an approval may expire before the evaluation that would use it"
        case .queryDivides: "a division hides whether there were no events or no data"
        case .queryCompares: "a comparison without bool drops healthy series, as if there were no data"
        case .queryFillsGaps: "where there is no data the query says 0, and a gate takes that for a measurement"
        case .rangeTooShort: "the range holds fewer than two samples, so a rate over it is mostly empty"
        case .fixedRange: "the range is not {{ over }}: it looks back past the entry into the stage"
        case .histogramQuantile: "a quantile that the source computes cannot exceed its largest bucket"
        case .targetUnit: "the latency target and the histogram seem to have different units"
        case .annotationDisplaced: "the annotation is overwritten by the product's own"
        case .missingDataPasses: "missing or broken evidence counts as a pass"
        case .alertToNobody: "the alert is routed to a receiver that tells nobody"
        case .alertToDefault: "no route is about the alert, so only the default receiver hears of it"
        case .ignoreWithoutReason: "a comment switches lint off and does not say why"
        case .ignoreWithoutEffect: "a comment switches off what is not there"
        case .queryRejected: "the source refuses the query"
        case .queryFailed: "the source could not be asked"
        case .metricUnknown: "the source has no such metric"
        case .labelUnknown: "no series of the metric has such a label"
        case .selectorMatchesNothing: "no series matches the selector"
        case .eventsNeverSeen: "such events were never counted; none is taken for none as long as there is a total"
        case .scrapeIntervalDiffers: "samples come in another rhythm than scrape_interval says"
        case .targetBetweenBuckets: "the latency target lies between two buckets, where a quantile is a guess"
        case .targetAboveBuckets: "the latency target is above every bucket, so the gate can never fail"
        case .gateUndecided: "the gate could not be judged on the baseline as it is now"
        case .tooLittleTraffic: "there is less traffic than the gate needs"
        case .querySlow: "the query takes long for what is asked at every evaluation"
        case .manySeries: "the query reads more series than one answer may have"
        }
    }
}
