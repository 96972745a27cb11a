import GateModel

/// Whether a query has to say which track it asks.
enum TrackNeed {
    /// Without it, the query is about something else than the gate.
    case required
    /// Without it, the query is probably about something else.
    case advised
    /// The query may well be about the service as a whole.
    case free
}

/// What can be said about a query without asking a server: PromQL itself is not parsed.
enum QueryValidation {
    /// Whether the placeholders of a query are right; reports what is not.
    static func check(
        _ text: String, track: TrackNeed, at position: Position, in context: DecodingContext
    ) -> Bool {
        switch QueryTemplate.parse(text) {
        case .failure(let error):
            report(error, at: position, in: context)
            return false
        case .success(let parts):
            return parts.contains(.placeholder(.track)) || mayLeaveOutTrack(track, at: position, in: context)
        }
    }

    /// Warns where nobody looks at what happens between two evaluations.
    static func warnAboutBlindTime(over: TimeSpan, interval: TimeSpan, _ keys: MappingDecoder) {
        guard over < interval else { return }
        keys.report(
            "the range \(over) is shorter than the interval \(interval)", at: "over", id: .rangeShorterThanInterval,
            hint: "what happens between two ranges is never looked at")
    }

    private static func report(_ error: TemplateError, at position: Position, in context: DecodingContext) {
        switch error.problem {
        case .unclosed:
            context.report("a `{{` of the query is not closed", at: position, hint: "write {{ over }}")
        case .unknownPlaceholder(let name):
            let known = QueryTemplate.Placeholder.allCases.map(\.rawValue)
            context.report(
                "`{{ \(name) }}` is not a placeholder", at: position,
                hint: Suggestion.hint(for: name, orListing: known))
        }
    }

    private static func mayLeaveOutTrack(
        _ need: TrackNeed, at position: Position, in context: DecodingContext
    ) -> Bool {
        switch need {
        case .free: return true
        case .advised:
            context.report(
                "the query has no `{{ track }}`", at: position, id: .queryWithoutTrack,
                hint: "it is about all traffic, not about the canary")
            return true
        case .required:
            context.report(
                "the query has no `{{ track }}`", at: position,
                hint: "canary and baseline would be the same query: it would compare a thing with itself")
            return false
        }
    }
}
