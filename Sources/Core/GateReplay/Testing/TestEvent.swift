public import GateModel
public import GateRules

/// Something that happens in a test at a time of its own.
public struct TestEvent: Sendable {
    /// What can happen.
    public enum Action: Equatable, Sendable {
        /// Somebody starts a revision.
        case start(revision: String)
        /// Somebody attests preflight items; all of the rule where none is named.
        case attest([String]?)
        /// Somebody approves a candidate.
        case approve(ApprovedCandidate)
        /// Somebody suspends promotions.
        case hold(reason: String)
        /// Somebody lifts the hold.
        case unhold(reason: String)
        /// Somebody takes the rollout back.
        case rollBack(toStage: String?, reason: String)
        /// Somebody pulls the kill switch.
        case kill(reason: String)
        /// Somebody lets a stopped rollout go on.
        case resume(reason: String)
        /// Somebody ends the attempt.
        case abort(reason: String)
        /// Somebody opens an incident.
        case openIncident(id: String, kind: IncidentKind, note: String)
        /// Somebody resolves an incident.
        case resolveIncident(id: String, note: String)
        /// Somebody adds a note to an incident.
        case noteIncident(id: String, note: String)
        /// Alertmanager reports alerts.
        case report([ReportedAlert])
        /// The source of the numbers begins to answer so.
        case datasource(DatasourceState)
    }

    /// When, from the start of the test.
    public let at: TimeSpan
    /// Where it stands in the file.
    public let position: Position
    /// Who does it.
    public let actor: Actor
    /// What happens.
    public let action: Action
    /// Why it has to be refused; `nil` when it has to be accepted.
    public let refusal: Rejection.Code?

    /// Makes an event.
    public init(
        at: TimeSpan, position: Position = Position(line: 1, column: 1), actor: Actor = TestEvent.tester,
        action: Action, refusal: Rejection.Code? = nil
    ) {
        self.at = at
        self.position = position
        self.actor = actor
        self.action = action
        self.refusal = refusal
    }

    /// Who does what no name stands at.
    public static let tester = Actor(name: "tester", roles: [.admin])
}

/// Which candidate somebody approves.
public enum ApprovedCandidate: String, CaseIterable, Sendable {
    /// The one that stands.
    case current
    /// The last one that stands no more.
    case former
}

/// How the source of the numbers answers.
public enum DatasourceState: String, CaseIterable, Sendable {
    /// In full.
    case up
    /// Not at all.
    case down
    /// With the remark that parts are missing.
    case partial
}

/// An alert as Alertmanager's webhook would bring it.
public struct ReportedAlert: Equatable, Sendable {
    /// Its labels.
    public let labels: Labels
    /// Whether it fires; else it is resolved.
    public let isFiring: Bool
    /// When this firing began, from the start of the test; `nil` for the moment of the report.
    public let startsAt: TimeSpan?
    /// The alert in words.
    public let note: String

    /// Makes an alert.
    public init(labels: Labels, isFiring: Bool = true, startsAt: TimeSpan? = nil, note: String = "") {
        self.labels = labels
        self.isFiring = isFiring
        self.startsAt = startsAt
        self.note = note
    }
}
