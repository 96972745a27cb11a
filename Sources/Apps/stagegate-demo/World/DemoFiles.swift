import Foundation

/// The files of the demo's world, all in one folder that is made anew.
struct DemoFiles {
    /// The base of the shipped webhook receivers, which an operator replaces and the demo, too.
    private static let shippedWebhook = "http://127.0.0.1:9094/"
    /// Says that a folder is the demo's own, and may be removed.
    private static let marker = ".stagegate-demo"

    struct NotOurs: Error, CustomStringConvertible {
        let folder: String

        var description: String { "\(folder) was not made by the demo: remove it or name another by --folder" }
    }

    let folder: URL
    private let project: URL

    /// Names the files; `project` is the folder that holds `alertmanager/` and `rules/`, and `folder` is made anew.
    init(project: URL, folder: URL) {
        self.project = project
        self.folder = folder
    }

    var stagegateConfig: URL { folder.appendingPathComponent("stagegate.yml") }
    var prometheusConfig: URL { folder.appendingPathComponent("prometheus.yml") }
    var alertmanagerConfig: URL { folder.appendingPathComponent("alertmanager/alertmanager.yml") }
    var journal: URL { folder.appendingPathComponent("journal") }

    /// Writes everything.
    func write(_ addresses: Addresses) throws {
        try removeOld()
        for name in ["rules", "journal", "prometheus", "alertmanager-data"] {
            try FileManager.default.createDirectory(
                at: folder.appendingPathComponent(name), withIntermediateDirectories: true)
        }
        try write("", Self.marker)
        try write(stagegate(addresses), "stagegate.yml")
        try write(Person.tokens, "tokens.yml")
        try write(DemoRules.text, "rules/demo.yml")
        try write(prometheus(addresses), "prometheus.yml")
        try writeAlertmanager(addresses)
        // What watches Stagegate, as it is shipped.
        try FileManager.default.copyItem(at: shippedMonitoring, to: folder.appendingPathComponent("monitoring"))
    }

    /// The shipped dashboards.
    func dashboards() throws -> [URL] {
        let folder = shippedMonitoring.appendingPathComponent("dashboards")
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }
    }

    private var shippedMonitoring: URL { project.appendingPathComponent("rules/monitoring") }

    private func removeOld() throws {
        let files = FileManager.default
        guard files.fileExists(atPath: folder.path) else { return }
        guard files.fileExists(atPath: folder.appendingPathComponent(Self.marker).path) else {
            throw NotOurs(folder: folder.path)
        }
        try files.removeItem(at: folder)
    }

    private func write(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }

    private func stagegate(_ addresses: Addresses) -> String {
        """
        global: {external_labels: {env: demo}, resend_delay: 5s}
        datasources: [{name: prometheus, url: "\(Addresses.url(addresses.prometheus))"}]
        alerting:
          alertmanagers:
            - {scheme: http, static_configs: [{targets: ["\(Addresses.host(addresses.alertmanager))"]}]}
        webhooks: [{name: record, url: "\(Addresses.url(addresses.webhook))/decisions"}]
        rule_files: [rules/*.yml]
        access: {tokens_file: tokens.yml, anonymous_read: true}

        """
    }

    private func prometheus(_ addresses: Addresses) -> String {
        """
        global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 2s}
        rule_files: [monitoring/stagegate-alerts.yml, monitoring/stagegate-rules.yml]
        alerting: {alertmanagers: [{static_configs: [{targets: ["\(Addresses.host(addresses.alertmanager))"]}]}]}
        scrape_configs:
          - {job_name: advisory, static_configs: [{targets: ["\(Addresses.host(addresses.simulator))"]}]}
          - {job_name: stagegate, static_configs: [{targets: ["\(Addresses.host(addresses.stagegate))"]}]}

        """
    }

    /// The shipped configuration word for word, but for where its webhooks lead.
    private func writeAlertmanager(_ addresses: Addresses) throws {
        let shipped = project.appendingPathComponent("alertmanager")
        try FileManager.default.copyItem(at: shipped, to: folder.appendingPathComponent("alertmanager"))
        let text = try String(contentsOf: alertmanagerConfig, encoding: .utf8)
        let own = text.replacingOccurrences(of: Self.shippedWebhook, with: "\(Addresses.url(addresses.webhook))/")
        try write(own, "alertmanager/alertmanager.yml")
    }
}
