/// Several tests at once, by their evidence in nats; they may depend on each other in any way.
public enum Multiplicity {
    /// The evidence one of several tests needs so that together they are wrong with probability α at most.
    ///
    /// - Parameters:
    ///   - alpha: Probability of any wrong rejection, at most.
    ///   - tests: How many tests share it, gates times stages.
    /// - Returns: ln(tests / α) in nats.
    /// - Source: C. Bonferroni (1936).
    public static func threshold(alpha: Double, tests: Int) -> Double {
        ElementaryFunctions.log(Double(max(1, tests)) / alpha)
    }

    /// Which tests reject so that any of them is wrong with probability α at most.
    ///
    /// - Parameters:
    ///   - logEvidence: Evidence of every test.
    ///   - alpha: Probability of any wrong rejection, at most.
    /// - Returns: One answer for every test, in their order.
    /// - Source: S. Holm, Scandinavian Journal of Statistics 6 (1979), on p = 1/E.
    public static func holm(_ logEvidence: [Double], alpha: Double) -> [Bool] {
        let order = strongestFirst(logEvidence)
        let rejected = order.enumerated().prefix { rank, index in
            logEvidence[index] >= threshold(alpha: alpha, tests: order.count - rank)
        }
        return answers(Set(rejected.map(\.element)), count: order.count)
    }

    /// Which tests reject so that the wrong ones among them are a share of α on average, at most.
    ///
    /// - Parameters:
    ///   - logEvidence: Evidence of every test.
    ///   - alpha: Expected share of wrong rejections, at most.
    /// - Returns: One answer for every test, in their order.
    /// - Source: R. Wang and A. Ramdas, "False discovery rate control with e-values" (arXiv 2009.02824).
    public static func falseDiscovery(_ logEvidence: [Double], alpha: Double) -> [Bool] {
        let order = strongestFirst(logEvidence)
        let needed = threshold(alpha: alpha, tests: order.count)
        let last = order.indices.last { rank in
            logEvidence[order[rank]] >= needed - ElementaryFunctions.log(Double(rank + 1))
        }
        return answers(Set(order.prefix((last ?? -1) + 1)), count: order.count)
    }

    /// The evidence that anything is wrong at all: the logarithm of the mean e-value.
    ///
    /// - Parameter logEvidence: Evidence of every test.
    /// - Returns: Nats, to be held against ln(1/α); 0 without tests.
    /// - Source: V. Vovk and R. Wang, "E-values: calibration, combination and applications" (arXiv 1912.06116).
    public static func global(_ logEvidence: [Double]) -> Double {
        guard let largest = logEvidence.max() else { return 0 }
        let sum = logEvidence.reduce(0) { $0 + ElementaryFunctions.exp($1 - largest) }
        return largest + ElementaryFunctions.log(sum / Double(logEvidence.count))
    }

    /// Indices by falling evidence; equal ones stay in their order.
    private static func strongestFirst(_ logEvidence: [Double]) -> [Int] {
        logEvidence.indices.sorted { (-logEvidence[$0], $0) < (-logEvidence[$1], $1) }
    }

    private static func answers(_ rejected: Set<Int>, count: Int) -> [Bool] {
        (0..<count).map(rejected.contains)
    }
}
