import FoundationEssentials

/// JSON whose bytes depend on the value alone: keys are sorted, non-finite numbers are strings.
///
/// What is hashed is stored as it was hashed and never encoded again, so that an encoder that writes numbers in another
/// way one day breaks no chain.
enum CanonicalJSON {
    private static let infinity = "+Inf"
    private static let negativeInfinity = "-Inf"
    private static let notANumber = "NaN"

    /// Encodes a value.
    static func encode(_ value: some Encodable) throws(JournalError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: infinity, negativeInfinity: negativeInfinity, nan: notANumber)
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            throw .inconsistent(detail: "\(type(of: value)) cannot be written as JSON: \(error)")
        }
    }

    /// Decodes a value; throws `DecodingError`.
    static func decode<Value: Decodable>(_ type: Value.Type, from text: String) throws -> Value {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: infinity, negativeInfinity: negativeInfinity, nan: notANumber)
        return try decoder.decode(type, from: Data(text.utf8))
    }
}
