public import GateModel

/// The checklist before a start.
public enum Preflight {
    /// How far an item, or one part of its proof, has come.
    public enum State: String, CaseIterable, Sendable {
        /// It holds.
        case proven
        /// Nobody and nothing has proven it.
        case missing
        /// It was tried, and does not hold.
        case failed
        /// It held for another version of the rule.
        case outdated
        /// It held, too long ago.
        case expired
    }

    /// Somebody or something that speaks for or against an item.
    public enum Testimony: Equatable, Sendable {
        /// A person's word.
        case attestation(Attestation)
        /// What a machine found; for alert routing `failure` says how it falls short of this very item.
        case finding(PreflightFinding, failure: String?)
    }

    /// Where an item stands.
    public struct Status: Equatable, Sendable {
        /// The item.
        public let item: PreflightItem
        /// What it comes to: the state of the first part that is not proven.
        public let state: State
        /// What speaks for or against it, in the order of its parts.
        public let testimonies: [Testimony]
        /// Until when it is proven; `nil` where it is not, or does not expire.
        public let validUntil: Timestamp?
        /// What somebody has to do to prove it.
        public let remedy: String
    }

    /// Where every item stands at a moment, in rule order.
    public static func checklist(of state: RolloutState, under rule: RolloutRule, at now: Timestamp) -> [Status] {
        rule.preflight.map { status(of: $0, in: state, under: rule, at: now) }
    }

    /// Names of the items that are not proven, in rule order.
    public static func missing(in state: RolloutState, under rule: RolloutRule, at now: Timestamp) -> [String] {
        checklist(of: state, under: rule, at: now).filter { $0.state != .proven }.map(\.item.name)
    }

    /// What somebody has to do to prove an item.
    public static func remedy(for item: PreflightItem, of rollout: String) -> String {
        switch item.proof {
        case nil, .ruleApproved: "stagegate preflight \(rollout) \(item.name) --note '…'"
        case .alertRouting, .datasource: "stagegate preflight \(rollout) --run"
        case .drill: "stagegate drill \(rollout)"
        }
    }

    /// How a test of the alert routing falls short; `nil` when it does not.
    ///
    /// - Parameters:
    ///   - routes: What each Alertmanager did.
    ///   - wanted: The receivers that have to be reached; any one will do where none is named.
    /// - Returns: One sentence a member that falls short.
    public static func shortfall(of routes: [MemberRoute], wanted: [String]) -> String? {
        if routes.isEmpty { return "no Alertmanager is known: nobody would hear of a stop" }
        let sentences = routes.compactMap { route -> String? in
            if let problem = route.problem { return "\(route.member): \(problem)" }
            if route.receivers.isEmpty { return "\(route.member): it routed the alert to nobody" }
            let missed = wanted.filter { !route.receivers.contains($0) }
            if missed.isEmpty { return nil }
            return "\(route.member): it routed the alert to \(route.receivers.joined(separator: ", ")), not to "
                + missed.joined(separator: ", ")
        }
        return sentences.isEmpty ? nil : sentences.joined(separator: "; ")
    }

    private static func status(
        of item: PreflightItem, in state: RolloutState, under rule: RolloutRule, at now: Timestamp
    ) -> Status {
        let testimonies = testimonies(for: item, in: state)
        let parts = testimonies.map { $0.flatMap { self.state(of: $0, item, rule, now) } ?? .missing }
        let known = testimonies.compactMap(\.self)
        let ends = item.validFor.map { span in known.map { $0.at + span } } ?? []
        let worst = parts.first { $0 != .proven } ?? .proven
        return Status(
            item: item, state: worst, testimonies: known, validUntil: worst == .proven ? ends.min() : nil,
            remedy: remedy(for: item, of: state.rollout))
    }

    /// One place a part, empty where nothing was said about it.
    private static func testimonies(for item: PreflightItem, in state: RolloutState) -> [Testimony?] {
        let kinds = item.proof?.kinds ?? []
        if kinds.isEmpty { return [state.attestations.first { $0.item == item.name }.map { .attestation($0) }] }
        return kinds.map { kind in
            state.findings.first { $0.check.kind == kind }.map { finding in
                var failure = finding.check.failure
                if failure == nil, case .alertRouting(let receivers) = item.proof {
                    failure = shortfall(of: finding.check.routes, wanted: receivers)
                }
                return .finding(finding, failure: failure)
            }
        }
    }

    private static func state(
        of testimony: Testimony, _ item: PreflightItem, _ rule: RolloutRule, _ now: Timestamp
    ) -> State {
        if testimony.ruleDigest != rule.digest { return .outdated }
        if case .finding(_, _?) = testimony { return .failed }
        if let span = item.validFor, now >= testimony.at + span { return .expired }
        return .proven
    }
}

extension Preflight.Testimony {
    /// When it was recorded.
    public var at: Timestamp {
        switch self {
        case .attestation(let attestation): attestation.at
        case .finding(let finding, _): finding.at
        }
    }

    /// The digest of the rule it is about.
    public var ruleDigest: String {
        switch self {
        case .attestation(let attestation): attestation.ruleDigest
        case .finding(let finding, _): finding.check.ruleDigest
        }
    }
}
