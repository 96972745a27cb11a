public import GateModel

/// The limits of the runtime: everything that could grow or last has one.
public struct RuntimeSettings: Sendable {
    /// How old a missed grid point may be to be evaluated after all; older ones become a recorded gap.
    public var catchUpLimit = TimeSpan.hours(1)
    /// How long after the start a missed grid point waits for a source that does not answer at all.
    public var catchUpPatience = TimeSpan.minutes(1)
    /// How long after the start the service calls itself ready, caught up or not.
    public var readinessLimit = TimeSpan.seconds(30)
    /// Queries of one evaluation that run at the same time.
    public var queryConcurrency = 8
    /// Events that may wait for one rollout.
    public var mailboxCapacity = 64
    /// How long to wait before something that could not be written is tried again.
    public var journalRetryDelay = TimeSpan.seconds(1)
    /// How long a kill may take to reach the disk before the caller is told that it is pending.
    public var killAcknowledgementLimit = TimeSpan.seconds(2)
    /// How long a reload waits until every rollout has written that it adopted its new rule.
    public var adoptionLimit = TimeSpan.seconds(10)
    /// How long a reload waits for every rollout to stand still.
    public var standstillLimit = TimeSpan.seconds(5)
    /// How long an Alertmanager may take to say whom it routed a test alert to.
    public var readBackLimit = TimeSpan.seconds(15)
    /// The same for one that does not answer.
    public var silenceLimit = TimeSpan.seconds(5)
    /// How soon after the call the kill switch has to have taken the served weight to 0.
    public var killLimit = TimeSpan(milliseconds: 100)
    /// Least time between two sends of the same alert to the same Alertmanager.
    public var resendDelay = TimeSpan.minutes(1)
    /// Labels put on every alert that does not have them.
    public var externalLabels = Labels([(String, String)]())

    /// The defaults.
    public init() {}
}
