import ArgumentParser
import GateModel
import GateRules
import Logging

/// Runs the service.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the service: evaluate, decide, alert, serve the API and the metrics.",
        discussion:
            "SIGHUP reads configuration, rules and tokens anew; SIGTERM and SIGINT stop it after the present step."
    )

    @Option(name: .customLong("config.file"), help: "The configuration.")
    var configFile = "stagegate.yml"

    @OptionGroup var storage: StorageOptions

    @Option(
        name: .customLong("storage.retention"), help: "How long verdicts without a decision stay.")
    var storageRetention = DurationArgument(span: .hours(24 * 30))

    @Option(name: .customLong("web.listen-address"), help: "Address to listen on.")
    var listenAddress = ListenAddress(host: "0.0.0.0", port: 9096)

    @Option(
        name: .customLong("web.config.file"),
        help: "TLS, client certificates, users and headers, as in Prometheus; read anew when it changes.")
    var webConfigFile: String?

    @Option(name: .customLong("web.external-url"), help: "The URL people reach the service at; used in alerts.")
    var externalURL: String?

    @Flag(name: .customLong("web.enable-lifecycle"), help: "Allow POST /-/reload without a token.")
    var enableLifecycle = false

    @Option(name: .customLong("log.level"), help: "One of debug, info, warn, error.")
    var logLevel = LogLevel.info

    @Option(name: .customLong("log.format"), help: "One of logfmt, json.")
    var logFormat = LineLogHandler.Format.logfmt

    func run() async throws {
        let format = logFormat
        let level = logLevel.level
        LoggingSystem.bootstrap { _ in LineLogHandler(logLevel: level, format: format) }
        let log = Logger(label: "stagegate")
        do {
            try await Server(self, log: log).run()
        } catch let problems as Settings.Problems {
            for line in problems.lines { log.error("stagegate cannot serve", metadata: ["error.message": "\(line)"]) }
            throw ExitCode(1)
        } catch {
            log.error("stagegate cannot serve", metadata: ["error.message": "\(error)"])
            throw ExitCode(1)
        }
    }
}

extension LineLogHandler.Format: ExpressibleByArgument {}

/// Log levels under Prometheus's names.
enum LogLevel: String, CaseIterable, ExpressibleByArgument {
    case debug
    case info
    case warn
    case error

    var level: Logger.Level {
        switch self {
        case .debug: .debug
        case .info: .info
        case .warn: .warning
        case .error: .error
        }
    }
}

/// `host:port`; an empty host means every address.
struct ListenAddress: ExpressibleByArgument, Equatable, CustomStringConvertible {
    let host: String
    let port: Int

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"), let port = Int(argument[argument.index(after: colon)...]),
            (0...65_535).contains(port)
        else { return nil }
        let host = String(argument[..<colon])
        let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        self.init(host: bare.isEmpty ? "0.0.0.0" : bare, port: port)
    }

    var description: String { "\(host):\(port)" }
    var defaultValueDescription: String { description }
}

/// A Prometheus duration on the command line.
struct DurationArgument: ExpressibleByArgument, CustomStringConvertible {
    let span: TimeSpan

    init(span: TimeSpan) {
        self.span = span
    }

    init?(argument: String) {
        guard let span = TimeSpan(prometheusDuration: argument), span > .zero else { return nil }
        self.init(span: span)
    }

    var description: String { span.description }
    var defaultValueDescription: String { description }
}
