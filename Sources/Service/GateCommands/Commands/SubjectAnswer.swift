import GateAnalysis
import GateModel
import GateRules
import GateStatistics

/// One gate or stop rule in the answer of `explain` for programs.
struct SubjectAnswer: Encodable {
    struct Question: Encodable {
        let name: String
        let expression: String
        let time: String
    }

    let name: String
    let queries: [Question]
    /// Left out where point values are compared.
    let confidence: ConfidenceAnswer?
    /// Left out for everything but burn rates.
    let burnRate: BurnRateAnswer?
    /// Left out for everything but spikes.
    let spikes: SpikesAnswer?

    enum CodingKeys: String, CodingKey {
        case name, queries, confidence, spikes
        case burnRate = "burn_rate"
    }

    init(_ subject: QueryPlan.Subject, _ explanation: Explanation) {
        name = subject.name
        queries = subject.queries.map {
            Question(name: $0.name, expression: $0.expression, time: $0.time.description)
        }
        let name = subject.name
        confidence = explanation.confidence.first { $0.gate == name }.map(ConfidenceAnswer.init)
        burnRate = explanation.burnRates.first { $0.stopRule == name }.map(BurnRateAnswer.init)
        spikes = explanation.spikes.first { $0.stopRule == name }.map(SpikesAnswer.init)
    }
}

/// Without the digits that come from taking a decimal from 1.
private func rounded(_ value: Double) -> Double { (value * 1e12).rounded() / 1e12 }

/// What the verdicts of a gate with confidence rest on, for programs.
struct ConfidenceAnswer: Encodable {
    struct Limit: Encodable {
        let events: String
        let baselineFactor: Double
        let offset: Double
        let worse: String

        enum CodingKeys: String, CodingKey {
            case events, offset, worse
            case baselineFactor = "baseline_factor"
        }
    }

    struct TenantMix: Encodable {
        let canary: String
        let others: String
        let period: String
    }

    let level: Double
    let limit: Limit
    let counting: String
    let range: String?
    let inflation: Double?
    let tests: Int
    let failThresholdNats: Double
    let passThresholdNats: Double
    let horizonStrata: Int
    let warmUp: String
    let history: String
    let historyBlock: String?
    let tenantMix: TenantMix?
    let undecided: String
    let extendTo: String?

    enum CodingKeys: String, CodingKey {
        case level, limit, counting, range, inflation, tests, history, undecided
        case failThresholdNats = "fail_threshold_nats"
        case passThresholdNats = "pass_threshold_nats"
        case horizonStrata = "horizon_strata"
        case warmUp = "warm_up"
        case historyBlock = "history_block"
        case tenantMix = "tenant_mix"
        case extendTo = "extend_to"
    }

    init(_ gate: ConfidenceExplanation) {
        level = gate.level
        limit = Limit(
            events: gate.limit.events, baselineFactor: rounded(gate.limit.boundary.rho0),
            offset: rounded(gate.limit.boundary.delta0), worse: gate.limit.worse.rawValue)
        counting = gate.counting.rawValue
        range = gate.range?.description
        inflation = gate.inflation
        tests = gate.tests
        failThresholdNats = gate.failThreshold
        passThresholdNats = gate.passThreshold
        horizonStrata = gate.horizon
        warmUp = gate.warmUp.description
        history = gate.history.description
        historyBlock = gate.historyBlock?.description
        tenantMix = gate.tenantMix.map {
            TenantMix(canary: $0.canary, others: $0.others, period: $0.period.description)
        }
        (undecided, extendTo) =
            switch gate.undecided {
            case .hold: ("hold", nil)
            case .extend(let limit): ("extend", limit.description)
            case .promote: ("promote", nil)
            }
    }
}

/// When a stop rule on a burn rate fires, for programs.
struct BurnRateAnswer: Encodable {
    struct Outage: Encodable {
        let errorRatio: Double
        let detection: String?
        let reset: String?

        enum CodingKeys: String, CodingKey {
            case detection, reset
            case errorRatio = "error_ratio"
        }
    }

    let factor: Double
    let errorRatio: Double
    let confidence: Double
    let outages: [Outage]

    enum CodingKeys: String, CodingKey {
        case factor, confidence, outages
        case errorRatio = "error_ratio"
    }

    init(_ rule: BurnRateExplanation) {
        factor = rounded(rule.factor)
        errorRatio = rounded(rule.errorRatio)
        confidence = BurnRateExplanation.confidence
        outages = rule.outages.map {
            Outage(errorRatio: $0.errorRatio, detection: $0.detection?.description, reset: $0.reset?.description)
        }
    }
}

/// When a stop rule on spikes fires, for programs.
struct SpikesAnswer: Encodable {
    let hotTail: Double
    let minBad: Double
    let minEvents: Double
    let evaluations: Int
    let falseAlarmBound: Double

    enum CodingKeys: String, CodingKey {
        case evaluations
        case hotTail = "hot_tail"
        case minBad = "min_bad"
        case minEvents = "min_events"
        case falseAlarmBound = "false_alarm_bound"
    }

    init(_ rule: SpikesExplanation) {
        hotTail = rule.hotTail
        minBad = rule.minBad
        minEvents = rule.minEvents
        evaluations = rule.evaluations
        falseAlarmBound = rule.falseAlarmBound
    }
}
