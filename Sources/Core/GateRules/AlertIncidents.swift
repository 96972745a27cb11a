public import GateModel

/// Which kind of incident something stands for.
public enum IncidentKindRule: Equatable, Codable, Sendable {
    /// Always this one.
    case kind(IncidentKind)
    /// The one a label names.
    case label(String)

    /// The kind for these labels.
    ///
    /// A label that is absent or names no kind stands for the gravest one: a safety event that nobody foresaw is still one.
    public func kind(of labels: Labels) -> IncidentKind {
        switch self {
        case .kind(let kind): kind
        case .label(let name): labels[name].flatMap(IncidentKind.init) ?? .sev1
        }
    }

    private enum CodingKeys: String, CodingKey {
        case label
    }

    /// Reads the name of a kind, as rules had it before labels could name one, or the label.
    public init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: CodingKeys.self) {  // a bare name has no keys
            self = .label(try container.decode(String.self, forKey: .label))
        } else {
            self = .kind(try decoder.singleValueContainer().decode(IncidentKind.self))
        }
    }

    /// Writes the name of the kind, or the label.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .kind(let kind):
            var container = encoder.singleValueContainer()
            try container.encode(kind)
        case .label(let name):
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .label)
        }
    }
}

/// Which alerts of Alertmanager open an incident, and of which kind.
public struct AlertIncidentRule: Equatable, Codable, Sendable {
    /// What an alert has to fulfil: all of them.
    public var matchers: [LabelMatcher]
    /// The kind of incident.
    public var kind: IncidentKindRule

    /// Makes a rule.
    public init(matchers: [LabelMatcher], kind: IncidentKindRule) {
        self.matchers = matchers
        self.kind = kind
    }
}

/// Finds the incident an alert stands for: the first rule of which every matcher matches.
public struct AlertClassifier {
    private let rules: [AlertIncidentRule]

    /// Makes a classifier of the rules of a rollout.
    public init(_ rules: [AlertIncidentRule]) {
        self.rules = rules
    }

    /// The kind of incident for an alert with these labels; `nil` when no rule is about it.
    ///
    /// Our own alerts open nothing: an incident would keep the very alert firing that keeps the incident open.
    public func kind(of labels: Labels) -> IncidentKind? {
        if labels["alertname"]?.hasPrefix("Stagegate") == true, labels["gate_action"] != nil { return nil }
        return rules.first { $0.matchers.allSatisfy { $0.matches(labels) } }?.kind.kind(of: labels)
    }
}
