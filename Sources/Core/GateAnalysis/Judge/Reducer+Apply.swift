import GateRules

extension Reducer {
    /// The one value of several, whatever their order; 0 for none.
    func apply(_ values: [Double]) -> Double {
        switch self {
        case .min: values.min() ?? 0
        case .max: values.max() ?? 0
        case .sum: values.orderedSum
        case .avg: values.isEmpty ? 0 : values.orderedSum / Double(values.count)
        }
    }
}

extension [Double] {
    /// The sum in ascending order with compensation, so that neither order nor rounding shows in it.
    ///
    /// - Source: A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", 1974;
    ///   Prometheus sums the same way (`prometheus/prometheus: promql/functions.go`).
    var orderedSum: Double {
        var sum = 0.0
        var compensation = 0.0
        for value in sorted() {
            let next = sum + value
            compensation += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
            sum = next
        }
        return sum.isFinite ? sum + compensation : sum
    }
}
