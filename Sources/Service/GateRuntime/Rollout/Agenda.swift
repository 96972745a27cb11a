import GateEngine
import GateModel
import GateRules

/// What the evaluation of a rollout has to do next: a pure function of where it stands and what time it is.
enum Agenda: Equatable {
    /// Nothing until something happens to the rollout.
    case rest
    /// Nothing until this grid point.
    case wait(until: Timestamp)
    /// Evaluate `point`; `newest` is the newest grid point that is due, the same one unless the rollout is behind.
    case evaluate(point: Timestamp, newest: Timestamp)
    /// Give up the grid points in (`after`, `through`]; `newest` is the newest that is due.
    case giveUp(after: Timestamp, through: Timestamp, newest: Timestamp)

    /// What to do at `now`.
    ///
    /// - Parameters:
    ///   - attempt: The attempt, if there is one.
    ///   - rule: The rule in force.
    ///   - now: The time of day.
    ///   - limit: How old a missed grid point may be to be evaluated after all.
    /// - Returns: The one thing to do.
    static func next(for attempt: Attempt?, under rule: RolloutRule, at now: Timestamp, limit: TimeSpan) -> Agenda {
        guard let attempt, let point = attempt.nextEvaluation(under: rule) else { return .rest }
        let grid = rule.grid
        guard point <= now else { return .wait(until: point) }
        let newest = grid.last(notAfter: now)
        let newestTooOld = grid.last(notAfter: newest - limit - TimeSpan(milliseconds: 1))
        if point <= newestTooOld {
            return .giveUp(after: attempt.lastDecidedPoint, through: newestTooOld, newest: newest)
        }
        return .evaluate(point: point, newest: newest)
    }
}
