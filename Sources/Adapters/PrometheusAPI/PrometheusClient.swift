public import GateModel
public import HTTPTransport

/// Asks one server that speaks the query API of Prometheus.
public struct PrometheusClient: Sendable {
    /// How large an answer may be in bytes where nothing else is said.
    public static let defaultMaxResponseBytes = 32 << 20
    /// How many series an answer may have where nothing else is said.
    public static let defaultMaxSeries = 10_000
    /// How many samples the ranges of an answer may hold together where nothing else is said.
    public static let defaultMaxPoints = 500_000

    /// How long to wait before the one retry.
    private static let retryPause = Duration.milliseconds(100)

    let url: String
    private let rangeURL: String
    let config: HTTPClientConfig
    let method: HTTPMethod
    let parameters: [(name: String, value: String)]
    let transport: HTTPTransport
    let maxResponseBytes: Int
    let limits: AnswerLimits

    /// Makes a client.
    ///
    /// - Parameters:
    ///   - url: The server's base URL with the prefix of its API, for example `http://mimir/prometheus`.
    ///   - transport: What sends the requests.
    ///   - config: Credentials, TLS, proxy and the like.
    ///   - method: `post`, or `get` for servers and proxies that know nothing else.
    ///   - parameters: Sent with every query, for example `partial_response=false` to Thanos.
    ///   - maxResponseBytes: Larger answers are a bad response.
    ///   - maxSeries: Answers with more series are refused as such.
    ///   - maxPoints: Answers to range selectors with more samples are refused in the same way.
    public init(
        url: String, transport: HTTPTransport, config: HTTPClientConfig = HTTPClientConfig(),
        method: HTTPMethod = .post, parameters: [(name: String, value: String)] = [],
        maxResponseBytes: Int = defaultMaxResponseBytes, maxSeries: Int = defaultMaxSeries,
        maxPoints: Int = defaultMaxPoints
    ) {
        self.url = HTTPURL.adding("/api/v1/query", to: url)
        rangeURL = HTTPURL.adding("/api/v1/query_range", to: url)
        self.transport = transport
        self.config = config
        self.method = method
        self.parameters = parameters
        self.maxResponseBytes = maxResponseBytes
        limits = AnswerLimits(series: maxSeries, points: maxPoints)
    }

    /// Asks one instant query and waits for its outcome.
    ///
    /// A server that is starting or a connection that broke is tried once more when at least half of the time is left.
    ///
    /// - Parameters:
    ///   - query: What to ask, with its evaluation time.
    ///   - timeout: How long it may take, retry included; the server is told the same.
    ///   - trace: Sent along as `traceparent`.
    /// - Returns: The answer, or why there is none; trouble is never thrown.
    public func query(_ query: Query, timeout: TimeSpan, trace: TraceID? = nil) async -> QueryOutcome {
        let start = ContinuousClock.now
        let limit = Duration.milliseconds(timeout.milliseconds)
        let (outcome, isWorthRetrying) = await ask(query, timeout: timeout, trace: trace)
        guard isWorthRetrying, (ContinuousClock.now - start) * 2 <= limit else { return outcome }
        // A cancelled sleep means a cancelled query: what is known is then the outcome.
        guard (try? await Task.sleep(for: Self.retryPause)) != nil else { return outcome }
        let spent = (ContinuousClock.now - start) / .milliseconds(1)
        guard let rest = Int64(exactly: (Double(timeout.milliseconds) - spent).rounded(.down)), rest > 0 else {
            return outcome
        }
        return await ask(query, timeout: TimeSpan(milliseconds: rest), trace: trace).outcome
    }

    /// Asks for much at once and waits for the outcome: many evaluation times, or many samples.
    ///
    /// - Parameters:
    ///   - request: What to ask.
    ///   - timeout: How long it may take; the server is told the same.
    /// - Returns: The answer, or whether asking for less may bring one; trouble is never thrown.
    public func bulk(_ request: BulkRequest, timeout: TimeSpan) async -> BulkOutcome {
        let form = QueryForm(request, timeout: timeout, extra: parameters).encoded
        let target = request.isRange ? rangeURL : url
        do throws(TransportError) {
            let response = try await transport.send(
                self.request(form, to: target, headers: [], timeout: timeout))
            return classifier(target).bulkOutcome(of: response)
        } catch {
            return ResponseClassifier.bulkOutcome(of: error)
        }
    }

    private func ask(
        _ query: Query, timeout: TimeSpan, trace: TraceID?
    ) async -> (outcome: QueryOutcome, isWorthRetrying: Bool) {
        do throws(TransportError) {
            let response = try await transport.send(request(query, timeout: timeout, trace: trace))
            return (classifier(url).outcome(of: response), response.status == 503)
        } catch {
            return (ResponseClassifier.outcome(of: error), error.code == .connectionLost)
        }
    }

    private func classifier(_ url: String) -> ResponseClassifier {
        ResponseClassifier(endpoint: HTTPURL(url)?.display ?? "the source", limits: limits)
    }

    private func request(_ query: Query, timeout: TimeSpan, trace: TraceID?) -> HTTPRequest {
        let form = QueryForm(query, timeout: timeout, extra: parameters).encoded
        let headers = trace.map { [HTTPHeader("traceparent", Self.traceParent($0, query))] } ?? []
        return request(form, to: url, headers: headers, timeout: timeout)
    }

    private func request(
        _ form: String, to url: String, headers more: [HTTPHeader], timeout: TimeSpan
    ) -> HTTPRequest {
        var headers = [HTTPHeader("Accept", "application/json")] + more
        let isPost = method == .post
        if isPost { headers.append(HTTPHeader("Content-Type", "application/x-www-form-urlencoded")) }
        return HTTPRequest(
            isPost ? .post : .get, isPost ? url : "\(url)\(url.contains("?") ? "&" : "?")\(form)", headers: headers,
            body: isPost ? Array(form.utf8) : [], timeoutMilliseconds: Int(clamping: timeout.milliseconds),
            maxResponseBytes: maxResponseBytes, config: config)
    }

    /// The W3C header; the span is a hash of the query, so that a replay sends the same bytes.
    private static func traceParent(_ trace: TraceID, _ query: Query) -> String {
        let hash = FNV1a.hash("\(trace) \(query.name) \(query.time.milliseconds) \(query.expression)")
        let span = String(max(1, hash), radix: 16)
        return "00-\(trace)-\(String(repeating: "0", count: 16 - span.count))\(span)-01"
    }
}
