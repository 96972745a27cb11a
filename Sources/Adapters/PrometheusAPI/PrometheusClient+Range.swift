public import GateModel
import HTTPTransport

extension PrometheusClient {
    /// Asks one query at many times at once and waits for its outcome.
    ///
    /// - Parameters:
    ///   - expression: The PromQL.
    ///   - first: The first time.
    ///   - last: The last time, at most.
    ///   - step: The distance between two times.
    ///   - timeout: How long it may take; the server is told the same.
    /// - Returns: The series with one point for each time at which they have a value, or why there is no answer; trouble is
    ///   never thrown.
    public func queryRange(
        _ expression: String, from first: Timestamp, through last: Timestamp, step: TimeSpan, timeout: TimeSpan
    ) async -> QueryOutcome {
        let fields =
            [
                ("query", expression), ("start", QueryForm.seconds(first.milliseconds)),
                ("end", QueryForm.seconds(last.milliseconds)), ("step", QueryForm.seconds(step.milliseconds)),
                ("timeout", QueryForm.seconds(timeout.milliseconds)),
            ] + parameters.map { ($0.name, $0.value) }
        let form = fields.map { "\($0)=\(HTTPURL.escapedQueryValue($1))" }.joined(separator: "&")
        let request = HTTPRequest(
            .post, HTTPURL.adding("_range", to: url),
            headers: [
                HTTPHeader("Accept", "application/json"),
                HTTPHeader("Content-Type", "application/x-www-form-urlencoded"),
            ], body: Array(form.utf8), timeoutMilliseconds: Int(clamping: timeout.milliseconds),
            maxResponseBytes: maxResponseBytes, config: config)
        do throws(TransportError) {
            let endpoint = HTTPURL(url)?.display ?? "the source"
            return ResponseClassifier(endpoint: endpoint, limits: limits).outcome(of: try await transport.send(request))
        } catch {
            return ResponseClassifier.outcome(of: error)
        }
    }
}
