import GateModel

/// The range of time of a plot, and the round moments that are named.
struct TimeAxis: Equatable {
    private static let mostTicks: Int64 = 5
    private static let day: Int64 = 86_400_000
    /// Distances between named moments, in milliseconds.
    private static let steps: [Int64] =
        [1, 5, 15, 30].map { $0 * 1000 } + [1, 2, 5, 10, 15, 30].map { $0 * 60_000 }
        + [1, 2, 3, 6, 12].map { $0 * 3_600_000 } + [1, 2, 3, 7, 14, 28, 91, 365].map { $0 * day }

    let from: Timestamp
    let through: Timestamp
    /// The named moments in UTC, ascending.
    let ticks: [Timestamp]
    private let step: Int64

    init(from: Timestamp, through: Timestamp) {
        self.from = from
        // A range without length is drawn as one second.
        self.through = max(through, from + .seconds(1))
        let span = (self.through - from).milliseconds
        let step = Self.steps.first { span / $0 < Self.mostTicks } ?? span / Self.mostTicks
        self.step = step
        let first = (from.milliseconds + step - 1) / step * step
        ticks = stride(from: first, through: self.through.milliseconds, by: Int64.Stride(step))
            .map(Timestamp.init(milliseconds:))
    }

    /// Where a moment lies between `from`, 0, and `through`, 1; moments outside lie at the edge.
    func share(of time: Timestamp) -> Double {
        min(max((time - from).seconds / (through - from).seconds, 0), 1)
    }

    /// A named moment, as exactly as the distance to the next asks for.
    func text(_ time: Timestamp) -> String {
        let text = time.description
        let date = text.dropFirst(5).prefix(5)
        if step >= Self.day { return String(date) }
        let clock = text.dropFirst(11).prefix(step < 60_000 ? 8 : 5)
        let isOneDay = (through - from).milliseconds <= Self.day
        return isOneDay ? String(clock) : "\(date) \(clock)"
    }
}
