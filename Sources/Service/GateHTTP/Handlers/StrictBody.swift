import FoundationEssentials
import NIOCore

/// The JSON object in the body of a call: known fields only, every one a text.
///
/// Strict, because a misspelt field that is silently left out changes what a decision means.
struct StrictBody {
    private let fields: [String: String]

    /// Reads a body.
    ///
    /// - Parameters:
    ///   - buffer: The bytes; none at all make an object without fields when `mayBeEmpty`.
    ///   - known: The fields that may occur.
    ///   - mayBeEmpty: Whether there may be no body.
    /// - Throws: An ``APIError`` with status 400.
    init(_ buffer: ByteBuffer, known: [String], mayBeEmpty: Bool = false) throws(APIError) {
        let expected = "a JSON object with " + known.joined(separator: ", ")
        if buffer.readableBytes == 0 {
            guard mayBeEmpty else { throw .badData("the body is empty: send \(expected)") }
            fields = [:]
            return
        }
        let values: [String: Value]
        do {
            values = try JSONDecoder().decode([String: Value].self, from: Data(buffer.readableBytesView))
        } catch {
            throw .badData("the body could not be read: send \(expected)")
        }
        var fields: [String: String] = [:]
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            guard known.contains(name) else {
                throw .badData("the body has an unknown field \(name.prefix(HTTPLimits.name)): send \(expected)")
            }
            guard case .text(let text) = value else { throw .badData("field \(name) has to be a string") }
            fields[name] = text
        }
        self.fields = fields
    }

    /// A name: short, in one line.
    func name(_ field: String) throws(APIError) -> String {
        let value = try text(field)
        guard value.unicodeScalars.count <= HTTPLimits.name else {
            throw .badData("field \(field) is longer than \(HTTPLimits.name) characters")
        }
        guard value.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 }) else {
            throw .badData("field \(field) has control characters")
        }
        return value
    }

    /// A name that may be left out.
    func optionalName(_ field: String) throws(APIError) -> String? {
        fields[field] == nil ? nil : try name(field)
    }

    /// A text of some lines.
    func text(_ field: String) throws(APIError) -> String {
        guard let value = fields[field] else { throw .badData("the body lacks the field \(field)") }
        guard value.contains(where: { !$0.isWhitespace }) else { throw .badData("field \(field) is empty") }
        guard value.unicodeScalars.count <= HTTPLimits.text else {
            throw .badData("field \(field) is longer than \(HTTPLimits.text) characters")
        }
        return value
    }

    /// A text that may be left out.
    func optionalText(_ field: String) throws(APIError) -> String? {
        fields[field] == nil ? nil : try text(field)
    }

    private enum Value: Decodable {
        case text(String)
        case other

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            do {
                self = .text(try container.decode(String.self))
            } catch {
                self = .other
            }
        }
    }
}
