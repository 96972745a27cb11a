import HTTPTypes

/// What the API's description says of one route, beside what the route says itself: its methods, its authority, the
/// parameters in its path.
struct Operation: Sendable {
    /// What the route answers when all is well.
    enum Answer: Sendable {
        /// JSON in the envelope.
        case data(any (Decodable & Sendable).Type)
        /// JSON as it is.
        case json(any (Decodable & Sendable).Type)
        /// Something that is no JSON, by media type.
        case media([String])
        /// A page.
        static let page = Answer.media(["text/html"])
        /// A text.
        static let text = Answer.media(["text/plain"])
    }

    /// What the route takes.
    enum Body: Sendable {
        /// A JSON object with these fields, all of them texts.
        case fields([BodyField])
        /// Whatever is sent.
        case anything
        /// Alertmanager's notification.
        case notification
    }

    let route: Route
    let summary: String
    var parameters: [Parameter] = []
    var body: Body?
    let answer: Answer
    /// Statuses of other answers than that, beside those that authority, limits and the path bring along.
    var failures: [Int] = []
    /// Statuses of good answers other than 200: the same answer, or none for 304.
    var further: [Int] = []
    /// Whether the answer goes on until the caller has enough.
    var isStream = false
}

/// A parameter in the query or a header.
struct Parameter: Sendable {
    enum Place: String, Sendable {
        case query
        case header
    }

    let name: String
    var place = Place.query
    let schema: JSONValue
    let summary: String
}

/// A text in the body.
struct BodyField: Sendable {
    let name: String
    var isRequired = true
    let schema: JSONValue
}

extension Parameter {
    static func number(_ name: String, _ range: ClosedRange<Int>, _ summary: String) -> Parameter {
        Parameter(
            name: name,
            schema: ["type": "integer", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)],
            summary: summary)
    }

    static func text(_ name: String, _ summary: String) -> Parameter {
        Parameter(name: name, schema: ["type": "string"], summary: summary)
    }

    static func texts(_ name: String, _ summary: String) -> Parameter {
        Parameter(name: name, schema: ["type": "array", "items": ["type": "string"]], summary: summary)
    }

    static func words(_ name: String, _ words: [String], _ summary: String) -> Parameter {
        Parameter(name: name, schema: ["type": "string", "enum": .list(words.map(JSONValue.text))], summary: summary)
    }

    static func time(_ name: String, _ summary: String) -> Parameter {
        Parameter(
            name: name,
            schema: [
                "oneOf": [
                    ["type": "string", "format": "date-time"],
                    ["type": "number", "minimum": 0, "maximum": 253_402_300_799],
                ]
            ],
            summary: summary + ": RFC 3339, or seconds since 1970")
    }

    static let limit = number("limit", 1...HTTPLimits.records, "How many entries at the most.")
    static let attempt = number("attempt", 1...Int(Int32.max), "The attempt; the newest one by default.")
    static let ifNoneMatch = Parameter(
        name: "If-None-Match", place: .header, schema: ["type": "string"],
        summary: "The `ETag` the caller knows: answered 304 as long as nothing changes.")
    static let wait = Parameter(
        name: "wait", schema: ["type": "string", "pattern": "^([0-9]{1,4}s|[0-9]{1,3}m|0)$"],
        summary: "How long to wait for a change, at most 5m.")
    static let after = Parameter(
        name: "after", schema: ["type": "integer", "minimum": 0, "maximum": .number(Int.max)],
        summary: "The sequence number the caller knows: waits for the next one.")
    static let watching = [ifNoneMatch, wait, after]
}

extension BodyField {
    /// A name: short, in one line.
    static func name(_ name: String, isRequired: Bool = true) -> BodyField {
        BodyField(
            name: name, isRequired: isRequired,
            schema: [
                "type": "string", "minLength": 1, "maxLength": .number(HTTPLimits.name),
                "pattern": #"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$"#,
            ])
    }

    /// A text that is more than blanks.
    static func text(_ name: String) -> BodyField {
        BodyField(
            name: name,
            schema: ["type": "string", "minLength": 1, "maxLength": .number(HTTPLimits.text), "pattern": #"\S"#])
    }

    /// One of these words.
    static func words(_ name: String, _ words: [String]) -> BodyField {
        BodyField(name: name, schema: ["type": "string", "enum": .list(words.map(JSONValue.text))])
    }
}
