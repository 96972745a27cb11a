import Foundation

/// Who watches the gate: the shipped rules and dashboards, in the Prometheus of the demo.
enum Watchers {
    static let title = "Who watches the gate"

    /// The one alert that is meant to fire.
    private static let watchdog = "StagegateWatchdog"

    static func look(_ scene: Scene) async throws {
        let prometheus = PrometheusClient(base: Addresses.url(scene.world.addresses.prometheus), web: scene.world.web)
        try await claimRules(scene, prometheus)
        try await claimAlerts(scene, prometheus)
        try await claimDashboards(scene, prometheus)
    }

    private static func claimRules(_ scene: Scene, _ prometheus: PrometheusClient) async throws {
        let rules = try await prometheus.rules()
        let bad = rules.filter { $0.health != "ok" }.map { "\($0.name) is \($0.health): \($0.lastError ?? "")" }
        scene.narrator.claim(
            "Prometheus evaluates the \(rules.count) rules about Stagegate itself without an error",
            rules.contains { $0.name == watchdog } && bad.isEmpty, seen: "\(rules.count) rules; \(bad)")
    }

    /// What the stories do to rollouts, and to the servers for a moment, is nothing that Stagegate itself is to blame for.
    private static func claimAlerts(_ scene: Scene, _ prometheus: PrometheusClient) async throws {
        let seconds = Int(scene.narrator.elapsedSeconds) + 1
        let fired = try await prometheus.series(#"ALERTS{alertstate="firing"}"#, overSeconds: seconds)
        let names = Set(fired.compactMap { $0["alertname"] }).sorted()
        scene.narrator.claim(
            "of its alerts none but the watchdog fired in all the stories", names == [watchdog],
            seen: names.joined(separator: ", "))
        let received = try await scene.eventually(within: 15) { () async throws -> Bool? in
            await scene.inbox.received("watchdog", watchdog) ? true : nil
        }
        scene.narrator.claim("and the watchdog reached its receiver", received == true, seen: "nothing came")
    }

    private static func claimDashboards(_ scene: Scene, _ prometheus: PrometheusClient) async throws {
        let seconds = Int(scene.narrator.elapsedSeconds) + 1
        for file in try scene.world.files.dashboards() {
            let dashboard = try JSONDecoder().decode(GrafanaDashboard.self, from: Data(contentsOf: file))
            var empty: [String] = []
            for (panel, expression) in dashboard.queries {
                let series = try await prometheus.series(expression, overSeconds: seconds)
                if series.isEmpty { empty.append("\(panel): \(expression)") }
            }
            scene.narrator.claim(
                "each of the \(dashboard.queries.count) queries of the dashboard “\(dashboard.title)” returns data",
                !dashboard.queries.isEmpty && empty.isEmpty, seen: empty.joined(separator: "; "))
        }
    }
}

/// A dashboard, as far as its queries go.
private struct GrafanaDashboard: Decodable {
    struct Panel: Decodable {
        struct Target: Decodable { let expr: String }
        let title: String
        let targets: [Target]?
    }

    struct Annotations: Decodable {
        struct Annotation: Decodable {
            let name: String
            let expr: String
        }
        let list: [Annotation]
    }

    let title: String
    let panels: [Panel]
    let annotations: Annotations

    /// What Grafana asks when everything is chosen, with the title of the panel.
    var queries: [(panel: String, expression: String)] {
        let all =
            panels.flatMap { panel in (panel.targets ?? []).map { (panel.title, $0.expr) } }
            + annotations.list.map { ($0.name, $0.expr) }
        return all.map { panel, expression in
            let filledIn = ["rollout", "gate", "job", "instance"].reduce(expression) {
                $0.replacingOccurrences(of: "\"$\($1)\"", with: "\".*\"")
            }
            return (panel, filledIn.replacingOccurrences(of: "$__rate_interval", with: "15s"))
        }
    }
}
