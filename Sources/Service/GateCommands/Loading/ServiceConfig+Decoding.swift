import GateModel
import GateRules
import HTTPTransport

extension ServiceConfig {
    /// Reads a configuration file with every problem of it.
    ///
    /// Where there is an error among them the configuration is what could be understood, good for nothing but to look at
    /// the files it names.
    static func load(_ path: String) -> (config: ServiceConfig?, diagnostics: [Diagnostic]) {
        let (config, diagnostics, _) = read(path)
        return (config, diagnostics)
    }

    /// The same, with the file as it may be shown.
    static func read(_ path: String) -> (config: ServiceConfig?, diagnostics: [Diagnostic], text: String) {
        let (node, problems) = FileReader.readYAML(path)
        guard let node else { return (nil, problems, "") }
        let context = DecodingContext(file: path)
        let config = decoder(folder: Glob.folder(of: path)).decode(node, in: context)
        let text = ConfigText.text(node, hiding: context.secrets)
        return (config, (problems + context.diagnostics).sorted(), text)
    }

    static func decoder(folder: String) -> ValueDecoder<ServiceConfig> {
        .mapping("the configuration") { keys in
            let global = keys.optional("global", globalDecoder)
            let sources = keys.required("datasources", .nonEmptyList(of: datasourceDecoder(folder)))
            if let sources, sources.count > 1 {
                keys.report("there can be one datasource only", at: "datasources", hint: "remove the others")
            }
            let alerting = keys.optional("alerting", AlertingConfig.decoder(folder)) ?? AlertingConfig()
            let webhooks = keys.optional("webhooks", WebhookConfig.listDecoder(folder)) ?? []
            let files = keys.required("rule_files", .nonEmptyList(of: .nonEmptyString)) ?? []
            let access = keys.optional("access", Access.decoder(folder))
            return sources?.first.map { source in
                ServiceConfig(
                    externalLabels: global?.labels ?? [:], resendDelay: global?.resendDelay ?? .minutes(1),
                    datasource: source, alerting: alerting, webhooks: webhooks,
                    ruleFiles: files.map { Glob.resolve($0, in: folder) }, access: access ?? Access())
            }
        }
    }

    private static var globalDecoder: ValueDecoder<(labels: Labels, resendDelay: TimeSpan)> {
        .mapping("global") { keys in
            // An Alertmanager refuses an alert with a label of another form, and then nobody is told of a stop.
            let labels = keys.value("external_labels", .labels(reserved: []), default: [:])
            return (labels, keys.value("resend_delay", .positiveDuration, default: .minutes(1)))
        }
    }

    private static func datasourceDecoder(_ folder: String) -> ValueDecoder<Datasource> {
        .mapping("a datasource") { keys in
            let name = keys.value("name", .nonEmptyString, default: "prometheus")
            let url = keys.required("url", .httpURL)
            let method = keys.value("method", .choice, default: QueryMethod.post)
            let params = keys.optional("params", .dictionary(of: .string)) ?? []
            let http = HTTPClientConfig.decode(keys, folder: folder)
            return url.map { url in
                Datasource(
                    name: name, url: url, method: method,
                    params: Dictionary(params.map { ($0.key, $0.value) }) { $1 }, http: http)
            }
        }
    }
}

extension ValueDecoder where Value == String {
    /// A target as Prometheus knows it: no scheme, no path.
    static var hostAndPort: ValueDecoder<String> {
        let hint = "for example localhost:9093; scheme and path_prefix have keys of their own"
        return parsed("a host and port", hint: hint, as: TextShape("host:port", pattern: #"^[^/?#@\\\s]+$"#)) { text in
            HostAndPort.isValid(text) ? text : nil
        }
    }

    /// A base URL; a slash at its end is dropped.
    static var httpURL: ValueDecoder<String> {
        wholeURL.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
    }

    /// A URL that nothing is put behind.
    static var wholeURL: ValueDecoder<String> {
        parsed("an http or https URL", hint: "for example http://localhost:9090", as: .webURL) { text in
            HTTPURL(text) == nil ? nil : text
        }
    }
}

extension TextShape {
    /// An http or https URL.
    static let webURL = TextShape("URL", pattern: "^[Hh][Tt][Tt][Pp][Ss]?://[^/]")
}
