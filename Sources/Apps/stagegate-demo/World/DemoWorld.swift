import Foundation

/// Everything the stories play on: real servers on loopback, each in a process of its own.
final class DemoWorld {
    private static let readySeconds = 30

    let addresses: Addresses
    let files: DemoFiles
    let web: WebClient
    let prometheus: ManagedProcess
    let alertmanager: ManagedProcess
    let simulator: ManagedProcess
    let stagegate: ManagedProcess

    /// Prepares the servers; `programs` is the folder that `stagegate` and `advisory-simulator` were built into.
    init(files: DemoFiles, programs: URL, addresses: Addresses, web: WebClient) {
        self.addresses = addresses
        self.files = files
        self.web = web
        let folder = files.folder
        func listen(_ port: Int) -> String { "--web.listen-address=\(Addresses.host(port))" }
        prometheus = ManagedProcess(
            name: "prometheus", executable: "/usr/bin/prometheus",
            arguments: [
                "--config.file=\(files.prometheusConfig.path)", listen(addresses.prometheus),
                "--storage.tsdb.path=\(folder.appendingPathComponent("prometheus").path)", "--log.level=warn",
            ], folder: folder)
        alertmanager = ManagedProcess(
            name: "alertmanager", executable: "/usr/bin/prometheus-alertmanager",
            arguments: [
                "--config.file=\(files.alertmanagerConfig.path)", listen(addresses.alertmanager),
                "--storage.path=\(folder.appendingPathComponent("alertmanager-data").path)",
                "--cluster.listen-address=", "--log.level=warn",
            ], folder: folder)
        simulator = ManagedProcess(
            name: "simulator", executable: programs.appendingPathComponent("advisory-simulator").path,
            arguments: [
                "--web.listen-address", Addresses.host(addresses.simulator),
                "--stagegate.url", Addresses.url(addresses.stagegate), "--rollout", HealthyStory.rollout,
            ], folder: folder)
        stagegate = ManagedProcess(
            name: "stagegate", executable: programs.appendingPathComponent("stagegate").path,
            arguments: [
                "serve", "--config.file=\(files.stagegateConfig.path)", "--storage.path=\(files.journal.path)",
                listen(addresses.stagegate),
            ], folder: folder)
    }

    /// Starts everything in the order in which one needs the other.
    func start() async throws {
        try files.write(addresses)
        try await start(simulator, "\(Addresses.url(addresses.simulator))/-/healthy")
        try await startPrometheus()
        try await start(alertmanager, "\(Addresses.url(addresses.alertmanager))/-/ready")
        try await startStagegate()
    }

    func startPrometheus() async throws {
        try await start(prometheus, "\(Addresses.url(addresses.prometheus))/-/ready")
    }

    func startStagegate() async throws {
        try await start(stagegate, "\(Addresses.url(addresses.stagegate))/-/ready")
    }

    /// Ends everything, whatever state it is in.
    func stop() async {
        for process in [stagegate, simulator, alertmanager, prometheus] { await process.stop() }
    }

    private func start(_ process: ManagedProcess, _ url: String) async throws {
        try process.start()
        let deadline = ContinuousClock.now + .seconds(Self.readySeconds)
        while ContinuousClock.now < deadline {
            if await web.isReady(url) { return }
            guard process.pid != nil else { throw notReady(process, "it ended at once") }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw notReady(process, "\(url) did not answer within \(Self.readySeconds) s")
    }

    private func notReady(_ process: ManagedProcess, _ cause: String) -> any Error {
        ManagedProcess.NotStarted(
            name: process.name, log: process.log.path, cause: "\(cause)\n\(process.logTail())")
    }
}
