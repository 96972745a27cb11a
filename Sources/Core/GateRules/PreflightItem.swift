public import GateModel

/// Something that has to be true before a start.
public struct PreflightItem: Equatable, Codable, Sendable {
    /// Unique within the rollout.
    public var name: String
    /// What has to be true.
    public var description: String
    /// How long a proof is valid; `nil` while the rule stays as it is.
    public var validFor: TimeSpan?
    /// What proves it; `nil`: a person's word.
    public var proof: PreflightProof?

    /// Makes an item.
    public init(
        name: String, description: String = "", validFor: TimeSpan? = nil, proof: PreflightProof? = nil
    ) {
        self.name = name
        self.description = description
        self.validFor = validFor
        self.proof = proof
    }
}

/// What proves a preflight item.
public enum PreflightProof: Equatable, Codable, Sendable {
    /// A person with an approving role approves the digest of the rule.
    case ruleApproved
    /// A test alert reaches these receivers, or any where none is named, at every Alertmanager.
    case alertRouting(receivers: [String])
    /// The datasource answers, and the queries of the rule return data.
    case datasource
    /// These parts were rehearsed.
    case drill([DrillPart])

    /// The word in the rule file.
    public var name: String {
        switch self {
        case .ruleApproved: "rule_approved"
        case .alertRouting: "alert_routing"
        case .datasource: "datasource"
        case .drill: "drill"
        }
    }

    /// What a machine has to find; empty where a person decides.
    public var kinds: [PreflightCheckKind] {
        switch self {
        case .ruleApproved: []
        case .alertRouting: [.alertRouting]
        case .datasource: [.datasource]
        case .drill(let parts): parts.map(\.kind)
        }
    }
}

/// A part of a drill.
public enum DrillPart: String, Codable, CaseIterable, Sendable {
    /// A stop rule fires.
    case stop
    /// A gate fails, and the rollout goes back.
    case rollback
    /// The kill switch is pulled.
    case kill

    /// What a drill finds out about it.
    public var kind: PreflightCheckKind {
        switch self {
        case .stop: .drillStop
        case .rollback: .drillRollback
        case .kill: .drillKill
        }
    }
}
