/// The kinds of safety event the protocol knows.
public enum IncidentKind: String, Codable, CaseIterable, Sendable {
    /// A Sev-1 incident.
    case sev1
    /// A Sev-2 incident.
    case sev2
    /// Data of one tenant was reachable for another.
    case tenantIsolationBreach = "tenant_isolation_breach"
    /// The audit trail is not what it should be.
    case auditAnomaly = "audit_anomaly"

    /// Whether the rollout goes to 0 % in the same step, whatever the rule says.
    ///
    /// - Source: protocol §6 and `design.md` §8.
    public var demandsZero: Bool { self != .auditAnomaly }
}

/// A safety event: open until somebody resolves it.
public struct Incident: Hashable, Codable, Sendable {
    /// Unique within its rollout; given by whoever opens it, so that opening twice does nothing twice.
    public let id: String
    /// What happened.
    public let kind: IncidentKind
    /// When it was opened.
    public let openedAt: Timestamp
    /// Who or what opened it.
    public let openedBy: String
    /// What is known about it.
    public let note: String

    /// Makes an incident.
    public init(id: String, kind: IncidentKind, openedAt: Timestamp, openedBy: String, note: String) {
        self.id = id
        self.kind = kind
        self.openedAt = openedAt
        self.openedBy = openedBy
        self.note = note
    }
}
