import ArgumentParser
import GateModel
import GateReplay
import GateRules
import HTTPTransport

/// Which past is looked at, and where it is asked for.
struct PastOptions: ParsableArguments {
    @Option(help: "From when on: RFC 3339, seconds since the epoch, or how long ago, such as 2d.") var from: String?
    @Option(help: "Until when, in the same forms.") var to = "now"
    @Option(help: "A stretch that is known to have been good, FROM/TO: stops in it are false. Repeatable.")
    var good: [String] = []
    @Option(name: .customLong("datasource.url"), help: "Base URL of Prometheus, or of a server that speaks its API.")
    var url: String?
    @Option(name: .customLong("config.file"), help: "Take the datasource of this configuration instead.")
    var configFile: String?
    @Option(name: .customLong("chunk-points"), help: "Grid points of one range query, at most; 0 asks one by one.")
    var chunkPoints = AnswerStore.Form.defaultLongest
    @Option(name: .customLong("chunk-timeout"), help: "How long one range query may take.") var chunkTimeout = "2m"

    func validate() throws {
        if let url { try SourceOptions.validate(url) }
        guard url == nil || configFile == nil else {
            throw ValidationError("say where to ask once: either --datasource.url or --config.file")
        }
        guard (0...11_000).contains(chunkPoints) else {
            throw ValidationError("--chunk-points is a number from 0 to 11000, which is what Prometheus answers")
        }
        guard TimeSpan(prometheusDuration: chunkTimeout).map({ $0 > .zero }) == true else {
            throw ValidationError("--chunk-timeout is not a Prometheus duration such as 2m")
        }
    }

    /// Whether a datasource was named.
    var hasSource: Bool { url != nil || configFile != nil }

    /// The range.
    func range() throws -> ClosedRange<Timestamp> {
        let now = SystemTime.now()
        guard let from else { throw RuleOptions.cannot("say from when on to replay: --from 30d") }
        guard let first = ReplayTime.parse(from, now: now), let last = ReplayTime.parse(to, now: now) else {
            throw RuleOptions.cannot(
                "--from and --to take a time such as 2026-02-15T09:30:00Z, seconds since the epoch, or 2d for two days ago"
            )
        }
        guard first < last else { throw RuleOptions.cannot("--from \(first) is not before --to \(last)") }
        return first...last
    }

    /// The stretches that were good.
    func goodRanges() throws -> [ClosedRange<Timestamp>] {
        let now = SystemTime.now()
        return try good.map { text in
            guard let range = ReplayTime.range(text, now: now) else {
                throw RuleOptions.cannot("--good \(text) is not a stretch of time such as 3d/1d")
            }
            return range
        }
    }

    /// The datasource.
    func source(_ transport: HTTPTransport) throws -> BulkSource {
        guard hasSource else {
            throw RuleOptions.cannot("say where to ask: either --datasource.url or --config.file")
        }
        let timeout = TimeSpan(prometheusDuration: chunkTimeout) ?? .minutes(2)
        return BulkSource(try SourceOptions.datasource(url, configFile), transport, timeout: timeout)
    }

    /// How it is asked.
    func form(_ source: BulkSource) async throws -> AnswerStore.Form {
        AnswerStore.Form(longest: chunkPoints, isLeftOpen: try await source.isLeftOpen())
    }
}
