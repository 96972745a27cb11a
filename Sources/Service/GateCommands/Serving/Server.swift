import GateHTTP
import GateModel
import GateRules
import GateRuntime
import HTTPTransport
import Logging
import MetricsExposition
import RolloutJournal
import ServiceLifecycle
import UnixSignals

/// The composition root of the service: builds every part, wires them, runs them together.
struct Server {
    private let options: Serve
    private let log: Logger

    init(_ options: Serve, log: Logger) {
        self.options = options
        self.log = log
    }

    /// Runs until a signal stops it.
    func run() async throws {
        let startedAt = SystemTime.now()
        let settings = try Settings.load(options.configFile).get()
        log.notice(
            "starting stagegate",
            metadata: [
                "version": "\(Version.number)", "config.file": "\(options.configFile)",
                "storage.path": "\(options.storage.path)", "rollouts": "\(settings.rules.rollouts.count)",
            ])
        remark(settings.warnings)
        let journal = try openJournal()
        let transport = HTTPTransport(userAgent: "Stagegate/\(Version.number)")
        do {
            try await serve(settings, journal, transport, startedAt)
        } catch {
            try await journal.close()
            transport.shutdown()
            throw error
        }
        try await journal.close()
        transport.shutdown()
        log.notice("stopped")
    }

    private func remark(_ warnings: [String]) {
        for warning in warnings {
            log.warning("the files can be used, but look at this", metadata: ["warning": "\(warning)"])
        }
    }

    /// Reads the files for a reload.
    private func reread(_ inForce: ServiceConfig, _ access: AccessHolder, _ files: FilesHolder) -> RulesReading {
        switch Settings.load(options.configFile) {
        case .failure(let problems): return .problems(problems.lines)
        case .success(let settings):
            remark(settings.warnings)
            if inForce.needsRestart(for: settings.config) {
                log.warning(
                    "datasources, alerting, webhooks and global have changed and need a restart",
                    metadata: ["config.file": "\(options.configFile)"])
            }
            access.prepare(settings.accessBook)
            files.prepare(settings)
            return .rules(settings.rules)
        }
    }

    private func openJournal() throws -> Journal {
        try StorageFolder.create(options.storage.path)
        return try Journal(path: options.storage.journalPath)
    }

    private func serve(
        _ settings: Settings, _ journal: Journal, _ transport: HTTPTransport, _ startedAt: Timestamp
    ) async throws {
        let metrics = MetricsRegistry()
        ProcessMetrics.register(in: metrics)
        BuildInfo.register(in: metrics, version: Version.number, revision: Version.revision)
        JournalMetrics.register(in: metrics, path: options.storage.journalPath)
        let web = WebConfigMetrics(metrics)
        let webConfig = try options.webConfigFile.map { try WebConfigHolder($0, metrics: web, log: log) }
        let access = AccessHolder(settings.accessBook, web: webConfig)
        let files = FilesHolder(settings, at: startedAt)
        let supervisor = try await Supervisor.start(
            rules: settings.rules, ports: ports(settings.config, journal, transport),
            settings: runtimeSettings(settings.config), registry: metrics, logger: log,
            loadRules: { reread(settings.config, access, files) })
        let outbox = supervisor.outbox(
            to: AlertTargetSource.all(settings.config.alerting, transport, options.externalURL),
            webhooks: settings.config.webhooks.map { .webhook($0, transport, options.externalURL) }, registry: metrics)
        var control = files.following(access.following(supervisor.control))
        control.deliveries = { try await outbox.view(of: $0) }
        let desk = supervisor.preflightDesk(outbox)
        control.prove = { await desk.prove($0, by: $1, trace: $2) }
        control.drill = { await desk.drill($0, by: $1, trace: $2) }
        var http = HTTPOptions(
            lifecycleEnabled: options.enableLifecycle,
            build: API.BuildInfo(version: Version.number, revision: Version.revision), now: SystemTime.now)
        http.process = .of(options, startedAt: startedAt, files)
        http.headers = { webConfig?.config.headers ?? [:] }
        http.datasource = settings.config.datasource.description(transport)
        http.externalURL = options.externalURL
        http.isSecure = webConfig?.config.tls != nil || options.externalURL?.hasPrefix("https://") == true
        let (router, keeper) = RouterBuilder.build(
            control: control, metrics: metrics, access: access.control, options: http, log: log)
        let server = HTTPService(
            router: router, host: options.listenAddress.host, port: options.listenAddress.port,
            tls: webConfig?.tlsSource(control, web, log), log: log,
            onListening: { [log] port in
                log.notice(
                    "listening", metadata: ["web.port": "\(port)", "web.tls": "\(webConfig?.config.tls != nil)"])
            })
        // Ended from the last to the first: nobody is answered any more before the rollouts stand still.
        let services: [any Service] =
            [
                Retention(journal: journal, span: options.storageRetention.span, log: log), outbox, supervisor, desk,
                supervisor.heartbeat, keeper, server, ReloadOnSignal(control: control),
            ] + (webConfig.map { [$0] } ?? [])
        try await ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
                gracefulShutdownSignals: [.sigterm, .sigint], logger: log)
        ).run()
    }

    private func ports(
        _ config: ServiceConfig, _ journal: Journal, _ transport: HTTPTransport
    ) -> RuntimePorts {
        RuntimePorts(
            source: .prometheus(config.datasource, transport), journal: .sqlite(journal), time: .system)
    }

    private func runtimeSettings(_ config: ServiceConfig) -> RuntimeSettings {
        var settings = RuntimeSettings()
        settings.externalLabels = config.externalLabels
        settings.resendDelay = config.resendDelay
        return settings
    }
}
