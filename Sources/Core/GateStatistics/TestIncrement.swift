/// What one stratum adds to the logarithm of a bet against a boundary, for any tilt.
///
/// The bet on the tilt s multiplies by M(s) = e^(k·s) (1+θ·(eˢ−1))^−(k+l) e^(−δ0·nc·u), u = (1−θ)(eˢ−1)/(1+θ(eˢ−1)). On and below
/// the boundary its mean is at most 1 for s > 0, on and above it for s < 0, because 1+x ≤ eˣ; so the product over
/// strata stays below 1/α for ever with probability 1−α.
///
/// - Source: J. Ville (1939) for the bound; P. Grünwald et al., "Safe testing" (arXiv 1906.07801) and J. ter Schure et al., "The safe
///   logrank test" (arXiv 2011.06931) for the family; M. Lindon and A. Malek, "Anytime-valid inference for multinomial count data"
///   (arXiv 2011.03567) for its use on counts.
struct TestIncrement {
    private let canaryEvents: Double
    private let events: Double
    private let share: Double
    private let allowance: Double

    /// A stratum against a boundary.
    init(_ stratum: Stratum, _ boundary: Boundary) {
        canaryEvents = stratum.canaryEvents
        events = stratum.canaryEvents + stratum.baselineEvents
        share = boundary.share(canaryTotal: stratum.canaryTotal, baselineTotal: stratum.baselineTotal)
        allowance = boundary.delta0 * stratum.canaryTotal * (1 - share)
    }

    /// The mean stratum of one canary trial at given event probabilities, `allocation` of them for one of the baseline.
    init(canaryRate: Double, baselineRate: Double, allocation: Double, _ boundary: Boundary) {
        canaryEvents = canaryRate
        share = boundary.share(canaryTotal: allocation, baselineTotal: 1)
        events = canaryRate + (share > 0 ? baselineRate / allocation : 0)
        allowance = boundary.delta0 * (1 - share)
    }

    /// log M of a tilt whose expm1 is known.
    func logarithm(tilt: Double, expm1: Double) -> Double {
        let shared = share * expm1
        return canaryEvents * tilt - events * ElementaryFunctions.log1p(shared) - allowance * expm1 / (1 + shared)
    }

    /// log M of any tilt.
    func logarithm(tilt: Double) -> Double {
        logarithm(tilt: tilt, expm1: ElementaryFunctions.expm1(tilt))
    }
}
