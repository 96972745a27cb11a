public import GateModel

/// All rollout rules of all rule files that were loaded together.
public struct RuleSet: Equatable, Codable, Sendable {
    /// The rules in the order of their files and of their place in the file; names are unique.
    public let rollouts: [RolloutRule]

    /// Makes a rule set.
    public init(rollouts: [RolloutRule]) {
        self.rollouts = rollouts
    }

    /// The rule of the rollout with this name.
    public func rule(named name: String) -> RolloutRule? {
        rollouts.first { $0.name == name }
    }
}

/// Everything a rule file says about one rollout.
public struct RolloutRule: Equatable, Codable, Sendable {
    /// Unique among all rule files; used in URLs, labels and on the command line.
    public var name: String
    /// For people.
    public var description: String
    /// What is being rolled out, and to whom.
    public var scope: Scope
    /// Distance between two evaluations.
    public var interval: TimeSpan
    /// How far behind the evaluation timestamp the data is asked, so that late samples are in.
    public var queryOffset: TimeSpan
    /// Distance between two samples of a series, for gates that count with `increase()`.
    public var scrapeInterval: TimeSpan
    /// How long one query may take.
    public var queryTimeout: TimeSpan
    /// How long the rollout may be undecided before its green time is lost.
    public var tolerance: TimeSpan
    /// Share of the window's grid points that need a verdict, 0…1.
    public var minCoverage: Double
    /// How canary and baseline are told apart.
    public var tracks: Tracks
    /// At least two, rising from 0 % to 100 %.
    public var stages: [Stage]
    /// At least one; names are unique.
    public var gates: [Gate]
    /// Names are unique, among gates, too.
    public var stopRules: [StopRule]
    /// Who may approve, and for how long that counts.
    public var approval: ApprovalRule
    /// Which alerts of Alertmanager open an incident; the first that matches counts.
    public var alertIncidents: [AlertIncidentRule]
    /// How long a safety event that does not demand 0 % at once may stay open before it does.
    public var unresolvedAfter: TimeSpan
    /// What has to be proven or attested before a start.
    public var preflight: [PreflightItem]
    /// Labels added to every alert of this rollout.
    public var labels: Labels
    /// Annotations added to every alert of this rollout, such as `runbook_url`.
    public var annotations: Labels
    /// SHA-256 over the canonical form of all the above, in hex; set by whoever loads the rule.
    public var digest: String

    /// Makes a rule; every value that is not given has the default of the rule file.
    public init(
        name: String, description: String = "", scope: Scope = Scope(), interval: TimeSpan = RuleDefaults.interval,
        queryOffset: TimeSpan = .zero, scrapeInterval: TimeSpan = RuleDefaults.scrapeInterval,
        queryTimeout: TimeSpan = RuleDefaults.queryTimeout, tolerance: TimeSpan? = nil,
        minCoverage: Double = RuleDefaults.minCoverage, tracks: Tracks = Tracks(),
        stages: [Stage] = RuleDefaults.stages, gates: [Gate], stopRules: [StopRule] = [],
        approval: ApprovalRule = ApprovalRule(), alertIncidents: [AlertIncidentRule] = [],
        unresolvedAfter: TimeSpan = RuleDefaults.unresolvedAfter,
        preflight: [PreflightItem] = [], labels: Labels = [:], annotations: Labels = [:], digest: String = ""
    ) {
        self.name = name
        self.description = description
        self.scope = scope
        self.interval = interval
        self.queryOffset = queryOffset
        self.scrapeInterval = scrapeInterval
        self.queryTimeout = queryTimeout
        self.tolerance = tolerance ?? interval * 2
        self.minCoverage = minCoverage
        self.tracks = tracks
        self.stages = stages
        self.gates = gates
        self.stopRules = stopRules
        self.approval = approval
        self.alertIncidents = alertIncidents
        self.unresolvedAfter = unresolvedAfter
        self.preflight = preflight
        self.labels = labels
        self.annotations = annotations
        self.digest = digest
    }

