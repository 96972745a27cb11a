import GateHTTP
import GateModel
import GateRules
import HTTPTransport

/// What the configuration file of the service says.
struct ServiceConfig: Equatable, Sendable {
    /// Labels added to every alert where they are absent.
    var externalLabels: Labels = [:]
    /// Least time between two sends of the same alert.
    var resendDelay: TimeSpan = .minutes(1)
    /// Where the numbers come from.
    var datasource: Datasource
    /// Where alerts go.
    var alerting = AlertingConfig()
    /// Who is told of decisions.
    var webhooks: [WebhookConfig] = []
    /// Patterns of rule files, resolved against the configuration file's folder.
    var ruleFiles: [String] = []
    /// Who may call.
    var access = Access()

    /// Who may call.
    struct Access: Equatable, Sendable {
        /// The file with the bearer tokens; `nil`: there are none.
        var tokensFile: String?
        /// Whether reading needs no credential, as long as there are no users with passwords.
        var anonymousRead = true
        /// Whom the users of the web configuration stand for.
        var users: [String: Actor] = [:]
        /// Whom verified client certificates stand for, by alternative name.
        var certificates: [String: Actor] = [:]
        /// How often one client may call.
        var limits = RateLimits()
    }

    /// A Prometheus server, or one that speaks its API.
    struct Datasource: Equatable, Sendable {
        /// The label `datasource` of our metrics.
        var name = "prometheus"
        var url: String
        var method: QueryMethod = .post
        var params: [String: String] = [:]
        var http = HTTPClientConfig()
    }

    /// How queries are sent.
    enum QueryMethod: String, CaseIterable, Sendable {
        case post = "POST"
        case get = "GET"
    }

    /// Whether another configuration differs in what is read once, when the service starts.
    func needsRestart(for other: ServiceConfig) -> Bool {
        var reloadable = other
        reloadable.ruleFiles = ruleFiles
        reloadable.access = access
        return reloadable != self
    }
}
