public import GateModel
import GateRules

/// A range selector such as `requests_total{code="500"}[5m15s]` taken apart.
public struct RangeText: Equatable, Sendable {
    /// The selector without its range.
    public let selector: String
    /// The range.
    public let range: TimeSpan

    /// Reads a text; `nil` for everything but a bare selector with a range.
    public init?(_ expression: String) {
        guard expression.utf8.last == UInt8(ascii: "]"), let bracket = expression.lastIndex(of: "[") else { return nil }
        let duration = expression[expression.index(after: bracket)...].dropLast()
        let selector = String(expression[..<bracket])
        guard let range = TimeSpan(prometheusDuration: String(duration)), CounterSelector.isBare(selector) else {
            return nil
        }
        self.selector = selector
        self.range = range
    }
}
