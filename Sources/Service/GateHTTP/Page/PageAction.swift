import GateModel
import GateRules
import GateRuntime

/// What people can do on the page; the raw value stands in the path.
enum PageAction: String, CaseIterable, Sendable {
    case approve
    case start
    case resume
    case hold
    case unhold
    case rollback
    case abort
    case preflight
    case openIncident = "open-incident"
    case noteIncident = "note-incident"
    case resolveIncident = "resolve-incident"
    case kill

    /// The call of the API that does the same; who may do it is said there and nowhere else.
    var route: Route {
        switch self {
        case .approve: .approve
        case .start: .start
        case .resume: .resume
        case .hold: .hold
        case .unhold: .unhold
        case .rollback: .rollback
        case .abort: .abort
        case .preflight: .preflight
        case .openIncident: .openIncident
        case .noteIncident: .noteIncident
        case .resolveIncident: .resolveIncident
        case .kill: .kill
        }
    }

    /// What the button and the page that asks say.
    var title: String {
        switch self {
        case .approve: "Approve the candidate"
        case .start: "Start a revision"
        case .resume: "Resume"
        case .hold: "Hold"
        case .unhold: "Lift the hold"
        case .rollback: "Roll back"
        case .abort: "Abort"
        case .preflight: "Attest a checklist item"
        case .openIncident: "Open an incident"
        case .noteIncident: "Add a note"
        case .resolveIncident: "Resolve the incident"
        case .kill: "Kill switch"
        }
    }

    /// What is said once it was done.
    var done: String {
        switch self {
        case .approve: "The candidate is approved; the next green evaluation promotes it."
        case .start: "The revision is started."
        case .resume: "The rollout goes on; its window begins anew."
        case .hold: "The rollout is held."
        case .unhold: "The hold is lifted."
        case .rollback: "The rollout was taken back."
        case .abort: "The attempt was ended."
        case .preflight: "The item is attested."
        case .openIncident: "The incident is open."
        case .noteIncident: "The note was added."
        case .resolveIncident: "The incident is resolved."
        case .kill: "The kill switch was pulled; the weight is 0 %."
        }
    }

    /// What this actor may do.
    static func allowed(to actor: Actor?) -> Set<PageAction> {
        Set(allCases.filter { RouteAuthority.of($0.route).admits(actor) })
    }

    /// Whether it makes sense for the rollout as a whole as it is; what belongs to an item or an incident stands beside that.
    func fits(_ state: RolloutState) -> Bool {
        let attempt = state.attempt
        let isRunning = state.phase.isEvaluated
        switch self {
        case .approve: return attempt?.candidate != nil && attempt?.phase == .awaitingApproval
        case .start, .openIncident: return true
        case .resume: return state.phase == .stopped
        case .hold: return isRunning && attempt?.hold == nil
        case .unhold: return isRunning && attempt?.hold != nil
        case .rollback: return isRunning && state.weight > .zero
        case .abort: return isRunning
        case .kill: return isRunning || state.phase == .completed
        case .preflight, .noteIncident, .resolveIncident: return false
        }
    }
}
