import GateModel
import GateRules

/// Why something could not be judged: evidence that is missing or broken, before any policy is applied.
struct Blindness: Error, Equatable {
    let reason: Reason
    /// What is missing or broken, for people.
    let detail: String

    init(_ reason: Reason, _ detail: String) {
        self.reason = reason
        self.detail = detail
    }
}

extension Blindness {
    /// A fixed order, worst first, so that which of several troubles is named does not depend on the order of an
    /// answer.
    static func isWorse(_ left: Blindness, _ right: Blindness) -> Bool {
        let policies = BlindnessPolicies()
        let badness = (policies.outcome(of: left.reason).badness, policies.outcome(of: right.reason).badness)
        if badness.0 != badness.1 { return badness.0 > badness.1 }
        if left.reason != right.reason { return left.reason.rawValue < right.reason.rawValue }
        return left.detail < right.detail
    }
}

extension Array {
    /// The values of all; throws the worst trouble when one has none.
    func all<Value>() throws(Blindness) -> [Value] where Element == Result<Value, Blindness> {
        var values: [Value] = []
        var troubles: [Blindness] = []
        for element in self {
            switch element {
            case .success(let value): values.append(value)
            case .failure(let blindness): troubles.append(blindness)
            }
        }
        if let worst = troubles.min(by: Blindness.isWorse) { throw worst }
        return values
    }
}

extension SampleValue {
    /// The number; special values are evidence that nothing may be computed with.
    func usable(as name: @autoclosure () -> String) throws(Blindness) -> Double {
        switch self {
        case .finite(let number): number
        case .notANumber: throw Blindness(.notANumber, "\(name()) is not a number")
        case .positiveInfinity, .negativeInfinity: throw Blindness(.infinite, "\(name()) is infinite")
        }
    }

    /// The number as a count of events.
    ///
    /// What a subtraction of equal counts leaves behind in floating point is 0; anything else below 0 is not a count.
    func usableCount(as name: @autoclosure () -> String) throws(Blindness) -> Double {
        let number = try usable(as: name())
        guard number > -1e-9 else {
            throw Blindness(.badResponse, "\(name()) is \(NumberText.number(number)), and a count cannot be negative")
        }
        return max(0, number)
    }
}

extension BlindnessPolicies {
    /// What a reason comes to under these policies.
    ///
    /// Only `within_threshold` passes by itself; every kind of missing evidence holds unless the rule says otherwise.
    func outcome(of reason: Reason) -> Outcome {
        switch reason {
        case .withinThreshold: .pass
        case .beyondThreshold: .fail
        case .notProven: .inconclusive
        case .noData, .tooFewEvents, .stale: onNoData.outcome(held: .inconclusive)
        case .notANumber, .infinite: onNaN.outcome(held: .inconclusive)
        case .partialData: onPartial.outcome(held: .inconclusive)
        case .tooManySeries, .queryRejected, .sourceUnavailable, .badResponse: onError.outcome(held: .error)
        }
    }
}

extension BlindnessPolicy {
    fileprivate func outcome(held: Outcome) -> Outcome {
        switch self {
        case .hold: held
        case .fail: .fail
        case .pass: .pass
        }
    }
}
