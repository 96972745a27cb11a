import GateModel

/// Where things lie in a plot, in units of its view box.
///
/// The box is so narrow that its text can still be read where it is scaled down to a phone.
struct PlotFrame {
    static let width = 480.0
    static let height = 220.0
    /// The field of values.
    static let left = 72.0
    static let right = 470.0
    static let top = 22.0
    static let bottom = 172.0
    /// The line of marks for evaluations without a value.
    static let rail = 184.0
    /// Base line of the names of moments.
    static let timeText = 208.0

    let times: TimeAxis
    let values: ValueAxis

    func x(_ time: Timestamp) -> Double {
        Self.left + times.share(of: time) * (Self.right - Self.left)
    }

    func y(_ value: Double) -> Double {
        Self.bottom - values.share(of: value) * (Self.bottom - Self.top)
    }

    /// A coordinate with one digit behind the point.
    static func text(_ coordinate: Double) -> String {
        // Coordinates lie in the view box; what could not be a whole number of tenths is drawn at its edge.
        guard let tenths = Int64(exactly: (coordinate * 10).rounded()) else { return "0" }
        let fraction = abs(tenths % 10)
        return (tenths < 0 ? "-" : "") + "\(abs(tenths) / 10)" + (fraction == 0 ? "" : ".\(fraction)")
    }

    /// A point of a path.
    static func text(_ x: Double, _ y: Double) -> String { "\(text(x)) \(text(y))" }
}
