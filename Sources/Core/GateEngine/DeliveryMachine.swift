public import GateModel

/// How alerts are repeated to Alertmanager.
public struct DeliverySettings: Equatable, Sendable {
    /// Least distance between two sends of an alert that goes well.
    public var resendDelay: TimeSpan
    /// The evaluation interval of the alert's rollout.
    public var evaluationInterval: TimeSpan
    /// How long a resolved alert is repeated after its resolution was first accepted.
    public var resolvedRetention: TimeSpan
    /// Longest wait after the first failure; it doubles with every further one.
    public var firstRetry: TimeSpan
    /// Longest wait after any number of failures: the retry interval.
    public var longestRetry: TimeSpan

    /// Makes settings.
    ///
    /// - Source: resend delay and retention are those of prometheus/prometheus (`--rules.alert.resend-delay`,
    ///   `rules/alerting.go` `resolvedRetention`).
    public init(
        evaluationInterval: TimeSpan, resendDelay: TimeSpan = .minutes(1), resolvedRetention: TimeSpan = .minutes(15),
        firstRetry: TimeSpan = .seconds(1), longestRetry: TimeSpan = .seconds(30)
    ) {
        self.evaluationInterval = evaluationInterval
        self.resendDelay = resendDelay
        self.resolvedRetention = resolvedRetention
        self.firstRetry = firstRetry
        self.longestRetry = longestRetry
    }

    /// How long a firing alert lives in Alertmanager without a refresh: long enough for three sends to fail.
    ///
    /// - Source: prometheus/prometheus `rules/alerting.go` (`sendAlerts`): 4 × max(interval, resend delay).
    public var lifetime: TimeSpan { max(evaluationInterval, resendDelay) * 4 }
}

/// When one alert goes to one Alertmanager, as a pure function of what it has heard so far.
public enum DeliveryMachine {
    /// What to do with an alert for a target.
    public enum Action: Equatable, Sendable {
        /// Post it now with this `endsAt`.
        case send(endsAt: Timestamp)
        /// Nothing before this time, unless the alert changes.
        case wait(until: Timestamp)
        /// This target needs to hear no more of it.
        case done
    }

    /// What to do now.
    ///
    /// What is new (the alert, its `startsAt`, its resolution) goes at once, other changes with the next refresh. A target
    /// that failed gets its pause whatever is new: the pause is never longer than `longestRetry`. An alert that was
    /// resolved before this target heard of it is sent all the same, as resolved: nothing that was decided is kept back.
    /// A clock that went back behind the last acceptance or failure makes it due.
    ///
    /// - Parameters:
    ///   - entry: The alert in the outbox.
    ///   - delivery: How far it has come with the target.
    ///   - now: The present time.
    ///   - settings: The distances.
    /// - Returns: The action.
    public static func next(
        for entry: OutboxAlert, _ delivery: DeliveryState, at now: Timestamp, _ settings: DeliverySettings
    ) -> Action {
        if let retryAt = retryTime(of: delivery, settings), now < retryAt, !isInFuture(delivery.failedAt, now) {
            return .wait(until: retryAt)
        }
        guard let acceptedAt = delivery.acceptedAt, !hasNews(entry, delivery) else {
            return .send(endsAt: endsAt(of: entry, at: now, settings))
        }
        if entry.resolvedAt != nil, let heardAt = delivery.resolutionAcceptedAt,
            now >= heardAt + settings.resolvedRetention
        {
            return .done
        }
        let dueAt = acceptedAt + settings.resendDelay
        if now < dueAt, !isInFuture(acceptedAt, now) { return .wait(until: dueAt) }
        return .send(endsAt: endsAt(of: entry, at: now, settings))
    }

    /// The delivery state after the target accepted what was sent at `now`.
    public static func accepted(_ entry: OutboxAlert, _ delivery: DeliveryState, at now: Timestamp) -> DeliveryState {
        var next = delivery
        let isKnownResolution = !hasNews(entry, delivery)
        next.acceptedStart = entry.alert.startsAt
        next.acceptedAt = now
        next.resolutionAcceptedAt =
            entry.resolvedAt == nil ? nil : isKnownResolution ? delivery.resolutionAcceptedAt : now
        next.failureCount = 0
        next.failedAt = nil
        return next
    }

    /// The delivery state after an attempt failed at `now`.
    public static func failed(_ delivery: DeliveryState, at now: Timestamp) -> DeliveryState {
        var next = delivery
        next.failureCount += 1
        next.failedAt = now
        return next
    }

    /// Whether the target has not heard of this alert, this start, or that it fires or is resolved.
    private static func hasNews(_ entry: OutboxAlert, _ delivery: DeliveryState) -> Bool {
        delivery.acceptedStart != entry.alert.startsAt
            || (entry.resolvedAt == nil) != (delivery.resolutionAcceptedAt == nil)
    }

    private static func endsAt(
        of entry: OutboxAlert, at now: Timestamp, _ settings: DeliverySettings
    ) -> Timestamp {
        entry.resolvedAt ?? now + settings.lifetime
    }

    /// The end of the pause after the last failure.
    ///
    /// The pause lies between half and all of its length, at a place that a hash of alert, target and count picks: many
    /// alerts do not come back at the same instant, and a replay waits as long as the first run.
    private static func retryTime(of delivery: DeliveryState, _ settings: DeliverySettings) -> Timestamp? {
        guard let failedAt = delivery.failedAt, delivery.failureCount > 0 else { return nil }
        var pause = settings.firstRetry
        for _ in 1..<min(delivery.failureCount, 32) where pause < settings.longestRetry { pause = pause * 2 }
        let longest = max(1, min(pause, settings.longestRetry).milliseconds)
        let hash = FNV1a.hash("\(delivery.alertID) \(delivery.target) \(delivery.failureCount)") >> 1
        return failedAt + TimeSpan(milliseconds: longest - Int64(hash) % (longest / 2 + 1))
    }

    private static func isInFuture(_ time: Timestamp?, _ now: Timestamp) -> Bool {
        time.map { $0 > now } ?? false
    }
}
