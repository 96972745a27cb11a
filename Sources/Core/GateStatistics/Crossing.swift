/// Where a function that falls on the way from one value to another becomes negative.
struct Crossing {
    /// The way, on a logarithmic scale where values are.
    private let start: Double
    private let end: Double
    /// A value at which it is known to be negative, if one is known.
    private let hint: Double?
    private let isScale: Bool

    /// - Parameters:
    ///   - start: Where the function is not negative, if it is so anywhere.
    ///   - end: Where it is negative.
    ///   - hint: A value at which it is negative and behind which the crossing is not far; ignored outside of the way.
    ///   - isScale: Whether the values are positive and only their ratios mean anything.
    init(from start: Double, to end: Double, near hint: Double?, isScale: Bool) {
        func place(_ value: Double) -> Double { isScale ? ElementaryFunctions.log(value) : value }
        self.start = place(start)
        self.end = place(end)
        self.isScale = isScale
        self.hint = hint.map(place).flatMap { hint in
            hint > min(place(start), place(end)) && hint < max(place(start), place(end)) ? hint : nil
        }
    }

    /// Finds the last value that is not negative.
    ///
    /// - Parameter function: Falls from the start to the end.
    /// - Returns: The value, exact to some thirteen digits; `nil` when the function is negative at the start.
    func find(_ function: (Double) -> Double) -> Double? {
        func height(_ place: Double) -> Double { function(value(at: place)) }
        var inside = (place: start, height: height(start))
        guard inside.height >= 0 else { return nil }
        var outside = (place: end, height: -inside.height)
        bracket(&inside, &outside, height)
        for _ in 0..<100 {
            let width = abs(outside.place - inside.place)
            if width <= Self.precision * max(1, abs(inside.place)) { break }
            // The secant is fast where the function is nearly straight; the middle makes sure that the end comes.
            let share = inside.height / (inside.height - outside.height)
            let secant = inside.place + (outside.place - inside.place) * min(0.99, max(0.01, share))
            narrow(&inside, &outside, at: secant, height)
            if abs(outside.place - inside.place) > width / 2 {
                narrow(&inside, &outside, at: (inside.place + outside.place) / 2, height)
            }
        }
        return value(at: inside.place)
    }

    private static let precision = 1e-14

    private func value(at place: Double) -> Double { isScale ? ElementaryFunctions.exp(place) : place }

    /// Goes from the hint towards the start in growing steps until the crossing lies between two of them.
    private func bracket(
        _ inside: inout (place: Double, height: Double), _ outside: inout (place: Double, height: Double),
        _ height: (Double) -> Double
    ) {
        guard let hint else { return }
        var step = isScale ? 0.1 : 0.01
        outside = (hint, height(hint))
        guard outside.height < 0 else {
            inside = outside
            outside = (end, -inside.height)
            return
        }
        while step < abs(hint - start) {
            let next = start < hint ? hint - step : hint + step
            let reached = (place: next, height: height(next))
            if reached.height >= 0 {
                inside = reached
                return
            }
            outside = reached
            step *= 4
        }
    }

    private func narrow(
        _ inside: inout (place: Double, height: Double), _ outside: inout (place: Double, height: Double),
        at place: Double, _ height: (Double) -> Double
    ) {
        let reached = (place: place, height: height(place))
        if reached.height >= 0 { inside = reached } else { outside = reached }
    }
}
