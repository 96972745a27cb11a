import GateEngine
import GateModel
import GateRules
import HTTPTransport

/// Somebody who is told of decisions.
struct WebhookConfig: Equatable, Sendable {
    var name: String
    /// Where to; often a secret.
    var url: SecretSource
    /// What messages are signed with; `nil` leaves them unsigned.
    var secret: SecretSource?
    var filter = WebhookFilter()
    var timeout = TimeSpan.seconds(10)
    var http = HTTPClientConfig()

    static func listDecoder(_ folder: String) -> ValueDecoder<[WebhookConfig]> {
        ValueDecoder<[Located<WebhookConfig>]>.list(of: .located(decoder(folder))).requiringUniqueNames()
    }

    private static func decoder(_ folder: String) -> ValueDecoder<WebhookConfig> {
        .mapping("a webhook") { keys in
            let name = keys.required("name", .nonEmptyString)
            let url = urlSource(keys, folder)
            let secret = keys.optional("secret_file", .nonEmptyString)
                .map { SecretSource.file(Glob.resolve($0, in: folder)) }
            var filter = keys.optional("filter", filterDecoder) ?? WebhookFilter()
            filter.sendsResolved = keys.value("send_resolved", .bool, default: true)
            let timeout = keys.value("timeout", .positiveDuration, default: .seconds(10))
            let http = HTTPClientConfig.decode(keys, folder: folder)
            guard let name, let url else { return nil }
            return WebhookConfig(
                name: name, url: url, secret: secret, filter: filter, timeout: timeout, http: http)
        }
    }

    private static func urlSource(_ keys: MappingDecoder, _ folder: String) -> SecretSource? {
        let key = keys.exactlyOne(of: ["url", "url_file"])
        let inline = keys.optional("url", .secretURL).map(SecretSource.inline)
        let path = keys.optional("url_file", .nonEmptyString).map { SecretSource.file(Glob.resolve($0, in: folder)) }
        return key.flatMap { $0 == "url" ? inline : path }
    }

    private static var filterDecoder: ValueDecoder<WebhookFilter> {
        .mapping("a filter") { keys in
            WebhookFilter(
                decisions: keys.value("decisions", .nonEmptyList(of: .choice), default: []),
                phases: keys.value("phases", .nonEmptyList(of: .choice), default: []),
                rollouts: keys.value("rollouts", .nonEmptyList(of: .linearPattern), default: []))
        }
    }
}

extension ValueDecoder where Value == [Located<WebhookConfig>] {
    /// The webhooks without their places; a name given twice is reported.
    fileprivate func requiringUniqueNames() -> ValueDecoder<[WebhookConfig]> {
        ValueDecoder<[WebhookConfig]>(expected, as: shape) { node, context in
            guard let located = decode(node, in: context) else { return nil }
            var seen: Set<String> = []
            for webhook in located where !seen.insert(webhook.value.name).inserted {
                context.report("the webhook `\(webhook.value.name)` is named twice", at: webhook.position)
            }
            return located.map(\.value)
        }
    }
}

extension ValueDecoder where Value == String {
    /// An http or https URL that is never shown.
    fileprivate static var secretURL: ValueDecoder {
        ValueDecoder("an http or https URL", as: .text(.webURL)) { node, context in
            context.noteSecret(at: node.position)
            guard let text = ValueDecoder.nonEmptyString.decode(node, in: context) else { return nil }
            if HTTPURL(text) != nil { return text }
            context.report("this is not an http or https URL", at: node.position)
            return nil
        }
    }
}
