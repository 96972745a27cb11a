/// A value as it came from Prometheus, with the special ones told apart so that nobody computes with them by accident.
public enum SampleValue: Hashable, Sendable {
    /// An ordinary number.
    case finite(Double)
    /// Not a number, for example 0/0.
    case notANumber
    /// Positive infinity.
    case positiveInfinity
    /// Negative infinity.
    case negativeInfinity

    /// Classifies a floating-point number.
    public init(_ number: Double) {
        if number.isNaN {
            self = .notANumber
        } else if number.isInfinite {
            self = number > 0 ? .positiveInfinity : .negativeInfinity
        } else {
            self = .finite(number)
        }
    }

    /// Reads the text form of the Prometheus API (`1.5`, `NaN`, `+Inf`, `-Inf`); `nil` when it is not a number.
    public init?(prometheusText text: String) {
        // Nearly all texts are ordinary numbers.
        if let number = Double(text), number.isFinite {
            self = .finite(number)
            return
        }
        switch text {
        case "NaN": self = .notANumber
        case "+Inf", "Inf": self = .positiveInfinity
        case "-Inf": self = .negativeInfinity
        default: return nil
        }
    }

    /// The number, where it is an ordinary one.
    public var finite: Double? {
        if case .finite(let number) = self { number } else { nil }
    }

    /// The floating-point number, special values included.
    public var number: Double {
        switch self {
        case .finite(let number): number
        case .notANumber: .nan
        case .positiveInfinity: .infinity
        case .negativeInfinity: -.infinity
        }
    }
}

extension SampleValue: CustomStringConvertible {
    /// The value as the Prometheus API writes it.
    public var description: String {
        switch self {
        case .finite(let number): "\(number)"
        case .notANumber: "NaN"
        case .positiveInfinity: "+Inf"
        case .negativeInfinity: "-Inf"
        }
    }
}

extension SampleValue: Codable {
    /// Reads the text form; non-finite numbers travel as strings, as in the Prometheus API.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = SampleValue(prometheusText: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a sample value: \(text)")
        }
        self = value
    }

    /// Writes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// One bucket of a histogram: the observations in (`lower`, `upper`] (boundary kinds of native histograms are ignored).
public struct HistogramBucket: Hashable, Codable, Sendable {
    /// Lower edge; may be -∞.
    public let lower: SampleValue
    /// Upper edge; may be +∞.
    public let upper: SampleValue
    /// Observations in this bucket alone, not cumulative.
    public let count: SampleValue

    /// Makes a bucket.
    public init(lower: SampleValue, upper: SampleValue, count: SampleValue) {
        self.lower = lower
        self.upper = upper
        self.count = count
    }
}

/// One series of an instant vector: its labels and its value, or a native histogram in the value's place.
public struct Sample: Hashable, Codable, Sendable {
    /// What a sample holds.
    public enum Content: Hashable, Codable, Sendable {
        /// An ordinary sample.
        case value(SampleValue)
        /// A native histogram: its count of observations and its buckets in ascending order.
        case histogram(count: SampleValue, buckets: [HistogramBucket])
    }

    /// The labels of the series.
    public let labels: Labels
    /// What was measured.
    public let content: Content

    /// Makes a sample with an ordinary value.
    public init(labels: Labels = [:], _ value: Double) {
        self.init(labels: labels, content: .value(SampleValue(value)))
    }

    /// Makes a sample.
    public init(labels: Labels, content: Content) {
        self.labels = labels
        self.content = content
    }
}
