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
        var digits: [UInt8] = []
        write(coordinate, to: &digits)
        return String(decoding: digits, as: UTF8.self)
    }

    /// Writes a coordinate behind others: a page has ten thousands of them, so that none is a string of its own.
    static func write(_ coordinate: Double, to path: inout [UInt8]) {
        // Coordinates lie in the view box; what could not be a whole number of tenths is drawn at its edge.
        let tenths = Int64(exactly: (coordinate * 10).rounded()) ?? 0
        if tenths < 0 { path.append(UInt8(ascii: "-")) }
        let (whole, fraction) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
        if whole >= 1000 { path += String(whole / 1000).utf8 }
        for power in [100, 10, 1] as [UInt64] where whole >= power || power == 1 {
            path.append(digit(whole / power % 10))
        }
        if fraction != 0 { path += [UInt8(ascii: "."), digit(fraction)] }
    }

    private static func digit(_ value: UInt64) -> UInt8 { UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value) }

    /// A point of a path.
    static func text(_ x: Double, _ y: Double) -> String { "\(text(x)) \(text(y))" }
}
