import GateModel
public import GateRules

/// Turns a file of rule tests into tests and reports everything that is wrong with it.
public enum RuleTestDecoder {
    /// How many samples the series of one file may have together.
    public static let sampleLimit = 10_000_000

    /// Decodes a file.
    ///
    /// - Parameters:
    ///   - node: The file's tree.
    ///   - file: Its path, as it is to appear in diagnostics.
    /// - Returns: The tests, `nil` when anything is an error; and every problem, sorted by line and column.
    public static func decode(_ node: ConfigNode, file: String) -> (tests: RuleTestFile?, diagnostics: [Diagnostic]) {
        let context = DecodingContext(file: file)
        let tests = decoder(of: file).decode(node, in: context)
        if let tests { checkTogether(tests, in: context) }
        let isUsable = !context.diagnostics.contains { $0.severity == .error }
        return (isUsable ? tests : nil, context.diagnostics.sorted())
    }

    private static func decoder(of file: String) -> ValueDecoder<RuleTestFile> {
        .mapping("a file of rule tests") { keys in
            let ruleFiles = keys.required(
                "rule_files", .nonEmptyList(of: ValueDecoder<Located<String>>.located(.nonEmptyString)))
            let alertmanager = keys.optional(
                "alertmanager", ValueDecoder<Located<String>>.located(.nonEmptyString))
            let interval = keys.value("evaluation_interval", .positiveDuration, default: .minutes(1))
            let actors = keys.value("actors", TestActors.decoder, default: TestActors())
            let tests = keys.required("tests", .nonEmptyList(of: test(every: interval, actors, ParsedValues())))
            guard let ruleFiles, let tests else { return nil }
            return RuleTestFile(file: file, ruleFiles: ruleFiles, alertmanager: alertmanager, tests: tests)
        }
    }

    private static func test(
        every interval: TimeSpan, _ actors: TestActors, _ values: ParsedValues
    ) -> ValueDecoder<RuleTest> {
        .mapping("a test") { keys in
            let name = keys.required("name", .nonEmptyString)
            let rollout = keys.optional("rollout", ValueDecoder<Located<String>>.located(.nonEmptyString))
            let revision = keys.value("revision", .nonEmptyString, default: "test")
            let interval = keys.value("interval", .positiveDuration, default: interval)
            let startsAt = keys.optional("start_timestamp", .startTimestamp)
            let series = keys.value("input_series", .list(of: seriesGroup(values)), default: []).flatMap(\.self)
            let events = keys.value("events", .list(of: TestEventDecoding(actors: actors).event), default: [])
            let expectations = keys.required("expect", .nonEmptyList(of: ExpectationDecoding.expectation))
            guard let name, let expectations else { return nil }
            return RuleTest(
                name: name, position: keys.position, rollout: rollout, revision: revision, interval: interval,
                startsAt: startsAt, series: series, events: events.sorted(by: \.at),
                expectations: expectations.sorted(by: \.at))
        }
    }

    /// A series, or a list of them: what an alias stands for.
    private static func seriesGroup(_ values: ParsedValues) -> ValueDecoder<[TestSeries]> {
        let series = series(values)
        return ValueDecoder("a series", as: .anything) { node, context in
            if case .sequence = node.content {
                return ValueDecoder<[TestSeries]>.list(of: series).decode(node, in: context)
            }
            return series.decode(node, in: context).map { [$0] }
        }
    }

    private static func series(_ values: ParsedValues) -> ValueDecoder<TestSeries> {
        .mapping("a series") { keys in
            let labels = keys.required("series", .notation("a series", SeriesName.parse))
            let samples = keys.required("values", .notation("values", values.parse))
            guard let labels, let samples else { return nil }
            return TestSeries(labels: labels, samples: samples)
        }
    }

    /// What is wrong only together: names and series given twice, too many samples.
    private static func checkTogether(_ file: RuleTestFile, in context: DecodingContext) {
        var names: Set<String> = []
        var samples = 0
        for test in file.tests {
            if !names.insert(test.name).inserted {
                context.report("the test `\(test.name)` is defined twice", at: test.position)
            }
            var labels: Set<Labels> = []
            for series in test.series {
                samples += series.samples.count
                if !labels.insert(series.labels).inserted {
                    let name = series.labels["__name__"] ?? ""
                    let rest = series.labels.removing(["__name__"])
                    context.report("the series \(name)\(rest) is given twice", at: test.position)
                }
            }
        }
        if samples > sampleLimit {
            context.report("the series have more than \(sampleLimit) samples together", at: nil, hint: "split the file")
        }
    }
}

/// The values of series by their text: an alias brings the same ones to many tests, which share them then.
private final class ParsedValues {
    private var known: [String: [Double?]] = [:]

    func parse(_ text: String) throws(NotationError) -> [Double?] {
        if let samples = known[text] { return samples }
        let samples = try SeriesValues.parse(text)
        known[text] = samples
        return samples
    }
}

extension Array {
    /// The elements in the order of their times; what has the same time stays in order.
    func sorted(by time: KeyPath<Element, TimeSpan>) -> [Element] {
        enumerated().sorted { left, right in
            let times = (left.element[keyPath: time], right.element[keyPath: time])
            return times.0 == times.1 ? left.offset < right.offset : times.0 < times.1
        }.map(\.element)
    }
}

extension ValueDecoder {
    /// Something in promtool's notation.
    static func notation(
        _ expected: String, _ parse: @escaping (String) throws(NotationError) -> Value
    ) -> ValueDecoder {
        ValueDecoder(expected, as: .anything) { node, context in
            guard let text = ValueDecoder<String>.string.decode(node, in: context) else { return nil }
            do throws(NotationError) {
                return try parse(text)
            } catch {
                context.report(error.message, at: node.position, hint: error.hint)
                return nil
            }
        }
    }
}

extension ValueDecoder where Value == Timestamp {
    /// A point in time: as in RFC 3339, or in seconds since 1970.
    static var startTimestamp: ValueDecoder {
        let hint = "write it as 2026-02-15T09:30:00Z, or in whole seconds since 1970"
        let text = ValueDecoder<String>.parsed("a point in time", hint: hint, as: TextShape("point in time")) {
            text -> Timestamp? in
            if let seconds = NumberSyntax.integer(text) {
                return Int64(exactly: seconds).flatMap { abs($0) < 1 << 40 ? Timestamp(seconds: $0) : nil }
            }
            return Timestamp(rfc3339: text)
        }
        // Prometheus keeps what is at most a hundred years old.
        let (first, last) = (Timestamp(seconds: 315_532_800), Timestamp(seconds: 4_102_444_800))
        return text.requiring("between 1980 and 2100") { (first...last).contains($0) }
    }
}
