/// Where an attempt is in its life.
///
/// `held` is a flag beside the phase, not a phase. From every phase a start leads to `observing` of a new attempt, unless the
/// same revision is running or an incident is open.
public enum Phase: String, Codable, CaseIterable, Sendable {
    /// Means nobody has started the rollout yet. Can transition to: `observing` (start).
    case pending
    /// Means the stage's window runs. Can transition to: `awaitingApproval` (window complete, approval required),
    /// `observing` of the next stage (approval not required) or of a lower one (rollback), `completed` (last window
    /// complete), `stopped` (stop rule, incident, kill), `aborted`.
    case observing
    /// Means the window is complete and a candidate waits. Can transition to: `observing` of the next stage (approved and
    /// green), of the same one (candidate lost) or of a lower one (rollback), `stopped`, `aborted`.
    case awaitingApproval = "awaiting_approval"
    /// Means the rollout was stopped; its weight can only go down. Can transition to: `observing` (resume), `aborted`.
    case stopped
    /// Means 100 % was green for its window. Can transition to: `stopped` (kill, or an incident that demands
    /// 0 %).
    case completed
    /// Means somebody ended the attempt. Can transition to: nothing but a new attempt.
    case aborted

    /// Whether the attempt is evaluated in this phase.
    public var isEvaluated: Bool {
        switch self {
        case .observing, .awaitingApproval, .stopped: true
        case .pending, .completed, .aborted: false
        }
    }
}
