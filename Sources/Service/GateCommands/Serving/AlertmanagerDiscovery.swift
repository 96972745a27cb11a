import GateModel
import GateRules
import GateRuntime
import HTTPTransport
import NameResolution
import YAMLReader

/// Finds the members of an entry of `alertmanagers`.
struct AlertmanagerDiscovery: Sendable {
    let config: AlertmanagerConfig
    var resolver = NameResolver()
    /// Makes a target of a member.
    let target: @Sendable (AlertmanagerConfig.Endpoint) -> AlertTarget

    /// How often files are looked at: a change is not to wait for the refresh interval.
    private static let fileInterval = TimeSpan.seconds(5)

    /// One source a mechanism.
    var sources: [AlertTargetSource] {
        var sources: [AlertTargetSource] = []
        if !config.groups.isEmpty {
            sources.append(
                AlertTargetSource(mechanism: "static", refreshInterval: nil) { try targets(config.groups) })
        }
        for files in config.files {
            let interval = min(files.refreshInterval, Self.fileInterval)
            sources.append(
                AlertTargetSource(mechanism: "file", refreshInterval: interval) { try targets(Self.groups(files)) })
        }
        for names in config.names {
            sources.append(
                AlertTargetSource(mechanism: "dns", refreshInterval: names.refreshInterval) {
                    try await targets(groups(names))
                })
        }
        return sources
    }

    private func targets(_ groups: [TargetGroup]) throws(DiscoveryError) -> [AlertTarget] {
        try config.endpoints(of: groups).map(target)
    }

    /// What the files list now; a file that cannot be used leaves everything as it was.
    static func groups(_ discovery: FileDiscovery) throws(DiscoveryError) -> [TargetGroup] {
        var groups: [TargetGroup] = []
        for path in discovery.files.flatMap(Glob.expand) {
            for var group in try Self.read(path) {
                group.labels = group.labels.merging(["__meta_filepath": path])
                groups.append(group)
            }
        }
        return groups
    }

    private static func read(_ path: String) throws(DiscoveryError) -> [TargetGroup] {
        let node: ConfigNode?
        var problems: [Diagnostic]
        if path.hasSuffix(".json") {
            (node, problems) = try json(path)
        } else {
            (node, problems) = FileReader.readYAML(path)
        }
        let context = DecodingContext(file: path)
        let groups = node.flatMap { ValueDecoder<[TargetGroup]>.list(of: TargetGroup.decoder).decode($0, in: context) }
        problems += context.diagnostics
        guard let groups, problems.isEmpty else {
            throw DiscoveryError(problems.map(\.description).joined(separator: "; "))
        }
        return groups
    }

    /// A JSON file; other than YAML it may be indented with tabs.
    private static func json(_ path: String) throws(DiscoveryError) -> (ConfigNode?, [Diagnostic]) {
        switch FileReader.read(path) {
        case .failure(let error): throw DiscoveryError(error.description)
        case .success(let bytes):
            let spaced = bytes.map { $0 == UInt8(ascii: "\t") ? UInt8(ascii: " ") : $0 }
            return YAMLReader.read(spaced, file: path)
        }
    }

    /// What the DNS lists now.
    func groups(_ discovery: NameDiscovery) async throws(DiscoveryError) -> [TargetGroup] {
        var groups: [TargetGroup] = []
        for name in discovery.names {
            do throws(ResolutionError) {
                for record in try await resolver.records(discovery.type, of: name) {
                    groups.append(Self.group(record, name, discovery))
                }
            } catch {
                throw DiscoveryError(error.description)
            }
        }
        return groups
    }

    /// - Source: prometheus/prometheus `discovery/dns/dns.go`.
    private static func group(
        _ record: NameResolver.Record, _ name: String, _ discovery: NameDiscovery
    ) -> TargetGroup {
        let host = discovery.type == .aaaa ? "[\(record.host)]" : record.host
        let port = discovery.type == .srv ? record.port : discovery.port
        var labels: Labels = ["__meta_dns_name": name]
        if discovery.type == .srv {
            labels = labels.merging([
                "__meta_dns_srv_record_target": record.host, "__meta_dns_srv_record_port": "\(record.port)",
            ])
        }
        return TargetGroup(targets: ["\(host):\(port)"], labels: labels)
    }
}
