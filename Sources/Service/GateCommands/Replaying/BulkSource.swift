import GateModel
import GateReplay
import HTTPTransport
import PrometheusAPI

/// The datasource of a replay: asked for much at once.
struct BulkSource: Sendable {
    /// Answers of a replay are larger than those of an evaluation.
    private static let maxResponseBytes = 256 << 20
    private static let maxPoints = 5_000_000

    let client: PrometheusClient
    let timeout: TimeSpan

    init(_ datasource: ServiceConfig.Datasource, _ transport: HTTPTransport, timeout: TimeSpan) {
        client = PrometheusClient(
            url: datasource.url, transport: transport, config: datasource.http,
            method: datasource.method == .post ? .post : .get,
            parameters: datasource.params.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
            maxResponseBytes: Self.maxResponseBytes, maxPoints: Self.maxPoints)
        self.timeout = timeout
    }

    /// Asks.
    func fetch(_ fetch: Fetch) async -> Fetched {
        switch await client.bulk(fetch.request, timeout: timeout) {
        case .answered(let result) where fetch.fits(result): .answered(result)
        case .answered: .failed(Self.unfitting)
        case .tooMuch(let failure): .tooMuch(failure)
        case .failed(let failure): .failed(failure)
        }
    }

    /// Whether the server leaves out a sample at the very beginning of a range, as Prometheus does since 3.0.
    ///
    /// A range of one step holds both of its ends before and one of them since, whatever data there are.
    ///
    /// - Throws: `ReplayError` when the source does not answer.
    func isLeftOpen() async throws(ReplayError) -> Bool {
        let probe = BulkRequest.instant(
            expression: "count_over_time(vector(1)[1m:1m])", time: Timestamp(seconds: 1_700_000_040))
        switch await client.bulk(probe, timeout: timeout) {
        case .answered(let result): return result.samples.first?.content == .value(.finite(1))
        case .tooMuch(let failure), .failed(let failure):
            guard failure.reason == .sourceUnavailable else { return false }
            throw ReplayError("the datasource does not answer: \(failure.message)")
        }
    }

    private static let unfitting = QueryFailure(
        reason: .badResponse,
        message: "the source answered a range query with other evaluation times than it was asked for")
}

/// Why a replay cannot go on.
struct ReplayError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension Fetch {
    fileprivate var request: BulkRequest {
        switch self {
        case .instant(let expression, let time): .instant(expression: expression, time: time)
        case .steps(let expression, let from, let through, let step):
            .range(expression: expression, start: from, end: through, step: step)
        case .samples(let selector, let from, let through):
            // A left-open range would lose a sample at its very beginning.
            .instant(
                expression: "\(selector)[\(through - from + TimeSpan(milliseconds: 1))]", time: through)
        }
    }

    /// Whether the evaluation times of an answer are the ones asked for.
    fileprivate func fits(_ result: QueryResult) -> Bool {
        switch self {
        case .instant: return true
        case .samples: return result.ranges != nil
        case .steps(_, let from, let through, let step):
            guard let ranges = result.ranges else { return false }
            return ranges.allSatisfy { series in
                guard let first = series.points.first?.at, let last = series.points.last?.at else { return true }
                return first >= from && last <= through && (first - from).milliseconds % step.milliseconds == 0
            }
        }
    }
}
