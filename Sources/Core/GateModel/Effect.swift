/// What the shell has to do after a step was committed; the order is meaning.
public enum Effect: Equatable, Codable, Sendable {
    /// Record and tell a decision.
    case decide(Decision)
    /// Serve this weight from now on.
    case setWeight(Weight)
    /// Begin to fire an alert, or change the annotations of one that fires.
    case fire(Alert)
    /// Resolve an alert; `at` is when it was over.
    case resolve(Alert, at: Timestamp)
    /// Tell the caller that nothing was done, and why.
    case reject(Rejection)
}

/// An alert of the product, as its life is kept in the state; identity is the label set.
public struct Alert: Equatable, Codable, Sendable {
    /// The labels without external ones; `alertname` and `rollout` are always there.
    public let labels: Labels
    /// Texts for people; never part of the identity.
    public let annotations: Labels
    /// When the condition was first seen; constant while firing.
    public let startsAt: Timestamp

    /// Makes an alert.
    public init(labels: Labels, annotations: Labels, startsAt: Timestamp) {
        self.labels = labels
        self.annotations = annotations
        self.startsAt = startsAt
    }
}

/// The outcome of one engine step: the new state and what has to be done.
public struct Step: Equatable, Sendable {
    /// The state after the step.
    public var state: RolloutState
    /// What the shell has to do, in order.
    public var effects: [Effect]

    /// Makes a step.
    public init(state: RolloutState, effects: [Effect]) {
        self.state = state
        self.effects = effects
    }

    /// The decisions among the effects.
    public var decisions: [Decision] {
        effects.compactMap { if case .decide(let decision) = $0 { decision } else { nil } }
    }

    /// Why the event was refused; `nil` when it was not.
    public var rejection: Rejection? {
        effects.lazy.compactMap { if case .reject(let rejection) = $0 { rejection } else { nil } }.first
    }
}
