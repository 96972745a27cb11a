public import GateModel

/// The last sample of a series that has been counted: what comes next is counted from here.
public struct CounterAnchor: Equatable, Sendable {
    /// The series.
    public let series: SeriesKey
    /// The target it was scraped from; `nil` when the series does not say.
    public let target: SeriesKey?
    /// When it was scraped.
    public let at: Timestamp
    /// What it said.
    public let value: Double
}

extension CounterAnchor: Codable {
    /// Reads an array of the four parts.
    public init(from decoder: any Decoder) throws {
        var parts = try decoder.unkeyedContainer()
        series = try parts.decode(SeriesKey.self)
        target = try parts.decode(SeriesKey?.self)
        at = try parts.decode(Timestamp.self)
        value = try parts.decode(Double.self)
    }

    /// Writes an array: there are thousands of them, and names of parts would be most of their text.
    public func encode(to encoder: any Encoder) throws {
        var parts = encoder.unkeyedContainer()
        try parts.encode(series)
        try parts.encode(target)
        try parts.encode(at)
        try parts.encode(value)
    }
}

/// A target and when it was last heard of.
public struct TargetSighting: Equatable, Codable, Sendable {
    /// The target.
    public let target: SeriesKey
    /// The time of its newest sample.
    public let at: Timestamp
}
