public import GateModel
public import GateRules

/// The rollout state machine.
public enum Engine {
    /// Total and deterministic: the same arguments give the same step on every run and machine; never throws.
    public static func step(
        _ state: RolloutState, _ event: Event, at now: Timestamp, under rule: RolloutRule
    ) -> Step {
        Step(state: state, effects: [])
    }
}
