import GateModel

/// The envelope of the query API as it came.
///
/// - Source: prometheus/prometheus `docs/querying/api.md`; `isPartial` is VictoriaMetrics'.
struct Answer: Equatable {
    var isSuccess = false
    var errorType = ""
    var error = ""
    var warnings: [String] = []
    var infos: [String] = []
    var isPartial = false
    /// `nil` when there is no data, as in an error.
    var data: InstantData?

    /// Reads an answer; unknown fields are tolerated, known ones twice are not.
    static func read(_ bytes: [UInt8], limits: AnswerLimits) throws(AnswerFault) -> Answer {
        var answer = Answer()
        var seen: Set<String> = []
        var scanner = JSONScanner(bytes)
        try scanner.object { (scanner, name) throws(AnswerFault) in
            guard seen.insert(name).inserted else { throw scanner.fault("\(name) once") }
            try answer.readMember(name, &scanner, limits)
        }
        try scanner.end()
        guard seen.contains("status") else { throw .unusable("the answer has no status") }
        return answer
    }

    private mutating func readMember(
        _ name: String, _ scanner: inout JSONScanner, _ limits: AnswerLimits
    ) throws(AnswerFault) {
        switch name {
        case "status":
            let status = try scanner.string()
            guard ["success", "error"].contains(status) else { throw scanner.fault("status success or error") }
            isSuccess = status == "success"
        case "errorType": errorType = try scanner.string()
        case "error": error = try scanner.string()
        case "warnings": warnings = try Self.texts(&scanner)
        case "infos": infos = try Self.texts(&scanner)
        case "isPartial": isPartial = try scanner.boolean()
        case "data": if !scanner.takeNull() { data = try InstantData.read(&scanner, limits) }
        default: try scanner.skip()
        }
    }

    private static func texts(_ scanner: inout JSONScanner) throws(AnswerFault) -> [String] {
        var texts: [String] = []
        if scanner.takeNull() { return [] }
        try scanner.array { (scanner) throws(AnswerFault) in texts.append(try scanner.string()) }
        return texts
    }
}

/// How much of an answer is read before it is refused.
struct AnswerLimits {
    let series: Int
    /// Samples of all ranges together.
    let points: Int
}

/// The `data` of an instant query.
enum InstantData: Equatable {
    /// One value a series, or a lone number.
    case samples([Sample])
    /// Every sample of a range selector.
    case ranges([RangeSeries])

    static func read(_ scanner: inout JSONScanner, _ limits: AnswerLimits) throws(AnswerFault) -> InstantData {
        var type: String?
        var data: InstantData?
        var start: Int?
        try scanner.object { (scanner, name) throws(AnswerFault) in
            switch name {
            case "resultType" where type == nil: type = try scanner.string()
            case "result" where start == nil:
                start = scanner.position
                if let type {
                    data = try result(of: type, &scanner, limits)
                } else {
                    try scanner.skip()
                }
            case "resultType", "result": throw scanner.fault("\(name) once")
            default: try scanner.skip()
            }
        }
        if let data { return data }
        guard let type, let start else { throw .unusable("the answer has no result") }
        // The server named the type after the result: read the result again, now that its form is known.
        var again = scanner.rewound(to: start)
        return try result(of: type, &again, limits)
    }

    private static func result(
        of type: String, _ scanner: inout JSONScanner, _ limits: AnswerLimits
    ) throws(AnswerFault) -> InstantData {
        switch type {
        case "vector":
            var samples: [Sample] = []
            try scanner.array { (scanner) throws(AnswerFault) in
                guard samples.count < limits.series else { throw .tooManySeries(limit: limits.series) }
                samples.append(try series(&scanner))
            }
            return .samples(samples)
        case "scalar":
            return .samples([Sample(labels: [:], content: .value(try point(&scanner)))])
        case "matrix":
            return .ranges(try ranges(&scanner, limits))
        default:
            throw .unusable("the query returns a \(type.prefix(20)), not numbers")
        }
    }

