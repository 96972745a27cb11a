import GateModel
import GateReplay
import HTTPTransport
import Testing

@testable import GateCommands

/// What was asked ahead is what would have been answered.
@Suite struct PrefetchedAnswersTests {
    private static let begin = Timestamp(seconds: 1_000_000_020)
    private static let step = TimeSpan.seconds(15)

    /// Two counters, one of which begins anew and ends early, and a gauge that comes and goes.
    private static func samples() throws -> [UInt8] {
        var text = OpenMetricsText()
        for (name, values) in [
            (#"a_total{b="x"}"#, "0+3x40 0+1x40"), (#"a_total{b="y"}"#, "5+1.5x30"), ("g", "1 _x30 NaN 2x10 _x9 3"),
        ] {
            text.add(
                TestSeries(labels: try SeriesName.parse(name), samples: try SeriesValues.parse(values)), from: begin,
                every: step, through: begin + .hours(1))
        }
        return text.finished
    }

    @Test(
        "answers asked ahead are the answers of instant queries, one by one",
        arguments: [TimeSpan.zero, TimeSpan(milliseconds: 13_943)])
    func answersAreThoseOfInstantQueries(phase: TimeSpan) async throws {
        let programs = try PrometheusPrograms(
            prometheus: "prometheus", promtool: "promtool", path: "/usr/local/bin:/usr/bin:/bin")
        let transport = HTTPTransport()
        defer { transport.shutdown() }
        let expressions = [
            "sum(increase(a_total[1m]))", "increase(a_total[5m])", "a_total[1m]", #"a_total{b="x"}[5m15s]"#, "g",
            "g[10m]",
            "count by (b) (a_total)", "scalar(g)", "time()", "a_total @ end()", "nonsense(", "\"text\"",
            "(increase(a_total[1m]))[10m:1m]", "nothing", "nothing[5m]", "a_total > 50", "g offset 3m",
        ]
        let differences = try await ThrowawayPrometheus.with([try Self.samples()], programs, transport) { server in
            var differences: [String] = []
            var answers = PrefetchedAnswers(server, step: Self.step, end: Self.begin + .minutes(25))
            for index in 0..<100 {
                let time = Self.begin + phase + Self.step * Int64(index)
                let queries = expressions.map { Query(name: "q", expression: $0, time: time) }
                let ahead = await answers.answers(to: queries)
                for (query, ahead) in zip(queries, ahead) where index % 7 == 0 || index < 4 {
                    // What is asked for the first time is asked as it stands.
                    var fresh = PrefetchedAnswers(server, step: Self.step, end: time)
                    let direct = await fresh.answer(to: query)
                    if Self.text(ahead) != Self.text(direct) {
                        differences.append(
                            "\(query.expression) at \(index): \(Self.text(ahead)) \(Self.text(direct))")
                    }
                }
            }
            return differences
        }
        #expect(differences == [])
    }

    /// The answer in words: NaN is not equal to itself, but is written alike.
    private static func text(_ outcome: QueryOutcome?) -> String {
        switch outcome {
        case .answered(let result):
            let ranges = result.ranges.map { "\($0.sorted { "\($0.labels)" < "\($1.labels)" })" } ?? "none"
            return "\(result.samples.sorted { "\($0.labels)" < "\($1.labels)" }) \(ranges)"
        case .failed(let failure): return "\(failure)"
        case nil: return "nothing"
        }
    }
}
