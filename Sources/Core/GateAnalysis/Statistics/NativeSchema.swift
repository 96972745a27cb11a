/// How fine the buckets of a native histogram are.
///
/// - Source: prometheus/docs, specification of native histograms: bases of 2^(2^−schema), schemas −4 to 8.
struct NativeSchema: Equatable {
    /// Each bucket's upper edge by its lower one.
    let base: Double

    /// A schema; `nil` for one that does not exist.
    init?(_ schema: Int) {
        guard (-4...8).contains(schema) else { return nil }
        var base = 2.0
        for _ in 0..<abs(schema) { base = schema < 0 ? base * base : base.squareRoot() }
        self.base = base
    }

    /// How wide a bucket is by its lower edge.
    var relativeWidth: Double { base - 1 }

    /// How far the geometric middle of a bucket is from its edges at most, by the lower edge.
    var relativeError: Double { base.squareRoot() - 1 }
}
