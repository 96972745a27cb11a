public import GateAnalysis
public import GateModel
import GateRules
import GateStatistics

extension API.Explanation {
    /// The explanation as the API says it.
    ///
    /// - Parameters:
    ///   - explanation: What was found out.
    ///   - subject: Only this gate or stop rule; all when it is `nil`.
    ///   - curl: The command that asks a query by hand; `nil` where nobody knows whom to ask.
    public init(_ explanation: RolloutExplanation, of subject: String? = nil, curl: (Query) -> String?) {
        let (rule, context) = (explanation.rule, explanation.context)
        func explained(_ subjects: [SubjectExplanation]) -> [API.ExplainedSubject] {
            subjects.filter { subject == nil || $0.name == subject }
                .map { API.ExplainedSubject($0, explanation.statistics, curl: curl) }
        }
        self.init(
            rollout: rule.name, stage: context.stage.name, weight: context.stage.weight.percent,
            window: context.stage.window.description, interval: rule.interval.description,
            gridOffset: rule.grid.offset.description, queryOffset: rule.queryOffset.description,
            queryTimeout: rule.queryTimeout.description, tolerance: rule.tolerance.description,
            enteredAt: context.stageEnteredAt.description, evaluatedAt: explanation.at.description,
            dataAsOf: (explanation.at - rule.queryOffset).description,
            nextEvaluationAt: rule.grid.next(after: explanation.at).description, gates: explained(explanation.gates),
            stopRules: explained(explanation.stopRules))
    }
}

extension API.ExplainedSubject {
    init(_ subject: SubjectExplanation, _ statistics: Explanation, curl: (Query) -> String?) {
        let (kind, description) =
            switch subject.condition {
            case .gate(let gate): (gate.kind.name, gate.description)
            case .stopRule(let stopRule): (stopRule.kind.name, stopRule.description)
            }
        let name = subject.name
        self.init(
            name: name, kind: kind, description: description, condition: subject.sentence, range: subject.range,
            askedEvery: subject.pace?.description,
            queries: subject.queries.map { API.ExplainedQuery($0, curl) },
            first: subject.first.map { first in
                API.ExplainedFirst(
                    at: first.at.description, queries: first.queries.map { API.ExplainedQuery($0, curl) })
            },
            answers: subject.answers.map(API.ExplainedAnswer.init), watchedBy: subject.watchedBy,
            limits: subject.limits, collecting: subject.isCollecting, problem: subject.problem,
            confidence: statistics.confidence.first { $0.gate == name }.map(API.ExplainedConfidence.init),
            burnRate: statistics.burnRates.first { $0.stopRule == name }.map(API.ExplainedBurnRate.init),
            spikes: statistics.spikes.first { $0.stopRule == name }.map(API.ExplainedSpikes.init))
    }
}

extension API.ExplainedQuery {
    fileprivate init(_ query: Query, _ curl: (Query) -> String?) {
        self.init(
            name: query.name, expression: query.expression, time: query.time.description, curl: curl(query))
    }
}

extension API.ExplainedAnswer {
    fileprivate init(_ answer: AnswerExplanation) {
        self.init(
            reasons: answer.reasons, verdict: answer.outcome, key: answer.policy?.key,
            policy: answer.policy?.policy.rawValue, effect: answer.effect)
    }
}

/// Without the digits that come from taking a decimal from 1.
private func rounded(_ value: Double) -> Double { (value * 1e12).rounded() / 1e12 }

extension API.ExplainedConfidence {
    fileprivate init(_ gate: ConfidenceExplanation) {
        let (undecided, extendTo): (String, String?) =
            switch gate.undecided {
            case .hold: ("hold", nil)
            case .extend(let limit): ("extend", limit.description)
            case .promote: ("promote", nil)
            }
        self.init(
            level: gate.level, alpha: rounded(gate.alpha), alphaHere: rounded(gate.alpha / Double(gate.tests)),
            limit: Limit(
                events: gate.limit.events, baselineFactor: rounded(gate.limit.boundary.rho0),
                offset: rounded(gate.limit.boundary.delta0), worse: gate.limit.worse.rawValue),
            counting: gate.counting.rawValue, range: gate.range?.description, inflation: gate.inflation,
            tests: gate.tests, failThresholdNats: gate.failThreshold, passThresholdNats: gate.passThreshold,
            horizonStrata: gate.horizon, warmUp: gate.warmUp.description, history: gate.history.description,
            historyBlock: gate.historyBlock?.description,
            tenantMix: gate.tenantMix.map {
                TenantMix(canary: $0.canary, others: $0.others, period: $0.period.description)
            }, undecided: undecided, extendTo: extendTo)
    }
}

extension API.ExplainedBurnRate {
    fileprivate init(_ rule: BurnRateExplanation) {
        self.init(
            factor: rounded(rule.factor), errorRatio: rounded(rule.errorRatio),
            confidence: BurnRateExplanation.confidence,
            outages: rule.outages.map {
                Outage(errorRatio: $0.errorRatio, detection: $0.detection?.description, reset: $0.reset?.description)
            })
    }
}

extension API.ExplainedSpikes {
    fileprivate init(_ rule: SpikesExplanation) {
        self.init(
            hotTail: rule.hotTail, minBad: rule.minBad, minEvents: rule.minEvents, evaluations: rule.evaluations,
            falseAlarmBound: rule.falseAlarmBound)
    }
}
