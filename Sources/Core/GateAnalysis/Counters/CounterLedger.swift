public import GateModel

/// What exact counting remembers from one grid point to the next.
///
/// Two ledgers that remember the same are equal and have the same text: everything in them is sorted.
///
/// - Source: `statistics.md` §6.3 (1).
public struct CounterLedger: Equatable, Codable, Sendable {
    /// What happened up to here is none of its business.
    public let start: Timestamp
    /// Where the counting has come to: what happened up to here has been counted.
    public let through: Timestamp
    /// The targets heard of lately.
    public let targets: [TargetSighting]
    /// The anchors of every counter by the counter's name.
    public let anchors: [String: [CounterAnchor]]

    /// A ledger that starts to count after this moment.
    public init(after start: Timestamp) {
        self.init(start: start, through: start, targets: [], anchors: [:])
    }

    /// Makes a ledger of sorted parts.
    init(start: Timestamp, through: Timestamp, targets: [TargetSighting], anchors: [String: [CounterAnchor]]) {
        self.start = start
        self.through = through
        self.targets = targets
        self.anchors = anchors
    }

    /// The range a query must select for the next count to miss nothing.
    ///
    /// - Parameters:
    ///   - end: Up to where it will count.
    ///   - scrape: How far apart the samples are.
    /// - Returns: Back to where the counting has come to, and some samples more: two for a series that was not seen the
    ///   last time, and as many as an instant selector looks back to find the first anchors.
    public func range(to end: Timestamp, scrape: TimeSpan) -> TimeSpan {
        let isFirst = targets.isEmpty && anchors.isEmpty
        return max(end - through, .zero) + max(scrape * 2, isFirst ? CounterForms.lookBack : .zero)
    }
}

/// How exact counting tells targets apart and how long it remembers.
public struct CounterPolicy: Equatable, Sendable {
    /// The labels that tell targets apart.
    ///
    /// - Source: Prometheus itself attaches these two to every series it scrapes.
    public static let defaultTargetLabels: Set<String> = ["job", "instance"]

    /// The labels that tell targets apart.
    public var targetLabels: Set<String>
    /// How long a target that is no longer heard of is remembered with its anchors.
    public var memory: TimeSpan
    /// How many anchors a ledger may hold.
    public var maxAnchors: Int

    /// Makes a policy.
    public init(
        targetLabels: Set<String> = defaultTargetLabels, memory: TimeSpan = .hours(1), maxAnchors: Int = 20_000
    ) {
        self.targetLabels = targetLabels
        self.memory = memory
        self.maxAnchors = maxAnchors
    }
}
