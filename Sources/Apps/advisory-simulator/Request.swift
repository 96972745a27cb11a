/// Which version answers.
enum Track: String, CaseIterable, Codable, Sendable {
    case canary, stable
}

/// A surface of the advisory service.
enum Surface: String, CaseIterable, Sendable {
    case api = "advisory-api"
    case dashboard = "advisory-dashboard"
    case telegram = "advisory-telegram"
}

/// What a request does.
enum Path: String, CaseIterable, Sendable {
    case read, write
}

/// What a tenant answered to a recommendation.
enum Answer: Equatable, Sendable {
    case none, accepted
    case rejected(RejectReason)
}

/// Why a recommendation was turned down.
enum RejectReason: String, CaseIterable, Sendable {
    case notRelevant = "not_relevant"
    case tooExpensive = "too_expensive"
    case wrongData = "wrong_data"
}

/// One request and what became of it.
struct Request: Equatable, Sendable {
    let surface: Surface
    let track: Track
    let tenant: Tenant
    let path: Path
    let code: StatusCode
    let seconds: Double
    /// The answer to the recommendation that was shown; `nil` when none was shown.
    let answer: Answer?
}

/// The status codes that the service answers with.
enum StatusCode: Int, CaseIterable, Sendable {
    case ok = 200
    case badRequest = 400
    case internalServerError = 500
}

/// Something that must not happen.
struct SafetyEvent: Equatable, Sendable {
    enum Kind: Equatable, Sendable { case isolationBreach, auditAnomaly }

    let kind: Kind
    let track: Track
    let tenant: Tenant
}

/// What happened in one stretch of time.
struct Traffic: Equatable, Sendable {
    var requests: [Request] = []
    var events: [SafetyEvent] = []
    /// Whether the service restarted at its beginning: all counters start at 0 again.
    var restarted = false
}
