import FoundationEssentials
import NIOCore

/// What a browser sends of a form.
///
/// - Source: WHATWG URL §5.1, `application/x-www-form-urlencoded` parsing.
struct Form: Sendable {
    private let fields: [String: String]

    /// Reads a body; a name that occurs twice counts the first time, and what cannot be decoded is left out.
    init(_ body: ByteBuffer) {
        var fields: [String: String] = [:]
        for pair in String(buffer: body).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let decoded = parts.map { PercentEncoding.decode(String($0).replacing("+", with: " ")) }
            guard let name = decoded[0], let value = decoded.count > 1 ? decoded[1] : "" else { continue }
            if fields[name] == nil { fields[name] = value }
        }
        self.fields = fields
    }

    /// What was sent under a name; `nil` when there was nothing.
    subscript(name: String) -> String? { fields[name] }

    /// Some fields as the JSON object that the API takes; those that are empty are left out.
    ///
    /// - Throws: Never for texts; `JSONEncoder` is declared to.
    func json(of names: [String]) throws -> ByteBuffer {
        let known = fields.filter { names.contains($0.key) && !$0.value.isEmpty }
        return ByteBuffer(bytes: try API.encoder().encode(known))
    }
}
