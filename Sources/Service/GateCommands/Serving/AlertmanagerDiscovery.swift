import GateModel
import GateRules
import GateRuntime
import HTTPTransport
import NameResolution
import YAMLReader

/// Finds the members of an entry of `alertmanagers`.
struct AlertmanagerDiscovery: Sendable {
    let config: AlertmanagerConfig
    let transport: HTTPTransport
    var resolver = NameResolver()
    /// Makes a target of a member.
    let target: @Sendable (AlertmanagerConfig.Endpoint) -> AlertTarget

    /// How often files are looked at: a change is not to wait for the refresh interval.
    private static let fileInterval = TimeSpan.seconds(5)

    /// How long a server may take to list the members, at most.
    private static let listTimeout = TimeSpan.seconds(30)

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
        for list in config.lists {
            sources.append(
                AlertTargetSource(mechanism: "http", refreshInterval: list.refreshInterval) {
                    try await targets(groups(list))
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
        let problems: [Diagnostic]
        if path.hasSuffix(".json") {
            (node, problems) = try json(path)
        } else {
            (node, problems) = FileReader.readYAML(path)
        }
        return try decode(node, problems, path)
    }

    /// What a list of groups says that was read.
    private static func decode(
        _ node: ConfigNode?, _ problems: [Diagnostic], _ place: String
    ) throws(DiscoveryError) -> [TargetGroup] {
        let context = DecodingContext(file: place)
        let groups = node.flatMap { ValueDecoder<[TargetGroup]>.list(of: TargetGroup.decoder).decode($0, in: context) }
        let problems = problems + context.diagnostics
        guard let groups, problems.isEmpty else {
            throw DiscoveryError(problems.map(\.description).joined(separator: "; "))
        }
        return groups
    }

    /// A JSON file; other than YAML it may be indented with tabs.
    private static func json(_ path: String) throws(DiscoveryError) -> (ConfigNode?, [Diagnostic]) {
        switch FileReader.read(path) {
        case .failure(let error): throw DiscoveryError(error.description)
        case .success(let bytes): return json(bytes, path)
        }
    }

    private static func json(_ bytes: [UInt8], _ place: String) -> (ConfigNode?, [Diagnostic]) {
        YAMLReader.read(bytes.map { $0 == UInt8(ascii: "\t") ? UInt8(ascii: " ") : $0 }, file: place)
    }

    /// What a server lists now.
    ///
    /// - Source: prometheus/prometheus `discovery/http/http.go`: headers, status and type of the answer, `__meta_url`.
    func groups(_ discovery: ListDiscovery) async throws(DiscoveryError) -> [TargetGroup] {
        let place = HTTPURL(discovery.url)?.display ?? "an unusable url"
        let request = HTTPRequest(
            .get, discovery.url,
            headers: [
                HTTPHeader("Accept", "application/json"),
                HTTPHeader("X-Prometheus-Refresh-Interval-Seconds", "\(discovery.refreshInterval.seconds)"),
            ],
            timeoutMilliseconds: Int(clamping: min(discovery.refreshInterval, Self.listTimeout).milliseconds),
            config: discovery.http)
        let response: HTTPResponse
        do throws(TransportError) {
            response = try await transport.send(request)
        } catch {
            throw DiscoveryError(error.message)
        }
        let type = response["content-type"]?.prefix { $0 != ";" && $0 != " " }.lowercased() ?? ""
        guard response.status == 200, type == "application/json" else {
            throw DiscoveryError("GET \(place): status \(response.status), type \(type): not a list of targets")
        }
        let (node, problems) = Self.json(response.body, place)
        return try Self.decode(node, problems, place).map { group in
            TargetGroup(targets: group.targets, labels: group.labels.merging(["__meta_url": place]))
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
