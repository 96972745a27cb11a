/// Something that is proven by machine before a start.
public enum PreflightCheckKind: String, Codable, CaseIterable, Sendable {
    /// A test alert reached receivers at every Alertmanager.
    case alertRouting = "alert_routing"
    /// The datasource answers, and the queries of the rule return data.
    case datasource
    /// A stop rule fired in a drill.
    case drillStop = "drill_stop"
    /// A gate failed in a drill, and the rollout went back.
    case drillRollback = "drill_rollback"
    /// The kill switch was pulled in a drill.
    case drillKill = "drill_kill"
}

/// What a machine found when it tried to prove something.
public struct PreflightCheck: Equatable, Codable, Sendable {
    /// What was tried.
    public let kind: PreflightCheckKind
    /// The digest of the rule it was tried for.
    public let ruleDigest: String
    /// Why it is not proven; `nil` when it is.
    public let failure: String?
    /// What was seen, a sentence each.
    public let evidence: [String]
    /// Whom a test alert was routed to, by each Alertmanager; empty for everything else.
    public let routes: [MemberRoute]

    /// Makes a finding.
    public init(
        _ kind: PreflightCheckKind, ruleDigest: String, failure: String? = nil, evidence: [String] = [],
        routes: [MemberRoute] = []
    ) {
        self.kind = kind
        self.ruleDigest = ruleDigest
        self.failure = failure
        self.evidence = evidence
        self.routes = routes
    }
}

/// What one Alertmanager did with an alert.
public struct MemberRoute: Equatable, Codable, Sendable {
    /// Its base URL.
    public let member: String
    /// The receivers the alert was routed to, sorted.
    public let receivers: [String]
    /// Alertmanager's word for who is told: `active`, `suppressed`, `unprocessed`; empty where it was not read.
    public let state: String
    /// Why nobody may have been told; `nil` when the alert was routed.
    public let problem: String?

    /// Makes a route.
    public init(member: String, receivers: [String] = [], state: String = "", problem: String? = nil) {
        self.member = member
        self.receivers = receivers.sorted()
        self.state = state
        self.problem = problem
    }
}

/// The newest finding of a kind, as the rollout remembers it.
public struct PreflightFinding: Equatable, Codable, Sendable {
    /// What was found.
    public let check: PreflightCheck
    /// Who asked for it.
    public let actor: String
    /// When it was recorded: from then on it counts.
    public let at: Timestamp
    /// The trace of everything that was done to find it.
    public let trace: TraceID

    /// Makes a finding.
    public init(check: PreflightCheck, actor: String, at: Timestamp, trace: TraceID) {
        self.check = check
        self.actor = actor
        self.at = at
        self.trace = trace
    }
}

/// A test of the alert routing while it lasts: its alert fires.
public struct RoutingTest: Equatable, Codable, Sendable {
    /// When it began.
    public let since: Timestamp
    /// Who asked for it.
    public let actor: String
    /// Its trace.
    public let trace: TraceID

    /// Makes a test.
    public init(since: Timestamp, actor: String, trace: TraceID) {
        self.since = since
        self.actor = actor
        self.trace = trace
    }
}