    private static func series(_ scanner: inout JSONScanner) throws(AnswerFault) -> Sample {
        var labels: Labels?
        var content: Sample.Content?
        try scanner.object { (scanner, name) throws(AnswerFault) in
            switch name {
            case "metric" where labels == nil: labels = try self.labels(&scanner)
            case "value" where content == nil: content = .value(try point(&scanner))
            case "histogram" where content == nil: content = try histogram(&scanner)
            case "metric", "value", "histogram": throw scanner.fault("one value a series")
            default: try scanner.skip()
            }
        }
        guard let labels, let content else { throw scanner.fault("a series with labels and a value") }
        return Sample(labels: labels, content: content)
    }

    static func labels(_ scanner: inout JSONScanner) throws(AnswerFault) -> Labels {
        var pairs: [(String, String)] = []
        try scanner.object { (scanner, name) throws(AnswerFault) in
            pairs.append((name, try scanner.string()))
        }
        return Labels(pairs)
    }

    /// Reads `[<time>, "<value>"]`.
    private static func point(_ scanner: inout JSONScanner) throws(AnswerFault) -> SampleValue {
        var value: SampleValue?
        try timed(&scanner) { (scanner) throws(AnswerFault) in value = try number(&scanner) }
        guard let value else { throw scanner.fault("a value") }
        return value
    }

    private static func histogram(_ scanner: inout JSONScanner) throws(AnswerFault) -> Sample.Content {
        var content: Sample.Content?
        try timed(&scanner) { (scanner) throws(AnswerFault) in
            let (count, buckets) = try bareHistogram(&scanner)
            content = .histogram(count: count, buckets: buckets)
        }
        guard let content else { throw scanner.fault("a histogram") }
        return content
    }

    /// Reads `{"count": "…", "buckets": […]}`.
    static func bareHistogram(
        _ scanner: inout JSONScanner
    ) throws(AnswerFault) -> (count: SampleValue, buckets: [HistogramBucket]) {
        var count: SampleValue?
        var buckets: [HistogramBucket]?
        try scanner.object { (scanner, name) throws(AnswerFault) in
            switch name {
            case "count" where count == nil: count = try number(&scanner)
            case "buckets" where buckets == nil: buckets = try self.buckets(&scanner)
            case "count", "buckets": throw scanner.fault("\(name) once")
            default: try scanner.skip()
            }
        }
        guard let count else { throw scanner.fault("a histogram with a count") }
        return (count, buckets ?? [])
    }

    private static func buckets(_ scanner: inout JSONScanner) throws(AnswerFault) -> [HistogramBucket] {
        var buckets: [HistogramBucket] = []
        try scanner.array { (scanner) throws(AnswerFault) in
            var parts: [SampleValue] = []
            var hasRule = false
            try scanner.array { (scanner) throws(AnswerFault) in
                if hasRule {
                    parts.append(try number(&scanner))
                } else {
                    _ = try scanner.number()
                    hasRule = true
                }
            }
            guard parts.count == 3 else { throw scanner.fault("a bucket of four parts") }
            buckets.append(HistogramBucket(lower: parts[0], upper: parts[1], count: parts[2]))
        }
        return buckets
    }

    /// Reads an array of a time and something else.
    private static func timed(
        _ scanner: inout JSONScanner, _ read: (inout JSONScanner) throws(AnswerFault) -> Void
    ) throws(AnswerFault) {
        var count = 0
        try scanner.array { (scanner) throws(AnswerFault) in
            count += 1
            switch count {
            case 1: _ = try scanner.number()
            case 2: try read(&scanner)
            default: throw scanner.fault("a time and a value")
            }
        }
        if count < 2 { throw scanner.fault("a time and a value") }
    }

    static func number(_ scanner: inout JSONScanner) throws(AnswerFault) -> SampleValue {
        if let number = scanner.takePlainNumber() { return .finite(number) }
        let text = try scanner.string()
        guard let value = SampleValue(prometheusText: text) else { throw scanner.fault("a number before this") }
        return value
    }
}
