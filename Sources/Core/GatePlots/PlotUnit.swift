public import GateModel

/// How the values of a plot are written.
public enum PlotUnit: String, CaseIterable, Sendable {
    /// A ratio, in percent.
    case ratio
    /// Seconds.
    case seconds
    /// Whatever the query returns.
    case number

    /// The value with its unit.
    public func text(_ value: Double, digits: Int = 6) -> String {
        switch self {
        case .ratio: NumberText.percent(value, digits: digits)
        case .seconds: NumberText.number(value, digits: digits) + " s"
        case .number: NumberText.number(value, digits: digits)
        }
    }

    /// The limit with the sign of its comparison: `≤ 0.3 s`.
    public func limit(_ comparison: String, _ value: Double) -> String {
        let signs = ["<=": "≤", ">=": "≥", "==": "=", "!=": "≠"]
        return "\(signs[comparison] ?? comparison) \(text(value))"
    }

    /// The measured value with its unit; what is no ordinary number as Prometheus writes it.
    public func text(_ value: SampleValue, digits: Int = 6) -> String {
        value.finite.map { text($0, digits: digits) } ?? value.description
    }
}
