internal import GateModel
internal import GateRules

/// One reason to stop the rollout at this grid point.
struct StopCause: Equatable {
    /// The stop rule's name, `incident:<kind>` or `kill_switch`.
    let name: String
    /// Index of the stage to go to; never above the present one.
    let target: Int
    /// When the condition was first seen.
    let firstBreachAt: Timestamp
    /// The reason in words.
    let reason: String
    /// Place of the stop rule among all; decides between causes with the same target.
    let order: Int

    /// The cause when somebody pulled the kill switch.
    static let killSwitch = "kill_switch"

    /// The cause when an incident that no stop rule covers was opened.
    static func name(of incident: IncidentKind) -> String { "incident:\(incident.rawValue)" }
}

extension StopRuleMemory {
    /// Since when the condition holds, if it is fulfilled at this very grid point; `nil` when it is not.
    ///
    /// - Parameters:
    ///   - kind: The condition.
    ///   - at: The grid point.
    ///   - begin: When set, only evidence from then on counts: the condition must be fulfilled without anything older.
    /// - Returns: The first breach.
    func firstBreach(of kind: StopRuleKind, at: Timestamp, countingFrom begin: Timestamp?) -> Timestamp? {
        switch kind {
        case .breach(_, let length): breach(lasting: length, resting: length, at, begin)
        case .burnRate(let burn): breach(lasting: .zero, resting: burn.long, at, begin)
        case .expression(let expression):
            breach(lasting: expression.trueFor, resting: expression.over + expression.trueFor, at, begin)
        case .spikes(let rule): repeatedSpikes(at: at, rule, since: begin)?.first?.start
        case .incident: nil
        }
    }

    /// The start of a run that is long enough, if the data it rests on does not reach back behind `begin`.
    private func breach(
        lasting length: TimeSpan, resting reach: TimeSpan, _ at: Timestamp, _ begin: Timestamp?
    ) -> Timestamp? {
        guard let lasted = run.length(at: at), lasted >= length else { return nil }
        if let begin, at - reach < begin { return nil }
        return run.since
    }
}
