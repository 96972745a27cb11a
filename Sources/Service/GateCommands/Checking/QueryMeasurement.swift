import GateModel

/// What one query of a rule asks of the source.
struct QueryMeasurement: Encodable {
    /// `rollout/gate`.
    let subject: String
    /// The query's name within its gate: `bad`, `total`.
    let name: String
    /// How many series its selectors match; `nil` where that is not known.
    let matched: Double?
    /// How many series it answers with; `nil` when it failed.
    let answered: Int?
    /// The distance between two samples in seconds; `nil` where that is not known.
    let scrapeSeconds: Double?
    /// How long the answer took in seconds.
    let seconds: Double

    private enum CodingKeys: String, CodingKey {
        case subject, name, matched, answered, seconds
        case scrapeSeconds = "scrape_seconds"
    }

    /// `2 of 40`: answered of matched.
    var series: String {
        let of = matched.map { " of \(NumberText.count($0))" } ?? ""
        return answered.map { "\($0)\(of)" } ?? "failed"
    }

    /// `15s`.
    var samplesEvery: String { scrapeSeconds.map { "\(NumberText.number($0, digits: 3))s" } ?? "?" }

    /// `12 ms`.
    var took: String { "\(NumberText.number(seconds * 1000, digits: 3)) ms" }
}
