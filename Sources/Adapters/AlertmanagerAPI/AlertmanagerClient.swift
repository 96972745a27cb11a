internal import FoundationEssentials
public import GateModel
public import HTTPTransport

/// Speaks version 2 of the API of one Alertmanager.
public struct AlertmanagerClient: Sendable {
    /// How many alerts are sent at once.
    ///
    /// - Source: prometheus/prometheus `--alertmanager.notification-batch-size`, default 256.
    public static let batchSize = 256

    private static let maxResponseBytes = 16 << 20

    private let url: String
    private let transport: HTTPTransport
    private let config: HTTPClientConfig

    /// Where alerts are, below the base URL.
    public static let alertsPath = "/api/v2/alerts"

    /// Makes a client.
    ///
    /// - Parameters:
    ///   - url: Alertmanager's base URL with its path prefix, for example `http://am1:9093/alertmanager`.
    ///   - transport: What sends the requests.
    ///   - config: Credentials, TLS, proxy and the like.
    public init(url: String, transport: HTTPTransport, config: HTTPClientConfig = HTTPClientConfig()) {
        self.init(alertsURL: HTTPURL.adding(Self.alertsPath, to: url), transport: transport, config: config)
    }

    /// Makes a client.
    ///
    /// - Parameters:
    ///   - alertsURL: Where alerts are posted to and read from.
    ///   - transport: What sends the requests.
    ///   - config: Credentials, TLS, proxy and the like.
    public init(alertsURL: String, transport: HTTPTransport, config: HTTPClientConfig = HTTPClientConfig()) {
        url = alertsURL
        self.transport = transport
        self.config = config
    }

    /// Posts alerts; when a batch is refused it is halved until the alerts that are to blame are found.
    ///
    /// Posting an alert twice changes nothing, so the halves may hold alerts that were stored already.
    ///
    /// - Parameters:
    ///   - alerts: The alerts.
    ///   - timeout: How long all of it may take.
    ///   - trace: Sent along as `traceparent`.
    /// - Returns: What became of each alert; trouble is never thrown.
    /// - Source: Alertmanager answers 400 when some alerts are invalid and keeps the others, and 422 when a field breaks
    ///   the schema and keeps none.
    public func post(_ alerts: [PostableAlert], timeout: TimeSpan, trace: TraceID? = nil) async -> PostOutcome {
        let deadline = ContinuousClock.now + .milliseconds(timeout.milliseconds)
        var outcome = PostOutcome()
        var waiting = stride(from: 0, to: alerts.count, by: Self.batchSize)
            .map { alerts[$0..<min(alerts.count, $0 + Self.batchSize)] }[...]
        while let batch = waiting.popFirst() {
            switch await send(batch, deadline: deadline, trace: trace) {
            case .accepted: outcome.accepted += batch
            case .refused(let message) where batch.count == 1:
                outcome.refused += batch.map { PostOutcome.Refusal(alert: $0, message: message) }
            case .refused:
                let middle = batch.startIndex + batch.count / 2
                waiting = [batch[..<middle], batch[middle...]] + waiting
            case .failed(let message):
                // Nothing says that the next batch would fare better, and the time is better spent by the next attempt.
                outcome.failure = message
                outcome.undelivered = ([batch] + waiting).flatMap(\.self)
                return outcome
            }
        }
        return outcome
    }

