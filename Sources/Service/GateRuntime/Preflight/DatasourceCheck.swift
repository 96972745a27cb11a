import GateAnalysis
import GateModel
import GateRules

/// Asks everything a rule will ever ask, before there is a canary to ask about.
struct DatasourceCheck: Sendable {
    /// A query with what it is for.
    struct Item: Equatable {
        /// `gate availability, total`.
        let name: String
        /// The query, or why there is none.
        let query: Result<Query, Unplanned>
        /// Why an answer without series is good enough; `nil` when it is not.
        let excuse: String?
    }

    /// Why a query could not be made.
    struct Unplanned: Error, Equatable {
        let problem: String
    }

    let surroundings: Surroundings

    /// Asks, and says what came back.
    func run(_ rule: RolloutRule, trace: TraceID) async -> PreflightCheck {
        let now = surroundings.time.now()
        let items = Self.items(of: rule, at: rule.grid.last(notAfter: now))
        let queries = items.compactMap { try? $0.query.get() }  // what could not be planned is not asked, and fails
        // All at once is more than an evaluation asks, which has one timeout for all of its queries.
        let answers = await Evaluator(surroundings: surroundings)
            .ask(queries, by: now + rule.queryTimeout * 3, trace: trace)
        return Self.finding(items, answers.mapValues(\.outcome), rule)
    }

    /// What came back, against what has to.
    static func finding(_ items: [Item], _ answers: [Query: QueryOutcome], _ rule: RolloutRule) -> PreflightCheck {
        var failures: [String] = []
        var remarks: [String] = []
        for item in items {
            switch item.query {
            case .failure(let error): failures.append("\(item.name): \(error.problem)")
            case .success(let query):
                guard let trouble = trouble(answers[query]) else { continue }
                if let excuse = item.excuse, trouble == noData {
                    remarks.append("\(item.name): no series, \(excuse)")
                } else {
                    failures.append("\(item.name): \(trouble), try: \(query.expression) at \(query.time)")
                }
            }
        }
        let count = items.count - failures.count - remarks.count
        let summary = "\(count) of \(items.count) queries returned data"
        let failure =
            items.isEmpty
            ? "the rule asks nothing"
            : failures.isEmpty
                ? nil : "\(failures.count) of \(items.count) queries: " + failures.joined(separator: "; ")
        return PreflightCheck(.datasource, ruleDigest: rule.digest, failure: failure, evidence: [summary] + remarks)
    }

    private static let noData = "no data"

    /// What is wrong with an answer; `nil` when nothing is.
    private static func trouble(_ outcome: QueryOutcome?) -> String? {
        switch outcome {
        case nil: "it was not asked"
        case .failed(let failure): failure.message
        case .answered(let result) where result.isPartial: "the answer is partial"
        case .answered(let result): result.hasData ? nil : noData
        }
    }

    /// Every query of every stage, each once.
    ///
    /// There is no canary yet, so the canary's queries are asked of the baseline: the same metrics under other labels. What
    /// depends on the revision cannot be asked of anything that runs; it only has to be understood.
    static func items(of rule: RolloutRule, at point: Timestamp) -> [Item] {
        var proxy = rule
        proxy.tracks.canary = rule.tracks.baseline
        var seen: Set<Query> = []
        var items: [Item] = []
        for stage in rule.stages {
            let plan = plan(proxy, stage, at: point, revision: "v1")
            let common = plan.queries(sharedWith: Self.plan(proxy, stage, at: point, revision: "v2"))
            for subject in plan.gates + plan.stopRules {
                if let problem = subject.problem {
                    items.append(
                        Item(name: subject.title, query: .failure(Unplanned(problem: problem)), excuse: nil))
                }
                for query in subject.queries where seen.insert(query).inserted {
                    let excuse = common.contains(query) ? subject.excuse(for: query) : "it asks about the revision"
                    items.append(
                        Item(name: "\(subject.title), \(query.name)", query: .success(query), excuse: excuse))
                }
            }
        }
        return items
    }

    /// The plan of an evaluation in the middle of a stage.
    private static func plan(
        _ rule: RolloutRule, _ stage: Stage, at point: Timestamp, revision: String
    ) -> QueryPlan {
        let entered = point - max(.hours(1), rule.interval * 4)
        return Planner.plan(rule, PlanContext(revision: revision, stage: stage, stageEnteredAt: entered), at: point)
    }
}

extension QueryPlan {
    /// The queries this plan shares with another.
    fileprivate func queries(sharedWith other: QueryPlan) -> Set<Query> { Set(queries).intersection(other.queries) }
}

extension QueryPlan.Subject {
    fileprivate var title: String {
        switch condition {
        case .gate(let gate): "gate \(gate.name)"
        case .stopRule(let stopRule): "stop rule \(stopRule.name)"
        }
    }

    /// Why it is all right for a query to return nothing; `nil` when it is not.
    fileprivate func excuse(for query: Query) -> String? {
        if historyQueries.contains(query) { return "there is no history to judge the noise by yet" }
        if query.isPart { return "which counts as 0 beside a total that has data" }
        if case .stopRule = condition, query.selectsAlerts { return "which is what no firing alert looks like" }
        return nil
    }
}

extension Query {
    /// Whether it counts a part of something: where nothing of the kind ever happened there is no series of it.
    fileprivate var isPart: Bool { name.hasSuffix("bad") || name.hasSuffix("numerator") }

    /// Whether it asks for Prometheus's own series of alerts, which exist only while one is pending or fires.
    ///
    /// - Source: prometheus/prometheus documentation, "Alerting rules", the time series `ALERTS`.
    fileprivate var selectsAlerts: Bool {
        expression.contains("ALERTS{") || expression.hasPrefix("ALERTS ") || expression.contains("(ALERTS)")
    }
}

extension QueryResult {
    /// Whether anything came back.
    fileprivate var hasData: Bool { ranges.map { !$0.isEmpty } ?? !samples.isEmpty }
}
