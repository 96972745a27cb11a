import GateModel

/// The values of the label `result` of `stagegate_queries_total`.
enum QueryResultLabel {
    /// Every value there can be.
    static let all =
        ["answered"]
        + [Reason.queryRejected, .sourceUnavailable, .badResponse, .tooManySeries].map(\.rawValue)

    /// The value for an outcome.
    static func value(of outcome: QueryOutcome) -> String {
        switch outcome {
        case .answered: "answered"
        case .failed(let failure): failure.reason.rawValue
        }
    }
}
