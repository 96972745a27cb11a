import GateModel
import HTTPTransport

/// The parameters of an instant query and their encoding.
struct QueryForm {
    let fields: [(name: String, value: String)]

    init(_ query: Query, timeout: TimeSpan, extra: [(name: String, value: String)]) {
        fields =
            [
                ("query", query.expression), ("time", Self.seconds(query.time.milliseconds)),
                ("timeout", Self.seconds(timeout.milliseconds)),
            ] + extra
    }

    /// The form of a request for much at once.
    init(_ request: BulkRequest, timeout: TimeSpan, extra: [(name: String, value: String)]) {
        let what: [(name: String, value: String)]
        switch request {
        case .instant(let expression, let time):
            what = [("query", expression), ("time", Self.seconds(time.milliseconds))]
        case .range(let expression, let start, let end, let step):
            what = [
                ("query", expression), ("start", Self.seconds(start.milliseconds)),
                ("end", Self.seconds(end.milliseconds)), ("step", Self.seconds(step.milliseconds)),
                // VictoriaMetrics moves the evaluation times to multiples of the step unless it is told not to cache.
                ("nocache", "1"),
            ]
        }
        fields = what + [("timeout", Self.seconds(timeout.milliseconds))] + extra
    }

    /// The fields as `application/x-www-form-urlencoded`.
    var encoded: String {
        fields.map { "\(HTTPURL.escapedQueryValue($0.name))=\(HTTPURL.escapedQueryValue($0.value))" }.joined(
            separator: "&")
    }

    /// Seconds with at most three decimals, exact because no floating point is involved.
    static func seconds(_ milliseconds: Int64) -> String {
        let sign = milliseconds < 0 ? "-" : ""
        let (whole, rest) = milliseconds.magnitude.quotientAndRemainder(dividingBy: 1000)
        if rest == 0 { return "\(sign)\(whole)" }
        let decimals = String(rest)
        return "\(sign)\(whole).\(String(repeating: "0", count: 3 - decimals.count))\(decimals)"
    }
}
