public import GateModel

extension QueryOutcome {
    /// An answer of one series without labels.
    public static func value(_ value: Double) -> QueryOutcome { .series([Sample(value)]) }

    /// An answer without series.
    public static var empty: QueryOutcome { .series([]) }

    /// An answer of these series.
    public static func series(
        _ samples: [Sample], warnings: [String] = [], isPartial: Bool = false
    ) -> QueryOutcome {
        .answered(QueryResult(samples: samples, warnings: warnings, isPartial: isPartial))
    }

    /// An answer of one series a value of one label, in the order of the values.
    public static func by(_ label: String, _ values: KeyValuePairs<String, Double>) -> QueryOutcome {
        .series(values.map { Sample(labels: Labels([(label, $0.key)]), $0.value) })
    }

    /// A classic histogram: cumulative counts by upper edge.
    public static func buckets(_ counts: KeyValuePairs<String, Double>) -> QueryOutcome {
        .series(Sample.buckets(counts))
    }

    /// A query that failed.
    public static func failure(_ reason: Reason, _ message: String = "no answer") -> QueryOutcome {
        .failed(QueryFailure(reason: reason, message: message))
    }
}

extension Sample {
    /// A classic histogram: cumulative counts by upper edge.
    public static func buckets(_ counts: KeyValuePairs<String, Double>, labels: Labels = [:]) -> [Sample] {
        counts.map { Sample(labels: labels.merging(Labels([("le", $0.key)])), $0.value) }
    }

    /// A native histogram of buckets of their own counts.
    public static func native(
        count: Double, _ buckets: [(lower: Double, upper: Double, count: Double)], labels: Labels = [:]
    ) -> Sample {
        Sample(
            labels: labels,
            content: .histogram(
                count: SampleValue(count),
                buckets: buckets.map {
                    HistogramBucket(
                        lower: SampleValue($0.lower), upper: SampleValue($0.upper), count: SampleValue($0.count))
                }))
    }
}

extension [Query] {
    /// What came back, by the queries' names; a query without one stays unanswered.
    public func answered(_ outcomes: [String: QueryOutcome]) -> [Query: QueryOutcome] {
        var answers: [Query: QueryOutcome] = [:]
        for query in self { answers[query] = outcomes[query.name] }
        return answers
    }
}
