/// What counts say about a limit.
public enum Proof: String, Codable, CaseIterable, Sendable {
    /// The event probability is within the limit.
    case proven
    /// The event probability is beyond the limit.
    case refuted
    /// Too little is known for either.
    case unknown

    /// What one look says: holds the exact bounds of the event probability against what the objective allows.
    ///
    /// - Parameters:
    ///   - bad: Bad events of all.
    ///   - objective: Share of good events wanted, 0 to 1.
    ///   - alpha: Probability of a wrong `proven`, and of a wrong `refuted`, at most.
    /// - Source: C. Clopper and E. Pearson, Biometrika 26 (1934).
    public init(bad: Binomial, objective: Double, alpha: Double) {
        let budget = 1 - objective
        if bad.upperBound(alpha: alpha) <= budget {
            self = .proven
        } else if bad.lowerBound(alpha: alpha) > budget {
            self = .refuted
        } else {
            self = .unknown
        }
    }

    /// How many events prove an objective at one look when so many of them are bad.
    ///
    /// - Parameters:
    ///   - objective: Share of good events wanted, 0 to 1.
    ///   - bad: Bad events among them.
    ///   - alpha: Probability of a wrong proof, at most, above 0.
    /// - Returns: The smallest number of events; `nil` when an objective of 1 can't be proven or 10¹⁵ events are not enough.
    public static func eventsNeeded(objective: Double, bad: Double = 0, alpha: Double) -> Double? {
        let budget = 1 - objective
        guard budget > 0, alpha > 0, bad >= 0, bad < SmallestCount.limit else { return nil }
        return SmallestCount.above(bad.rounded(.up)) { events in
            events > bad && Binomial.lowerTail(bad, of: events, probability: budget) <= alpha
        }
    }
}
