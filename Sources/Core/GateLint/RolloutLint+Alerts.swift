import GateEngine
import GateModel
import GateRules

extension RolloutLint {
    /// Alerts that nobody hears of.
    mutating func checkAlerts() {
        guard let routing = surroundings.routing else { return }
        var lost: [String: [DiagnosticID: [String]]] = [:]
        var names: [String] = []
        for labels in AlertCatalogue.labels(of: rule) {
            guard let id = Self.problem(of: labels, routing) else { continue }
            let name = labels["alertname"] ?? ""
            if !names.contains(name) { names.append(name) }
            lost[name, default: [:]][id, default: []].append(Self.cause(labels))
        }
        for name in names {
            for (id, causes) in (lost[name] ?? [:]).sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                report(id, name, causes, routing)
            }
        }
    }

    private mutating func report(
        _ id: DiagnosticID, _ alert: String, _ causes: [String], _ routing: LintSurroundings.Routing
    ) {
        let shown = causes.prefix(3).joined(separator: ", ") + (causes.count > 3 ? " and \(causes.count - 3) more" : "")
        let what = id == .alertToNobody ? "tells nobody" : "reaches only the default receiver"
        report(
            id, at: place["name"], "the alert \(alert) (\(shown)) \(what) under the routes of \(routing.file)",
            hint: id == .alertToNobody
                ? "give its receiver an integration, or do not drop it on the way"
                : "add a route with a matcher such as alertname=~\"Stagegate.+\"")
    }

    /// What is wrong with where an alert goes, on every way it takes.
    private static func problem(of labels: Labels, _ routing: LintSurroundings.Routing) -> DiagnosticID? {
        let ways = routing.relabel(labels).compactMap(\.self)
        let destinations = ways.flatMap { routing.tree.destinations(for: $0) }
        let heard = destinations.filter { destination in
            routing.tree.receiver(named: destination.receiver)?.integrations.isEmpty == false
        }
        if heard.isEmpty { return .alertToNobody }
        // Where there is but one route, everything is meant to take it.
        return routing.tree.hasRoutes && heard.allSatisfy(\.isDefault) ? .alertToDefault : nil
    }

    /// What tells an alert from others of its name: `gate="read-p95"`.
    private static func cause(_ labels: Labels) -> String {
        let names = ["stop_rule", "gate", "incident_kind", "stage"]
        guard let name = names.first(where: { labels[$0] != nil }) else { return "always" }
        return "\(name)=\(PromQLString.quote(labels[name] ?? ""))"
    }
}
