public import FoundationEssentials
import GateModel

/// What the HTTP API says, in types that read and write its JSON: the server encodes them, the CLI decodes them.
///
/// Times are RFC 3339 in UTC, durations Prometheus durations, weights whole percent; a measured value is a string as in
/// the Prometheus API, because it can be `NaN` or `+Inf`. What is not known is left out.
public enum API {
    /// The envelope around an answer.
    public struct Success<Payload: Codable & Sendable>: Codable, Sendable {
        /// Always `success`.
        public var status = "success"
        /// The answer.
        public var data: Payload
        /// What else the caller has to know.
        public var warnings: [String]?

        /// Wraps an answer.
        public init(_ data: Payload, warnings: [String]? = nil) {
            self.data = data
            self.warnings = warnings
        }
    }

    /// The envelope around a refusal.
    public struct Failure: Codable, Equatable, Sendable {
        /// Always `error`.
        public var status = "error"
        /// What kind of trouble, for programs: `bad_data`, `not_found`, a rejection's code and the like.
        public var errorType: String
        /// What happened and what to do, for people.
        public var error: String
        /// What has changed, where a candidate was approved that stands no more.
        public var data: OutdatedCandidate?

        /// Wraps a refusal.
        public init(errorType: String, error: String, data: OutdatedCandidate? = nil) {
            self.errorType = errorType
            self.error = error
            self.data = data
        }
    }

    /// The encoder of all answers: keys in a fixed order, so that equal answers are equal bytes.
    public static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    /// A number that JSON can carry; `nil` for NaN and the infinities.
    static func finite(_ number: Double?) -> Double? {
        // Nothing is added, but -0 becomes 0.
        number.flatMap { $0.isFinite ? $0 + 0 : nil }
    }

    /// The time as the API writes it.
    static func text(_ time: Timestamp?) -> String? {
        time?.description
    }
}