    /// Reads the alerts that Alertmanager holds, silenced and inhibited ones included.
    ///
    /// - Parameters:
    ///   - matchers: Label matchers that all have to hold, for example `alertname="StagegateAutoStop"`.
    ///   - timeout: How long it may take.
    /// - Returns: The alerts in Alertmanager's order.
    /// - Throws: `AlertmanagerError`: `unavailable`, `rejected` or `badResponse`.
    public func alerts(
        matching matchers: [String] = [], timeout: TimeSpan
    ) async throws(AlertmanagerError) -> [GettableAlert] {
        let filters = matchers.map { "filter=\(HTTPURL.escapedQueryValue($0))" }.joined(separator: "&")
        let target = filters.isEmpty ? url : "\(url)\(url.contains("?") ? "&" : "?")\(filters)"
        let response: HTTPResponse
        do throws(TransportError) {
            response = try await transport.send(
                HTTPRequest(
                    .get, target, timeoutMilliseconds: Int(clamping: timeout.milliseconds),
                    maxResponseBytes: Self.maxResponseBytes, config: config))
        } catch {
            throw AlertmanagerError(.unavailable, error.message)
        }
        guard response.status == 200 else {
            let isRefusal = (400..<500).contains(response.status) && ![408, 429].contains(response.status)
            throw AlertmanagerError(isRefusal ? .rejected : .unavailable, said(response))
        }
        do {
            return try JSONDecoder().decode([GettableAlert].self, from: Data(response.body))
        } catch {
            throw AlertmanagerError(
                .badResponse, "\(place): answered with something else than alerts: \(response.excerpt())")
        }
    }

    private enum Reply {
        case accepted
        case refused(String)
        case failed(String)
    }

    private func send(
        _ batch: ArraySlice<PostableAlert>, deadline: ContinuousClock.Instant, trace: TraceID?
    ) async -> Reply {
        let rest = (deadline - ContinuousClock.now) / .milliseconds(1)
        guard let milliseconds = Int(exactly: rest.rounded(.down)), let body = Self.encoded(batch) else {
            return .refused("cannot be written as json")
        }
        var headers = [HTTPHeader("Content-Type", "application/json")]
        if let trace { headers.append(.traceParent(trace, body)) }
        do throws(TransportError) {
            let response = try await transport.send(
                HTTPRequest(
                    .post, url, headers: headers, body: body, timeoutMilliseconds: milliseconds,
                    maxResponseBytes: Self.maxResponseBytes, config: config))
            return reply(response, batch.count)
        } catch {
            return .failed(error.message)
        }
    }

    /// A refusal is taken for one only in Alertmanager's own words, which are JSON: a proxy on the way that answers 400 to
    /// everything, as nginx does to HTTP where it expects TLS, must not make a stop vanish.
    private func reply(_ response: HTTPResponse, _ count: Int) -> Reply {
        switch response.status {
        case 200..<300: .accepted
        case 400, 422: Self.isJSON(response) ? .refused(said(response)) : .failed(said(response))
        // A batch too large for a proxy on the way may go through in parts; an alert too large never does.
        case 413: .refused(said(response))
        default: .failed(said(response))
        }
    }

    private static func isJSON(_ response: HTTPResponse) -> Bool {
        let type = response["content-type"] ?? ""
        return type.lowercased().hasPrefix("application/json")
            && [UInt8(ascii: "\""), UInt8(ascii: "{")].contains(
                response.body.first ?? 0)
    }

    private var place: String { HTTPURL(url)?.display ?? "alertmanager" }

    private func said(_ response: HTTPResponse) -> String {
        "\(place): answered \(response.status): \(response.excerpt(maxCharacters: 300))"
    }

    private static func encoded(_ batch: ArraySlice<PostableAlert>) -> [UInt8]? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts and times alone: there is nothing in an alert that JSON could not hold.
        return (try? encoder.encode(Array(batch))).map { [UInt8]($0) }
    }
}

extension HTTPHeader {
    /// The W3C header; the span is a hash of the body, so that a replay sends the same bytes.
    ///
    /// - Source: W3C Trace Context.
    static func traceParent(_ trace: TraceID, _ body: [UInt8]) -> HTTPHeader {
        let span = String(max(1, FNV1a.hash(body)), radix: 16)
        return HTTPHeader("traceparent", "00-\(trace)-\(String(repeating: "0", count: 16 - span.count))\(span)-01")
    }
}
