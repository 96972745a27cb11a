import AlertmanagerAPI
import GateModel
import GateRules
import HTTPTransport
import NameResolution

/// Where alerts go, in Prometheus's own form.
///
/// - Source: prometheus/prometheus `docs/configuration/configuration.md` (`alerting`, `alertmanager_config`).
struct AlertingConfig: Equatable, Sendable {
    /// What becomes of every alert's labels.
    var alertRelabeling: [RelabelRule] = []
    var alertmanagers: [AlertmanagerConfig] = []
}

/// Alertmanagers that are spoken to in the same way.
struct AlertmanagerConfig: Equatable, Sendable {
    /// How the alerts are reached.
    enum Scheme: String, CaseIterable, Sendable {
        case http
        case https
    }

    var scheme = Scheme.http
    /// The path before `/api/v2/alerts`, with its leading slash; empty for none.
    var pathPrefix = ""
    var timeout = TimeSpan.seconds(10)
    var http = HTTPClientConfig()
    /// What becomes of the members' labels: they can be dropped or led elsewhere.
    var relabeling: [RelabelRule] = []
    /// What becomes of an alert's labels on the way to these members alone.
    var alertRelabeling: [RelabelRule] = []
    var groups: [TargetGroup] = []
    var files: [FileDiscovery] = []
    var names: [NameDiscovery] = []
    var lists: [ListDiscovery] = []

    /// One member.
    struct Endpoint: Equatable, Sendable {
        /// Its name: the base URL, or the whole one where that does not end as usual.
        let name: String
        /// Where alerts are posted to.
        let alertsURL: String
    }

    /// The members that groups of targets stand for, each once.
    ///
    /// - Throws: `DiscoveryError` when a label makes an address that cannot be used.
    /// - Source: prometheus/prometheus `notifier/util.go` (`AlertmanagerFromGroup`).
    func endpoints(of groups: [TargetGroup]) throws(DiscoveryError) -> [Endpoint] {
        var endpoints: [Endpoint] = []
        for group in groups {
            for target in group.targets {
                let own: Labels = [
                    "__scheme__": scheme.rawValue, "__alerts_path__": pathPrefix + AlertmanagerClient.alertsPath,
                ]
                let labels = own.merging(group.labels).merging(["__address__": target])
                guard let kept = RelabelRule.apply(relabeling, to: labels) else { continue }
                let endpoint = try Self.endpoint(kept)
                if !endpoints.contains(where: { $0.name == endpoint.name }) { endpoints.append(endpoint) }
            }
        }
        return endpoints
    }

    private static func endpoint(_ labels: Labels) throws(DiscoveryError) -> Endpoint {
        let address = labels["__address__"] ?? ""
        let path = labels["__alerts_path__"] ?? ""
        let url = "\(labels["__scheme__"] ?? "")://\(address)\(path.hasPrefix("/") ? "" : "/")\(path)"
        guard HostAndPort.isValid(address), HTTPURL(url) != nil else {
            throw DiscoveryError("the labels \(labels) make no address of an alertmanager")
        }
        let isUsual = url.hasSuffix(AlertmanagerClient.alertsPath)
        return Endpoint(
            name: isUsual ? String(url.dropLast(AlertmanagerClient.alertsPath.count)) : url, alertsURL: url)
    }
}

/// Targets with labels they have in common.
struct TargetGroup: Equatable, Sendable {
    var targets: [String]
    var labels: Labels = [:]
}

/// Members that files list.
struct FileDiscovery: Equatable, Sendable {
    /// Patterns of file names.
    var files: [String]
    /// How often they are read at the least.
    var refreshInterval = TimeSpan.minutes(5)
}

/// Members that the DNS lists.
struct NameDiscovery: Equatable, Sendable {
    var names: [String]
    var type = NameResolver.RecordType.srv
    /// The port, where the records say none.
    var port = 0
    var refreshInterval = TimeSpan.seconds(30)
}

/// Members that a server lists.
struct ListDiscovery: Equatable, Sendable {
    var url: String
    var refreshInterval = TimeSpan.seconds(60)
    var http = HTTPClientConfig()
}

/// Why members could not be found.
struct DiscoveryError: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// A target as Prometheus knows it: no scheme, no path, nobody's name.
enum HostAndPort {
    static func isValid(_ text: String) -> Bool {
        let isPlain = !text.isEmpty && !text.contains { "/?#@\\".contains($0) || $0.isWhitespace }
        return isPlain && HTTPURL("http://\(text)") != nil
    }
}
