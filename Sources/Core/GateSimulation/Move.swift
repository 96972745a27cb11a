/// One thing that can happen in a simulated world.
public enum Move: String, CaseIterable, Sendable {
    /// The next grid point, every verdict a pass.
    case pass
    /// The next grid point, so little traffic that gates with confidence may stay undecided; the others pass.
    case thin
    /// The next grid point, the first gate fails.
    case fail
    /// The next grid point, a regression: gates with confidence see it, the others pass.
    case regression
    /// The next grid point, nothing can be measured.
    case blind
    /// The next grid point, gates pass and every measured stop rule is true.
    case alarm
    /// The next grid point cannot be evaluated any more.
    case missed
    /// A new revision is started.
    case start
    /// The candidate is approved; a made-up one when there is none.
    case approve
    /// Promotions are suspended.
    case hold
    /// The hold is lifted.
    case unhold
    /// A person takes the rollout to the previous stable stage.
    case rollBack
    /// The kill switch is pulled.
    case kill
    /// A stopped rollout goes on.
    case resume
    /// The attempt is ended.
    case abort
    /// A Sev-1 is opened.
    case sev1
    /// An audit anomaly is opened.
    case anomaly
    /// The oldest open incident is resolved; a made-up one when there is none.
    case resolve
    /// The rule is replaced by a variant of itself.
    case reload
    /// A machine proves something that has to be true before a start, or fails to: a drill, a query, the first half of a
    /// test of the alert routing.
    case proof
}
