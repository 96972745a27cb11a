import Foundation
import GateTestSupport

/// Reference numbers computed with independent tools.
enum StatisticsVectors {
    /// Reads one of the files of reference numbers.
    static func load<Vectors: Decodable>(_ name: String, as type: Vectors.Type) throws -> Vectors {
        let url = Golden.fixtures().appendingPathComponent("\(name).json")
        return try JSONDecoder().decode(type, from: Data(contentsOf: url))
    }

    /// Whether a number is the expected one within an absolute and a relative tolerance.
    static func agree(_ value: Double, _ expected: Double, absolute: Double = 0, relative: Double = 0) -> Bool {
        abs(value - expected) <= absolute + relative * abs(expected)
    }
}
