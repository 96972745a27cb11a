/// The regularised incomplete beta function I_x(a, b), the distribution function of the beta distribution.
///
/// - Source: continued fraction by the modified Lentz algorithm, W. Press et al., "Numerical Recipes" §6.4; the factor in front
///   by C. Loader, "Fast and accurate computation of binomial probabilities" (2000), which stays exact for 10⁹ trials.
struct IncompleteBeta {
    /// First shape, above 0.
    let a: Double
    /// Second shape, above 0.
    let b: Double

    /// I_x(a, b).
    func value(at x: Double) -> Double { tails(at: x).lower }

    /// 1 − I_x(a, b), exact when it is small.
    func complement(at x: Double) -> Double { tails(at: x).upper }

    /// The x at which I_x(a, b) is `probability`.
    func inverse(_ probability: Double) -> Double {
        if probability <= 0 { return 0 }
        if probability >= 1 { return 1 }
        return root { value(at: $0) - probability }
    }

    /// The x at which 1 − I_x(a, b) is `probability`.
    func inverseComplement(_ probability: Double) -> Double {
        if probability <= 0 { return 1 }
        if probability >= 1 { return 0 }
        return root { probability - complement(at: $0) }
    }

    private func tails(at x: Double) -> (lower: Double, upper: Double) {
        if x <= 0 { return (0, 1) }
        if x >= 1 { return (1, 0) }
        let front = density(at: x)
        if x * (a + b + 2) < a + 1 {
            let lower = front * Self.continuedFraction(a, b, x) / a
            return (lower, 1 - lower)
        }
        let upper = front * Self.continuedFraction(b, a, 1 - x) / b
        return (1 - upper, upper)
    }

    /// Where a function whose slope is the density crosses 0 upwards, by Newton steps kept inside a bracket that halves.
    private func root(_ excess: (Double) -> Double) -> Double {
        var low = 0.0
        var high = 1.0
        var x = a / (a + b)
        for _ in 0..<Self.maximumSteps {
            let error = excess(x)
            if error < 0 { low = x } else { high = x }
            let newton = x - error * x * (1 - x) / density(at: x)
            let next = newton > low && newton < high ? newton : Self.middle(low, high)
            if abs(next - x) <= Self.precision * x || next <= Double.leastNormalMagnitude { return next }
            x = next
        }
        return x
    }

    /// The mean of the ends, or of their logarithms where the answer may be tiny.
    private static func middle(_ low: Double, _ high: Double) -> Double {
        if low >= high / 4 { return (low + high) / 2 }
        return low > 0 ? (low * high).squareRoot() : high / 16
    }

    private static let precision = 1e-15
    private static let maximumSteps = 400

    /// x^a (1−x)^b / B(a, b).
    private func density(at x: Double) -> Double {
        let n = a + b
        let exponent =
            Self.stirlingError(n) - Self.stirlingError(a) - Self.stirlingError(b) - Self.deviance(a, n * x)
            - Self.deviance(b, n * (1 - x))
        return ElementaryFunctions.exp(exponent) * (a * b / (2 * Double.pi * n)).squareRoot()
    }

    /// What Stirling's formula leaves out of log Γ(n+1).
    private static func stirlingError(_ n: Double) -> Double {
        // The series needs a large argument; Γ(n+1) = Γ(n+1+m) / ((n+1)…(n+m)) leads there.
        guard n < 16 else {
            let square = n * n
            return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / (1188 * square)) / square) / square) / square) / n
        }
        var shifted = n
        var product = 1.0
        while shifted < 16 {
            shifted += 1
            product *= shifted
        }
        let logGamma =
            (shifted + 0.5) * ElementaryFunctions.log(shifted) - shifted + stirlingError(shifted)
            - ElementaryFunctions.log(product)
        return logGamma - (n + 0.5) * ElementaryFunctions.log(n) + n
    }

    /// x log(x/mean) + mean − x without cancellation.
    private static func deviance(_ x: Double, _ mean: Double) -> Double {
        guard abs(x - mean) < 0.1 * (x + mean) else { return x * ElementaryFunctions.log(x / mean) + mean - x }
        let v = (x - mean) / (x + mean)
        var sum = (x - mean) * v
        var term = 2 * x * v
        var odd = 1.0
        while odd < 1000 {
            term *= v * v
            odd += 2
            let next = sum + term / odd
            if next == sum { break }
            sum = next
        }
        return sum
    }

    private static func continuedFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
        let tiny = 1e-300
        func guarded(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
        var c = 1.0
        var d = 1 / guarded(1 - (a + b) * x / (a + 1))
        var result = d
        var m = 1.0
        // Needs about √(a+b) steps: 10⁵ are enough for 10⁹ trials.
        while m < 1e6 {
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / guarded(1 + even * d)
            c = guarded(1 + even / c)
            result *= d * c
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / guarded(1 + odd * d)
            c = guarded(1 + odd / c)
            result *= d * c
            if abs(d * c - 1) < 5e-16 { break }
            m += 1
        }
        return result
    }
}
