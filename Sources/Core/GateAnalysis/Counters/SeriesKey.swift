import GateModel

/// A series or a target in 64 bits, so that what is remembered of thousands of them stays small.
public struct SeriesKey: Hashable, Comparable, Sendable {
    /// FNV-1a over the labels.
    let hash: UInt64

    /// The key of a series.
    init(_ labels: Labels) {
        hash = labels.stableHash
    }

    /// The key of the target a series was scraped from; `nil` when the series does not say.
    ///
    /// - Parameters:
    ///   - labels: The labels of the series.
    ///   - names: The labels that tell targets apart.
    init?(targetOf labels: Labels, by names: Set<String>) {
        let target = labels.keeping(names)
        guard !target.pairs.isEmpty else { return nil }
        hash = target.stableHash
    }

    /// Orders by the number, which means nothing and is the same on every run.
    public static func < (left: SeriesKey, right: SeriesKey) -> Bool { left.hash < right.hash }
}

extension SeriesKey: Codable {
    /// Reads hex digits.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let digits = try container.decode(String.self)
        guard let hash = UInt64(digits, radix: 16) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a series key: \(digits)")
        }
        self.hash = hash
    }

    /// Writes hex digits: JSON numbers of that size do not survive every reader.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(String(hash, radix: 16))
    }
}