    /// The grid on which this rollout is evaluated.
    public var grid: EvaluationGrid { EvaluationGrid(interval: interval, rollout: name) }

    /// Index of the stage with this name.
    public func stageIndex(named name: String) -> Int? {
        stages.firstIndex { $0.name == name }
    }

    /// The gate with this name.
    public func gate(named name: String) -> Gate? {
        gates.first { $0.name == name }
    }
}

extension RolloutRule {
    /// Reads a rule; one from before the distance between samples was asked has the default.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        description = try container.decode(String.self, forKey: .description)
        scope = try container.decode(Scope.self, forKey: .scope)
        interval = try container.decode(TimeSpan.self, forKey: .interval)
        queryOffset = try container.decode(TimeSpan.self, forKey: .queryOffset)
        scrapeInterval =
            try container.decodeIfPresent(TimeSpan.self, forKey: .scrapeInterval) ?? RuleDefaults.scrapeInterval
        queryTimeout = try container.decode(TimeSpan.self, forKey: .queryTimeout)
        tolerance = try container.decode(TimeSpan.self, forKey: .tolerance)
        minCoverage = try container.decode(Double.self, forKey: .minCoverage)
        tracks = try container.decode(Tracks.self, forKey: .tracks)
        stages = try container.decode([Stage].self, forKey: .stages)
        gates = try container.decode([Gate].self, forKey: .gates)
        stopRules = try container.decode([StopRule].self, forKey: .stopRules)
        approval = try container.decode(ApprovalRule.self, forKey: .approval)
        alertIncidents = try container.decodeIfPresent([AlertIncidentRule].self, forKey: .alertIncidents) ?? []
        unresolvedAfter = try container.decode(TimeSpan.self, forKey: .unresolvedAfter)
        preflight = try container.decode([PreflightItem].self, forKey: .preflight)
        labels = try container.decode(Labels.self, forKey: .labels)
        annotations = try container.decode(Labels.self, forKey: .annotations)
        digest = try container.decode(String.self, forKey: .digest)
    }
}

/// What is being rolled out, and to whom.
public struct Scope: Equatable, Codable, Sendable {
    /// The services that take part; for people and for the `service` label of alerts.
    public var services: [String]
    /// PromQL label matchers without braces that are put in front of each track's own, or empty: `tier="production"`.
    public var selector: String
    /// What is left out; for people.
    public var exclusions: [String]

    /// Makes a scope.
    public init(services: [String] = [], selector: String = "", exclusions: [String] = []) {
        self.services = services
        self.selector = selector
        self.exclusions = exclusions
    }
}

/// The two tracks that are compared.
public enum Track: String, Codable, CaseIterable, Sendable {
    /// The revision under rollout.
    case canary
    /// What runs beside it.
    case baseline
}

/// PromQL label matchers (without braces) that select each track.
public struct Tracks: Equatable, Codable, Sendable {
    /// Matchers of the canary.
    public var canary: String
    /// Matchers of the baseline.
    public var baseline: String

    /// Makes tracks.
    public init(canary: String = #"track="canary""#, baseline: String = #"track="stable""#) {
        self.canary = canary
        self.baseline = baseline
    }

    /// The matchers of a track.
    public func selector(of track: Track) -> String {
        track == .canary ? canary : baseline
    }
}

/// One step of the rollout.
public struct Stage: Equatable, Codable, Sendable {
    /// Unique within the rollout.
    public var name: String
    /// Share of traffic on the canary.
    public var weight: Weight
    /// How long the stage must be green without a break before it may be left upwards.
    public var window: TimeSpan
    /// Whether leaving it upwards needs an approval; without meaning for the last stage.
    public var needsApproval: Bool

    /// Makes a stage.
    public init(name: String, weight: Weight, window: TimeSpan = RuleDefaults.window, needsApproval: Bool = true) {
        self.name = name
        self.weight = weight
        self.window = window
        self.needsApproval = needsApproval
    }
}
