public import GateModel

/// How alerts are repeated to Alertmanager.
public struct DeliverySettings: Equatable, Sendable {
    /// Least distance between two sends of an alert that goes well.
    public var resendDelay: TimeSpan
    /// The evaluation interval of the alert's rollout.
    public var evaluationInterval: TimeSpan
    /// How long a resolved alert is repeated after its resolution was first accepted.
    public var resolvedRetention: TimeSpan

    /// Makes settings.
    ///
    /// - Source: resend delay and retention are those of prometheus/prometheus (`--rules.alert.resend-delay`,
    ///   `rules/alerting.go` `resolvedRetention`).
    public init(
        evaluationInterval: TimeSpan, resendDelay: TimeSpan = .minutes(1), resolvedRetention: TimeSpan = .minutes(15)
    ) {
        self.evaluationInterval = evaluationInterval
        self.resendDelay = resendDelay
        self.resolvedRetention = resolvedRetention
    }

    /// How long a firing alert lives in Alertmanager without a refresh: long enough for three sends to fail.
    ///
    /// - Source: prometheus/prometheus `rules/alerting.go` (`sendAlerts`): 4 × max(interval, resend delay).
    public var lifetime: TimeSpan { max(evaluationInterval, resendDelay) * 4 }
}

/// When one alert goes to one Alertmanager, as a pure function of what it has heard so far.
///
/// Pauses after failures are no matter of an alert: a target that fails, fails all of them (`Backoff`).
public enum DeliveryMachine {
    /// What to do with an alert for a target.
    public enum Action: Equatable, Sendable {
        /// Post it now with this `endsAt`.
        case send(endsAt: Timestamp)
        /// Nothing before this time, unless the alert changes.
        case wait(until: Timestamp)
        /// This target needs to hear no more of it, unless the alert changes.
        case done
    }

    /// What to do now.
    ///
    /// What is new (the alert, its `startsAt`, its resolution) goes at once, other changes with the next refresh. An alert
    /// that was resolved before this target heard of it is sent all the same, as resolved: nothing that was decided is
    /// kept back. What the target refused for its own sake is not sent again before there is something new about it. A
    /// clock that went back behind the last acceptance makes the alert due.
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
        if isDropped(entry, delivery) { return .done }
        guard let acceptedAt = delivery.acceptedAt, !hasNews(entry, delivery) else {
            return .send(endsAt: endsAt(of: entry, at: now, settings))
        }
        if entry.resolvedAt != nil, let heardAt = delivery.resolutionAcceptedAt,
            now >= heardAt + settings.resolvedRetention
        {
            return .done
        }
        let dueAt = acceptedAt + settings.resendDelay
        if now < dueAt, acceptedAt <= now { return .wait(until: dueAt) }
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
        next.drop = nil
        return next
    }

    /// The delivery state after the target refused the alert for its own sake.
    public static func refused(
        _ entry: OutboxAlert, _ delivery: DeliveryState, at now: Timestamp, because reason: String
    ) -> DeliveryState {
        var next = delivery
        next.drop = DeliveryDrop(
            at: now, startsAt: entry.alert.startsAt, isResolved: entry.resolvedAt != nil, reason: reason)
        return next
    }

    /// Whether the target has not heard of this alert, this start, or that it fires or is resolved.
    public static func hasNews(_ entry: OutboxAlert, _ delivery: DeliveryState) -> Bool {
        delivery.acceptedStart != entry.alert.startsAt
            || (entry.resolvedAt == nil) != (delivery.resolutionAcceptedAt == nil)
    }

    /// Whether the target refused the alert as it is now.
    public static func isDropped(_ entry: OutboxAlert, _ delivery: DeliveryState) -> Bool {
        guard let drop = delivery.drop else { return false }
        return drop.startsAt == entry.alert.startsAt && drop.isResolved == (entry.resolvedAt != nil)
    }

    /// When an alert that is sent now ends by itself, or was over.
    public static func endsAt(
        of entry: OutboxAlert, at now: Timestamp, _ settings: DeliverySettings
    ) -> Timestamp {
        entry.resolvedAt ?? now + settings.lifetime
    }
}
