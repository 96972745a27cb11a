/// The share of eligible traffic on the canary in percent, 0 to 100.
public struct Weight: Hashable, Comparable, Sendable {
    /// Whole percent, 0…100.
    public let percent: Int

    /// Nothing on the canary.
    public static let zero = Weight(unchecked: 0)
    /// Everything on the canary.
    public static let full = Weight(unchecked: 100)

    /// Makes a weight; `nil` outside 0…100.
    public init?(percent: Int) {
        guard (0...100).contains(percent) else { return nil }
        self.percent = percent
    }

    private init(unchecked percent: Int) {
        self.percent = percent
    }

    /// The weight as a ratio from 0 to 1.
    public var ratio: Double { Double(percent) / 100 }

    /// Orders by share.
    public static func < (left: Weight, right: Weight) -> Bool { left.percent < right.percent }
}

extension Weight: CustomStringConvertible {
    /// The weight with its unit: `25 %`.
    public var description: String { "\(percent) %" }
}

extension Weight: Codable {
    /// Reads whole percent.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let weight = Weight(percent: try container.decode(Int.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "a weight is 0 to 100")
        }
        self = weight
    }

    /// Writes whole percent.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(percent)
    }
}
