/// A decision about a rollout, as it is recorded, logged, counted and told.
public struct Decision: Equatable, Codable, Sendable {
    /// What was decided.
    public enum Kind: String, Codable, CaseIterable, Sendable {
        /// An attempt began at stage 0.
        case start
        /// The window is complete and the candidate waits for its approval.
        case requestApproval = "request_approval"
        /// The candidate was approved; promotion follows at the next green evaluation.
        case approve
        /// The rollout went one stage up.
        case promote
        /// Promotions were suspended.
        case hold
        /// Promotions are possible again.
        case unhold
        /// The rollout went to a lower stage.
        case rollBack = "roll_back"
        /// The rollout was stopped.
        case stop
        /// A stopped rollout goes on.
        case resume
        /// The last window is complete.
        case complete
        /// The attempt was ended.
        case abort
        /// The attempt made way for another revision.
        case supersede
        /// The rule changed under a running attempt.
        case adoptRule = "adopt_rule"
    }

    /// What was decided.
    public let kind: Kind
    /// The attempt it was decided for.
    public let attempt: Int
    /// When: the evaluation timestamp for decisions of an evaluation, else the time of the call.
    public let at: Timestamp
    /// Who decided: the actor of the event.
    public let owner: String
    /// The trace.
    public let trace: TraceID
    /// The stage before.
    public let fromStage: String
    /// The stage after.
    public let toStage: String
    /// The weight before.
    public let fromWeight: Weight
    /// The weight after.
    public let toWeight: Weight
    /// What caused it: the name of a gate or stop rule, `incident:<kind>`, `kill_switch`, `operator`, `rules`; empty when
    /// nothing but the window did.
    public let cause: String
    /// The reason in words: value, threshold and the rule that applied.
    public let reason: String

    /// Makes a decision.
    public init(
        kind: Kind, attempt: Int, at: Timestamp, owner: String, trace: TraceID, fromStage: String, toStage: String,
        fromWeight: Weight, toWeight: Weight, cause: String, reason: String
    ) {
        self.kind = kind
        self.attempt = attempt
        self.at = at
        self.owner = owner
        self.trace = trace
        self.fromStage = fromStage
        self.toStage = toStage
        self.fromWeight = fromWeight
        self.toWeight = toWeight
        self.cause = cause
        self.reason = reason
    }
}

/// Why a request was refused; nothing changed.
public struct Rejection: Error, Equatable, Codable, Sendable {
    /// A closed set of codes; the API answers 403 for the authority ones and 409 for the others.
    public enum Code: String, Codable, CaseIterable, Sendable {
        /// The actor lacks the role.
        case missingRole = "missing_role"
        /// The actor is not on call.
        case notOnCall = "not_on_call"
        /// The actor started the attempt, and the rule wants a second person.
        case twoPerson = "two_person"
        /// There is no running attempt.
        case notRunning = "not_running"
        /// The phase does not allow it.
        case wrongPhase = "wrong_phase"
        /// This revision is already being rolled out, or a drill would come between an attempt and its people.
        case alreadyRunning = "already_running"
        /// The window is not complete: there is nothing to approve.
        case noCandidate = "no_candidate"
        /// Another candidate stands by now.
        case outdatedCandidate = "outdated_candidate"
        /// A gate is not green.
        case notGreen = "not_green"
        /// A safety event is open.
        case incidentOpen = "incident_open"
        /// Preflight items are missing.
        case preflightMissing = "preflight_missing"
        /// The preflight item is not one that can be proven this way.
        case wrongProof = "wrong_proof"
        /// Another rule is in force than the one that was approved.
        case outdatedRule = "outdated_rule"
        /// There is no such stage, item or incident.
        case unknownName = "unknown_name"
        /// The stage named is not lower than the present one.
        case notLower = "not_lower"
        /// A reason is required.
        case reasonRequired = "reason_required"
        /// This was done before.
        case alreadyDone = "already_done"
    }

    /// The code.
    public let code: Code
    /// What is missing and what to do, safe to show.
    public let message: String

    /// Makes a rejection.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
