import GateModel
import GateStatistics

extension DecisionForecast {
    /// What an operator wants to know, rounded to two digits.
    ///
    /// - Parameter rate: Canary trials a second now.
    /// - Returns: `needs about 7 800 more canary requests: 1 h 48 min at the present rate`, or that it will not decide.
    func text(at rate: Double) -> String {
        let seconds = seconds(at: rate)
        guard seconds <= Self.longestSeconds else { return "will not decide at the present rate" }
        let trials = max(1, canaryTrials)
        let noun = trials.rounded() == 1 ? "request" : "requests"
        return "needs about \(NumberText.number(trials, digits: 2)) more canary \(noun): "
            + "\(Self.duration(seconds)) at the present rate"
    }

    /// A year: what takes longer will not be waited for.
    private static let longestSeconds = 365 * 86_400.0

    /// A time in its two largest units: `45 s`, `12 min`, `1 h 48 min`, `2 d 3 h`.
    private static func duration(_ seconds: Double) -> String {
        if seconds < 59.5 { return "\(NumberText.number(max(1, seconds.rounded()))) s" }
        let minutes = (seconds / 60).rounded()
        if minutes < 60 { return "\(NumberText.number(minutes)) min" }
        if minutes < 48 * 60 { return pair(minutes, 60, "h", "min") }
        return pair((seconds / 3600).rounded(), 24, "d", "h")
    }

    private static func pair(_ small: Double, _ size: Double, _ largeUnit: String, _ smallUnit: String) -> String {
        let large = (small / size).rounded(.down)
        let rest = small - large * size
        return "\(NumberText.number(large)) \(largeUnit)" + (rest > 0 ? " \(NumberText.number(rest)) \(smallUnit)" : "")
    }
}
