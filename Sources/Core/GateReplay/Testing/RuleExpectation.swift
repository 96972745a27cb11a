public import GateModel
public import GateRules

/// What has to be seen at one time; what is not named is not compared.
public struct RuleExpectation: Sendable {
    /// When, from the start of the test.
    public let at: TimeSpan
    /// Where it stands in the file.
    public let position: Position
    /// What has to be so, in the order of the file.
    public let facts: [ExpectedFact]

    /// Makes an expectation.
    public init(at: TimeSpan, position: Position = Position(line: 1, column: 1), facts: [ExpectedFact]) {
        self.at = at
        self.position = position
        self.facts = facts
    }
}

/// One thing that has to be so.
public struct ExpectedFact: Sendable {
    /// What can be named.
    public enum Content: Sendable {
        /// The phase.
        case phase(Phase)
        /// The stage's name.
        case stage(String)
        /// The share of traffic on the canary.
        case weight(Weight)
        /// Whether promotions are suspended.
        case held(Bool)
        /// The newest verdict on a gate.
        case gate(String, ExpectedVerdict)
        /// The newest verdict on what a stop rule measures.
        case stopRule(String, ExpectedVerdict)
        /// The decisions since the expectation before, all of them and in their order.
        case decisions([ExpectedDecision])
        /// Alerts that fire, or do not; an empty list says that none fires.
        case alerts([ExpectedAlert])
        /// Open incidents; the list is complete.
        case incidents([ExpectedIncident])
        /// The visits to stages so far, oldest first, the present one last; the list is complete.
        case visits([ExpectedVisit])
    }

    /// What has to be so.
    public let content: Content
    /// Where it stands in the file.
    public let position: Position

    /// Makes a fact.
    public init(_ content: Content, at position: Position = Position(line: 1, column: 1)) {
        self.content = content
        self.position = position
    }
}

/// A number that has to be seen.
public enum ExpectedNumber: Equatable, Sendable {
    /// This one, up to one part in a million: what is written has fewer digits than what is computed.
    case about(Double)
    /// One that compares like this.
    case compares(Comparison, Double)
    /// NaN or an infinity.
    case special(SampleValue)
}

/// A verdict that has to be seen.
public struct ExpectedVerdict: Sendable {
    /// What it comes to.
    public var outcome: Outcome?
    /// Why.
    public var reason: Reason?
    /// What was measured.
    public var value: ExpectedNumber?
    /// What it was held against.
    public var threshold: ExpectedNumber?
    /// How many events it rests on.
    public var events: ExpectedNumber?
    /// Whether the gate only gathers its baseline.
    public var isCollecting: Bool?

    /// Makes a verdict.
    public init(
        outcome: Outcome? = nil, reason: Reason? = nil, value: ExpectedNumber? = nil, threshold: ExpectedNumber? = nil,
        events: ExpectedNumber? = nil, isCollecting: Bool? = nil
    ) {
        self.outcome = outcome
        self.reason = reason
        self.value = value
        self.threshold = threshold
        self.events = events
        self.isCollecting = isCollecting
    }
}

/// A decision that has to be made.
public struct ExpectedDecision: Sendable {
    /// What is decided.
    public var kind: Decision.Kind
    /// What causes it.
    public var cause: String?
    /// The stage before.
    public var fromStage: String?
    /// The stage after.
    public var toStage: String?
    /// Who decides.
    public var owner: String?
    /// What the whole reason has to match.
    public var reason: LinearPattern?

    /// Makes a decision.
    public init(
        kind: Decision.Kind, cause: String? = nil, fromStage: String? = nil, toStage: String? = nil,
        owner: String? = nil, reason: LinearPattern? = nil
    ) {
        self.kind = kind
        self.cause = cause
        self.fromStage = fromStage
        self.toStage = toStage
        self.owner = owner
        self.reason = reason
    }
}

/// An alert that has to fire, or not to.
public struct ExpectedAlert: Sendable {
    /// Labels it has, `alertname` among them.
    public var labels: Labels
    /// Annotations it has.
    public var annotations: Labels
    /// Whether it fires.
    public var isFiring: Bool
    /// Whom Alertmanager would tell, in the order of its routes; `nil` where that is not compared.
    public var receivers: [String]?

    /// Makes an alert.
    public init(labels: Labels, annotations: Labels = [:], isFiring: Bool = true, receivers: [String]? = nil) {
        self.labels = labels
        self.annotations = annotations
        self.isFiring = isFiring
        self.receivers = receivers
    }
}

/// An incident that has to be open.
public struct ExpectedIncident: Sendable {
    /// Its kind.
    public var kind: IncidentKind
    /// Its id.
    public var id: String?
    /// Who opened it.
    public var openedBy: String?

    /// Makes an incident.
    public init(kind: IncidentKind, id: String? = nil, openedBy: String? = nil) {
        self.kind = kind
        self.id = id
        self.openedBy = openedBy
    }
}

/// A visit to a stage, as the evidence keeps it.
public struct ExpectedVisit: Sendable {
    /// The stage.
    public var stage: String
    /// The decision that ended it.
    public var decision: Decision.Kind?
    /// Who decided.
    public var owner: String?
    /// What one of its notes has to match as a whole.
    public var note: LinearPattern?

    /// Makes a visit.
    public init(stage: String, decision: Decision.Kind? = nil, owner: String? = nil, note: LinearPattern? = nil) {
        self.stage = stage
        self.decision = decision
        self.owner = owner
        self.note = note
    }
}
