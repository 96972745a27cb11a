import ArgumentParser
import GateModel
import GateRules
import GateRuntime
import HTTPTransport
import PrometheusAPI

/// Where `evaluate` gets its numbers from.
struct SourceOptions: ParsableArguments {
    @Option(name: .customLong("datasource.url"), help: "Base URL of Prometheus, or of a server that speaks its API.")
    var url: String?

    @Option(name: .customLong("config.file"), help: "Take the datasource of this configuration instead.")
    var configFile: String?

    func validate() throws {
        guard (url == nil) != (configFile == nil) else {
            throw ValidationError("say where to ask: either --datasource.url or --config.file")
        }
        try url.map(Self.validate)
    }

    /// Refuses what is no URL of a source.
    static func validate(_ url: String) throws {
        guard HTTPURL(url) == nil else { return }
        throw ValidationError("--datasource.url \(url) is not an http or https URL such as http://localhost:9090")
    }

    /// A connection to the source.
    func open() throws -> OpenSource {
        OpenSource(try datasource())
    }

    private func datasource() throws -> ServiceConfig.Datasource {
        try Self.datasource(url, configFile)
    }

    /// The datasource that was named, by its address or by a configuration that says more of it.
    static func datasource(_ url: String?, _ configFile: String?) throws -> ServiceConfig.Datasource {
        if let url { return ServiceConfig.Datasource(url: url) }
        return try Self.datasource(of: configFile ?? "")
    }

    /// The datasource of a configuration; its problems are told.
    static func datasource(of path: String) throws -> ServiceConfig.Datasource {
        let (config, diagnostics) = ServiceConfig.load(path)
        for diagnostic in diagnostics { Complaint.write(diagnostic.description) }
        guard let config, !diagnostics.contains(where: { $0.severity == .error }) else { throw ExitCode(3) }
        return config.datasource
    }
}

/// A datasource with its connection.
struct OpenSource: Sendable {
    let source: MetricsSource
    /// The command that asks a query by hand, without secrets.
    let curl: @Sendable (Query, _ timeout: TimeSpan) -> String
    private let transport: HTTPTransport

    init(_ datasource: ServiceConfig.Datasource) {
        let transport = HTTPTransport(userAgent: "Stagegate/\(Version.number)")
        self.transport = transport
        let client = PrometheusClient(datasource, transport)
        curl = { client.curlCommand(for: $0, timeout: $1) }
        source = MetricsSource.prometheus(datasource, transport)
    }

    /// Sends queries side by side; the transport bounds how many are under way.
    func ask(_ queries: [Query], timeout: TimeSpan) async -> [Query: QueryOutcome] {
        let trace = SystemTime.newTrace()
        return await withTaskGroup(of: (Query, QueryOutcome).self) { group in
            for query in queries { group.addTask { (query, await source.query(query, timeout, trace)) } }
            return await group.reduce(into: [:]) { answers, answer in answers[answer.0] = answer.1 }
        }
    }

    func shutdown() {
        transport.shutdown()
    }
}
