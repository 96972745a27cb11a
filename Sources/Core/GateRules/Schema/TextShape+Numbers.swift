/// Which shares a key takes, with 1 for all.
enum ShareRange {
    /// From nothing to all.
    case all
    /// The same without nothing.
    case aboveZero
    /// Neither nothing nor all.
    case open
    /// More than half, but not all.
    case aboveHalf
    /// Any above nothing; more than all only where it is written with `%`.
    case anyAboveZero

    /// Whether a share is in it.
    func contains(_ share: Double, isPercent: Bool) -> Bool {
        switch self {
        case .all: (0...1).contains(share)
        case .aboveZero: share > 0 && share <= 1
        case .open: share > 0 && share < 1
        case .aboveHalf: share > 0.5 && share < 1
        case .anyAboveZero: share > 0 && (isPercent || share <= 1)
        }
    }

    /// What a share has to be, as it ends the sentence `… must be`.
    var requirement: String {
        switch self {
        case .all: "between 0 % and 100 %"
        case .aboveZero: "above 0 % and at most 100 %"
        case .open: "above 0 % and below 100 %"
        case .aboveHalf: "above 50 % and below 100 %"
        case .anyAboveZero: "above 0, and written with % where it is more than 1"
        }
    }

    /// The same for texts and numbers.
    var shape: TextShape {
        TextShape(
            self == .all ? "ratio" : "ratio, \(requirement)", pattern: "^(\(percent)|\(fraction))$",
            bare: .number(number))
    }

    private var number: NumberShape {
        switch self {
        case .all: NumberShape(from: .including(0), to: .including(1))
        case .aboveZero, .anyAboveZero: NumberShape(from: .excluding(0), to: .including(1))
        case .open: NumberShape(from: .excluding(0), to: .excluding(1))
        case .aboveHalf: NumberShape(from: .excluding(0.5), to: .excluding(1))
        }
    }

    private var percent: String {
        let body =
            switch self {
            case .all: #"-0+(\.0+)?|\+?0*([0-9]{1,2}(\.[0-9]+)?|100(\.0+)?)"#
            case .aboveZero: #"(?=.*[1-9])\+?0*([0-9]{1,2}(\.[0-9]+)?|100(\.0+)?)"#
            case .open: #"(?=.*[1-9])\+?0*[0-9]{1,2}(\.[0-9]+)?"#
            case .aboveHalf: #"\+?0*(50\.0*[1-9][0-9]*|5[1-9](\.[0-9]+)?|[6-9][0-9](\.[0-9]+)?)"#
            case .anyAboveZero: #"(?=.*[1-9])\+?[0-9]+(\.[0-9]+)?"#
            }
        return "(\(body)) *%"
    }

    /// A share between quotes; a pattern cannot calculate, and of what has an exponent it takes everything.
    private var fraction: String {
        let body =
            switch self {
            case .all: #"-0+(\.0+)?|\+?0+(\.[0-9]+)?|\+?0*1(\.0+)?"#
            case .aboveZero, .anyAboveZero: #"(?=.*[1-9])\+?(0+(\.[0-9]+)?|0*1(\.0+)?)"#
            case .open: #"(?=.*[1-9])\+?0+\.[0-9]+"#
            case .aboveHalf: #"\+?0+\.(50*[1-9][0-9]*|[6-9][0-9]*)"#
            }
        return body + #"|[+-]?[0-9]+(\.[0-9]+)?e[+-]?[0-9]+"#
    }
}

extension TextShape {
    /// A Prometheus duration; that it may be ten years at most no pattern can say.
    static let duration = TextShape(
        "duration", pattern: "^(0|\(units))$",
        bare: .number(NumberShape(from: .including(0), to: .including(0))))
    /// A Prometheus duration longer than nothing.
    static let positiveDuration = TextShape("duration above 0", pattern: "^(?=.*[1-9])\(units)$")
    /// A weight in whole percent.
    static let weight = TextShape(
        "weight", pattern: "^0*([0-9]{1,2}|100)( *%)?$",
        bare: .number(NumberShape(isWhole: true, from: .including(0), to: .including(100))))

    private static let units =
        "(?=.)" + ["y", "w", "d", "h", "m", "s", "ms"].map { "([0-9]+\($0))?" }.joined()
}
