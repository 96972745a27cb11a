import GateModel
import HTTPTransport

/// Turns what came over the wire into the outcome of a query.
///
/// The HTTP status counts first and the `errorType` second, because everything between us and the source may answer in its
/// place and then knows nothing of error types.
struct ResponseClassifier {
    /// How much of a server's own words is kept, in characters.
    static let maxTextLength = 300
    /// How many warnings are kept; Prometheus itself sends no more.
    static let maxTexts = 10

    let endpoint: String
    let limits: AnswerLimits

    /// The outcome that an HTTP answer stands for.
    func outcome(of response: HTTPResponse) -> QueryOutcome {
        switch response.status {
        case 200..<300: answered(response)
        case 408, 429, 499, 500...599: failed(.sourceUnavailable, refusal(response))
        case 400..<500: failed(reason(ofRefusal: response), refusal(response))
        default: failed(.badResponse, "answered \(response.status): \(response.excerpt())")
        }
    }

    /// The outcome that the lack of an answer stands for.
    static func outcome(of error: TransportError) -> QueryOutcome {
        switch error.code {
        case .tooLarge, .protocolError, .tooManyRedirects:
            .failed(QueryFailure(reason: .badResponse, message: error.message))
        case .invalidRequest, .unreadableFile, .resolveFailed, .connectFailed, .proxyFailed, .tlsFailed, .timedOut,
            .connectionLost, .tokenRefused, .cancelled, .queueFull, .shutdown, .internalError:
            .failed(QueryFailure(reason: .sourceUnavailable, message: error.message))
        }
    }

    /// The outcome of a request for much at once that an HTTP answer stands for.
    func bulkOutcome(of response: HTTPResponse) -> BulkOutcome {
        switch outcome(of: response) {
        case .answered(let result): return .answered(result)
        case .failed(let failure):
            let isRejected = response.status == 400 && !Self.speaksOfSize(failure.message)
            let isTooMuch =
                failure.reason == .tooManySeries || [408, 413, 422, 499, 503, 504].contains(response.status)
                || (response.status == 400 && !isRejected)
            return isTooMuch ? .tooMuch(failure) : .failed(failure)
        }
    }

    /// The outcome of a request for much at once that the lack of an answer stands for.
    static func bulkOutcome(of error: TransportError) -> BulkOutcome {
        guard case .failed(let failure) = outcome(of: error) else { preconditionFailure("an error is no answer") }
        return error.code == .tooLarge || error.code == .timedOut ? .tooMuch(failure) : .failed(failure)
    }

    /// Whether a server refuses a request for its size alone.
    ///
    /// - Source: prometheus/prometheus `web/api/v1/api.go` (11 000 points); VictoriaMetrics
    ///   `-search.maxPointsPerTimeseries`.
    private static func speaksOfSize(_ message: String) -> Bool {
        ["maximum resolution", "too many points", "too many samples", "exceed"].contains { message.contains($0) }
    }

    private func answered(_ response: HTTPResponse) -> QueryOutcome {
        do throws(AnswerFault) {
            let answer = try Answer.read(response.body, limits: limits)
            guard answer.isSuccess else {
                return failed(Self.reason(ofErrorType: answer.errorType) ?? .badResponse, refusal(response))
            }
            guard let data = answer.data else { throw .unusable("the answer has no data") }
            return .answered(result(data, answer))
        } catch {
            return failed(error, response)
        }
    }

    private func result(_ data: InstantData, _ answer: Answer) -> QueryResult {
        // Before 2.54 the advisory remarks came among the warnings.
        let advisory = answer.warnings.filter { $0.hasPrefix("PromQL info:") }
        let warnings = answer.warnings.filter { !$0.hasPrefix("PromQL info:") }
        // What is not about the PromQL is about the data: a store that failed, a result that was cut.
        let isAboutData = warnings.contains { !$0.hasPrefix("PromQL warning:") }
        let isPartial = answer.isPartial || isAboutData
        let (texts, infos) = (Self.shortened(warnings), Self.shortened(advisory + answer.infos))
        return switch data {
        case .samples(let samples):
            QueryResult(samples: samples, warnings: texts, infos: infos, isPartial: isPartial)
        case .ranges(let ranges):
            QueryResult(ranges: ranges, warnings: texts, infos: infos, isPartial: isPartial)
        }
    }

    private func failed(_ fault: AnswerFault, _ response: HTTPResponse) -> QueryOutcome {
        switch fault {
        case .tooManySeries(let limit):
            failed(.tooManySeries, "the answer has more than \(limit) series; aggregate in the query")
        case .tooManyPoints(let limit):
            failed(.tooManySeries, "the answer has more than \(limit) samples; aggregate in the query")
        case .unusable(let why):
            failed(.badResponse, why)
        case .malformed(let offset, let expected):
            failed(
                .badResponse,
                "answered \(response.status) with something else than the query API: expected \(expected) at byte "
                    + "\(offset) of \(response.body.count): \(response.excerpt())")
        }
    }

    private func reason(ofRefusal response: HTTPResponse) -> Reason {
        let answer = envelope(response)
        // A query that ran out of time or storage is the source's trouble whatever the status says.
        if let answer, Self.reason(ofErrorType: answer.errorType) == .sourceUnavailable { return .sourceUnavailable }
        return .queryRejected
    }

    private static func reason(ofErrorType type: String) -> Reason? {
        switch type {
        case "bad_data", "execution", "not_found", "not_acceptable": .queryRejected
        case "timeout", "canceled", "internal", "unavailable", "too_many_requests": .sourceUnavailable
        default: nil
        }
    }

    /// What the server said, in its own words where it speaks the query API, else the beginning of its page.
    private func refusal(_ response: HTTPResponse) -> String {
        guard let answer = envelope(response) else { return "answered \(response.status): \(response.excerpt())" }
        return "answered \(response.status) \(answer.errorType): \(answer.error)"
    }

    private func envelope(_ response: HTTPResponse) -> Answer? {
        // The fault is of no interest here: the body is then shown as it is.
        guard let answer = try? Answer.read(response.body, limits: limits), !answer.error.isEmpty else {
            return nil
        }
        return answer
    }

    private func failed(_ reason: Reason, _ what: String) -> QueryOutcome {
        .failed(QueryFailure(reason: reason, message: "\(endpoint): \(what.oneLine(Self.maxTextLength))"))
    }

    private static func shortened(_ texts: [String]) -> [String] {
        texts.prefix(maxTexts).map { $0.count > maxTextLength ? "\($0.prefix(maxTextLength))…" : $0 }
    }
}
