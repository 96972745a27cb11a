import Foundation

/// Reference numbers computed with independent tools.
public enum StatisticsVectors {
    /// Reads one of the files of reference numbers beside the calling test file.
    public static func load<Vectors: Decodable>(
        _ name: String, as type: Vectors.Type, file: String = #filePath
    ) throws -> Vectors {
        let url = Golden.fixtures(file).appendingPathComponent("\(name).json")
        return try JSONDecoder().decode(type, from: Data(contentsOf: url))
    }

    /// Whether a number is the expected one within an absolute and a relative tolerance.
    public static func agree(_ value: Double, _ expected: Double, absolute: Double = 0, relative: Double = 0) -> Bool {
        abs(value - expected) <= absolute + relative * abs(expected)
    }
}
