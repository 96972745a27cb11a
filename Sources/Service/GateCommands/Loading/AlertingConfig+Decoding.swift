import GateModel
import GateRules
import HTTPTransport
import NameResolution

extension AlertingConfig {
    static func decoder(_ folder: String) -> ValueDecoder<AlertingConfig> {
        .mapping("alerting") { keys in
            AlertingConfig(
                alertRelabeling: keys.value("alert_relabel_configs", .relabelRules, default: []),
                alertmanagers: keys.required("alertmanagers", .list(of: AlertmanagerConfig.decoder(folder))) ?? [])
        }
    }
}

extension AlertmanagerConfig {
    private static let discoveries = ["static_configs", "file_sd_configs", "dns_sd_configs", "http_sd_configs"]

    /// Version 1 of the API is gone since Alertmanager 0.27.
    private enum APIVersion: String, CaseIterable {
        case v2
    }

    /// One entry of `alertmanagers` names several members: each of its targets is one.
    static func decoder(_ folder: String) -> ValueDecoder<AlertmanagerConfig> {
        .mapping("an Alertmanager") { keys in
            _ = keys.value("api_version", .choice, default: APIVersion.v2)
            let config = AlertmanagerConfig(
                scheme: keys.value("scheme", .choice, default: .http),
                pathPrefix: trimmed(keys.value("path_prefix", .string, default: "/")),
                timeout: keys.value("timeout", .positiveDuration, default: .seconds(10)),
                http: HTTPClientConfig.decode(keys, folder: folder),
                relabeling: keys.value("relabel_configs", .relabelRules, default: []),
                alertRelabeling: keys.value("alert_relabel_configs", .relabelRules, default: []),
                groups: keys.value("static_configs", .list(of: TargetGroup.decoder), default: []),
                files: keys.value("file_sd_configs", .list(of: FileDiscovery.decoder(folder)), default: []),
                names: keys.value("dns_sd_configs", .list(of: NameDiscovery.decoder), default: []),
                lists: keys.value("http_sd_configs", .list(of: ListDiscovery.decoder(folder)), default: []))
            let list = discoveries.map { "`\($0)`" }.joined(separator: ", ")
            keys.requireAny(of: discoveries, otherwise: "an Alertmanager needs at least one of \(list)")
            do throws(DiscoveryError) {
                _ = try config.endpoints(of: config.groups)
            } catch {
                keys.report(error.description, at: "relabel_configs")
            }
            return config
        }
    }

    private static func trimmed(_ prefix: String) -> String {
        let parts = prefix.split(separator: "/")
        return parts.isEmpty ? "" : "/" + parts.joined(separator: "/")
    }
}

extension TargetGroup {
    static var decoder: ValueDecoder<TargetGroup> {
        .mapping("a group of targets") { keys in
            let targets = keys.required("targets", .list(of: .hostAndPort))
            let labels = keys.value("labels", .labels(reserved: []), default: [:])
            return targets.map { TargetGroup(targets: $0, labels: labels) }
        }
    }
}

extension FileDiscovery {
    fileprivate static func decoder(_ folder: String) -> ValueDecoder<FileDiscovery> {
        .mapping("a file discovery") { keys in
            let files = keys.required("files", .nonEmptyList(of: pattern))
            let interval = keys.value("refresh_interval", .positiveDuration, default: .minutes(5))
            return files.map {
                FileDiscovery(files: $0.map { Glob.resolve($0, in: folder) }, refreshInterval: interval)
            }
        }
    }

    /// - Source: prometheus/prometheus `discovery/file/file.go` takes these endings alone.
    private static var pattern: ValueDecoder<String> {
        let shape = TextShape("pattern of files", pattern: #"\.(json|yml|yaml)$"#)
        return .parsed("a pattern of .json, .yml or .yaml files", hint: "for example alertmanagers/*.yml", as: shape) {
            text in
            [".json", ".yml", ".yaml"].contains(where: text.hasSuffix) ? text : nil
        }
    }
}

extension NameDiscovery {
    fileprivate static var decoder: ValueDecoder<NameDiscovery> {
        .mapping("a DNS discovery") { keys in
            let names = keys.required("names", .nonEmptyList(of: .nonEmptyString))
            let type: NameResolver.RecordType = keys.value("type", .choice, default: .srv)
            let port = keys.optional(
                "port", .integer(in: 1...65_535))
            let interval = keys.value("refresh_interval", .positiveDuration, default: .seconds(30))
            if type != .srv, port == nil, !keys.has("port") {
                keys.report("`port` is missing: records of type \(type.rawValue) have none", at: nil)
            }
            return names.map {
                NameDiscovery(names: $0, type: type, port: port ?? 0, refreshInterval: interval)
            }
        }
    }
}

extension ListDiscovery {
    fileprivate static func decoder(_ folder: String) -> ValueDecoder<ListDiscovery> {
        .mapping("an HTTP discovery") { keys in
            let url = keys.required("url", .wholeURL)
            let interval = keys.value("refresh_interval", .positiveDuration, default: .seconds(60))
            let http = HTTPClientConfig.decode(keys, folder: folder)
            return url.map { ListDiscovery(url: $0, refreshInterval: interval, http: http) }
        }
    }
}
