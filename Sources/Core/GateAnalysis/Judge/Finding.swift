import GateModel
import GateRules

/// What judging one series, or the one value several were reduced to, found, before any policy is applied.
struct Finding: Equatable {
    /// The labels the series is told apart by; empty where there is one value only.
    var labels: Labels = [:]
    var reason: Reason
    var value: SampleValue?
    var threshold: Double?
    /// How the value compares with the threshold when it passes.
    var comparison: Comparison
    /// Events the value rests on.
    var events: Double?
    /// The counts themselves where they are gathered to be compared with later.
    var counts: RatioCounts?
    /// What this evaluation adds to the evidence of a gate with confidence.
    var increment: EvidenceIncrement?
    /// How sure it is.
    var certainty: Certainty?
    /// What was measured against what, for people.
    var text: String

    /// A value held against its threshold; where one of the two is not finite nothing is decided.
    init(
        _ value: Double, _ comparison: Comparison, _ threshold: Double, holds: Bool, events: Double? = nil, text: String
    ) {
        if value.isFinite && threshold.isFinite {
            reason = holds ? .withinThreshold : .beyondThreshold
        } else {
            reason = value.isNaN || threshold.isNaN ? .notANumber : .infinite
        }
        self.value = SampleValue(value)
        self.threshold = threshold.isFinite ? threshold : nil
        self.comparison = comparison
        self.events = events
        self.text = text
    }

    /// Something that could not be judged.
    init(_ blindness: Blindness, comparison: Comparison) {
        reason = blindness.reason
        value = nil
        threshold = nil
        self.comparison = comparison
        events = nil
        text = blindness.detail
    }

    /// This finding for the series with these labels.
    func of(_ labels: Labels) -> Finding {
        var finding = self
        finding.labels = labels
        return finding
    }

    /// This finding with what was measured although it could not be judged.
    func measuring(_ value: SampleValue, against threshold: Double? = nil, events: Double? = nil) -> Finding {
        var finding = self
        finding.value = value
        finding.threshold = threshold
        finding.events = events
        return finding
    }

    /// This finding with a remark for people.
    func noting(_ remark: String) -> Finding {
        var finding = self
        finding.text += " (\(remark))"
        return finding
    }

    /// This finding with everything measured kept, but undecided for want of evidence.
    func undecided(_ blindness: Blindness) -> Finding {
        var finding = self
        finding.reason = blindness.reason
        finding.text = blindness.detail
        return finding
    }

    /// Distance from the threshold, positive on the good side; rounding never turns the sign of a decided value.
    var margin: Double? {
        guard let value = value?.finite, let threshold else { return nil }
        let distance =
            switch comparison {
            case .less, .atMost: threshold - value
            case .greater, .atLeast: value - threshold
            case .equal: -abs(value - threshold)
            case .notEqual: abs(value - threshold)
            }
        guard distance.isFinite else { return nil }
        switch reason {
        case .withinThreshold: return max(0, distance)
        case .beyondThreshold: return min(0, distance)
        default: return distance
        }
    }

    /// This finding on answers of which the source said that parts are missing.
    ///
    /// Under the policy `pass` what there is is judged as if it were all: what is beyond the threshold stays so.
    func onPartialData(_ policy: BlindnessPolicy) -> Finding {
        guard BlindnessPolicies().outcome(of: reason) != .error else { return self }
        guard policy != .pass || reason == .withinThreshold else { return self }
        var finding = self
        finding.reason = .partialData
        finding.text += "; the source said that parts of the data are missing"
        return finding
    }
}

extension Comparison {
    /// Whether the comparison holds for numbers that were computed: what differs by rounding alone counts as equal.
    ///
    /// 0.3 of a second read from a bucket may come out as 0.30000000000000004; nobody means that by a breach.
    func holdsUpToRounding(_ left: Double, _ right: Double) -> Bool {
        let isEqual = abs(left - right) <= 1e-12 * max(abs(left), abs(right))
        switch self {
        case .atMost, .atLeast, .equal: return isEqual || holds(left, right)
        case .less, .greater, .notEqual: return !isEqual && holds(left, right)
        }
    }

    /// The comparison that holds exactly when this one does not.
    var negated: Comparison {
        switch self {
        case .less: .atLeast
        case .atMost: .greater
        case .greater: .atMost
        case .atLeast: .less
        case .equal: .notEqual
        case .notEqual: .equal
        }
    }
}
