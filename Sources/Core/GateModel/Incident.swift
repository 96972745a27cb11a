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

/// A safety event: open until somebody, or what opened it, resolves it.
public struct Incident: Hashable, Codable, Sendable {
    /// Unique within its rollout; given by whoever opens it, so that opening twice does nothing twice.
    public let id: String
    /// What happened.
    public let kind: IncidentKind
    /// When it was opened.
    public let openedAt: Timestamp
    /// Who or what opened it.
    public let openedBy: String
    /// What was known about it then.
    public let note: String
    /// The trace of the step that opened it; `nil` where nobody said.
    public let trace: TraceID?
    /// What it came from, and with that what may resolve it beside a person.
    public var source: IncidentSource
    /// What was learned later, oldest first; notes are added and never changed.
    public var notes: [IncidentNote]

    /// Makes an incident.
    public init(
        id: String, kind: IncidentKind, openedAt: Timestamp, openedBy: String, note: String, trace: TraceID? = nil,
        source: IncidentSource = .person
    ) {
        self.id = id
        self.kind = kind
        self.openedAt = openedAt
        self.openedBy = openedBy
        self.note = note
        self.trace = trace
        self.source = source
        notes = []
    }
}

extension Incident {
    /// Reads an incident; one from before there were sources was opened by a person.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(String.self, forKey: .id)
        kind = try container.decode(IncidentKind.self, forKey: .kind)
        openedAt = try container.decode(Timestamp.self, forKey: .openedAt)
        openedBy = try container.decode(String.self, forKey: .openedBy)
        note = try container.decode(String.self, forKey: .note)
        trace = try container.decodeIfPresent(TraceID.self, forKey: .trace)
        source = try container.decodeIfPresent(IncidentSource.self, forKey: .source) ?? .person
        notes = try container.decodeIfPresent([IncidentNote].self, forKey: .notes) ?? []
    }
}

/// What an incident came from.
public enum IncidentSource: Hashable, Codable, Sendable {
    /// Somebody said so.
    case person
    /// An alert of Alertmanager; its resolution resolves the incident.
    case alert(AlertOccurrence)
    /// A series for which the expression of a stop rule was true, and the first of the grid points at which it has been
    /// known to be gone without a break; `nil` while it is true or nobody knows.
    case series(stopRule: String, labels: Labels, goneSince: Timestamp?)
}

/// Something learned about an incident.
public struct IncidentNote: Hashable, Codable, Sendable {
    /// When it was written.
    public let at: Timestamp
    /// Who wrote it.
    public let author: String
    /// What it says.
    public let text: String

    /// Makes a note.
    public init(at: Timestamp, author: String, text: String) {
        self.at = at
        self.author = author
        self.text = text
    }
}

/// An incident that is over.
public struct ResolvedIncident: Hashable, Codable, Sendable {
    /// The incident; notes can still be added.
    public var incident: Incident
    /// When it was resolved.
    public let resolvedAt: Timestamp
    /// Who or what resolved it.
    public let resolvedBy: String
    /// What was said then.
    public let resolution: String

    /// Makes a record of an incident that is over.
    public init(incident: Incident, resolvedAt: Timestamp, resolvedBy: String, resolution: String) {
        self.incident = incident
        self.resolvedAt = resolvedAt
        self.resolvedBy = resolvedBy
        self.resolution = resolution
    }
}

/// How much is remembered of incidents; everything that was ever said stays in the journal.
public enum IncidentLimits {
    /// Incidents of one kind that may be open at a time; one more would change nothing for the rollout.
    public static let openOfOneKind = 100
    /// Incidents that are over and still shown, the newest.
    public static let resolved = 20
    /// Notes of one incident.
    public static let notes = 50
    /// Alerts of which the last resolution is remembered, the newest.
    public static let alertMemories = 256
    /// Incident notes in the evidence of one visit.
    public static let visitNotes = 200
}
