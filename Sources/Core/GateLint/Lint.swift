import GateModel
public import GateRules

/// Finds what a rule that can be used will not do.
public enum Lint {
    /// Looks at every rollout of a file.
    ///
    /// - Parameters:
    ///   - source: The file; nothing is found in one without rollouts.
    ///   - surroundings: What is known of the world around it.
    ///   - name: The rollout to look at; `nil` for all.
    /// - Returns: What was found, before comments switch anything off.
    public static func findings(
        in source: RuleSource, _ surroundings: LintSurroundings, of name: String? = nil
    ) -> [Finding] {
        source.rollouts.enumerated().filter { name == nil || $0.element.name == name }.flatMap { index, rule in
            var lint = RolloutLint(
                source: source, rule: rule, place: source.place(ofRollout: index), surroundings: surroundings)
            lint.checkStages()
            lint.checkGates()
            lint.checkStopRules()
            lint.checkPeople()
            lint.checkAlerts()
            return lint.findings
        }
    }

    /// What can be found with what is known of the surroundings.
    ///
    /// - Parameters:
    ///   - surroundings: What is known.
    ///   - isOnline: Whether the source was asked, too.
    /// - Returns: The ids for which a comment without effect is one.
    public static func checked(_ surroundings: LintSurroundings, isOnline: Bool) -> Set<DiagnosticID> {
        var checked = Set(DiagnosticID.allCases)
        if surroundings.people == nil { checked.remove(.approvalNobodyCanGive) }
        if surroundings.routing == nil { checked.subtract([.alertToNobody, .alertToDefault]) }
        if !isOnline { checked.subtract(online.union([.rangeTooShort])) }
        return checked
    }

    /// What only the source knows.
    public static let online: Set<DiagnosticID> = [
        .queryRejected, .queryFailed, .metricUnknown, .labelUnknown, .selectorMatchesNothing, .eventsNeverSeen,
        .scrapeIntervalDiffers, .targetBetweenBuckets, .targetAboveBuckets, .gateUndecided, .tooLittleTraffic,
        .querySlow, .manySeries,
    ]
}

/// What is found in one rollout.
struct RolloutLint {
    let source: RuleSource
    let rule: RolloutRule
    let place: RulePlace
    let surroundings: LintSurroundings
    private(set) var findings: [Finding] = []

    init(source: RuleSource, rule: RolloutRule, place: RulePlace, surroundings: LintSurroundings) {
        self.source = source
        self.rule = rule
        self.place = place
        self.surroundings = surroundings
    }

    /// The stages with a canary.
    var canaryStages: [Stage] { rule.stages.filter { $0.weight > .zero } }

    mutating func report(
        _ id: DiagnosticID, at place: RulePlace, offset: Int? = nil, _ message: String, hint: String
    ) {
        findings.append(Finding(id, in: source, at: place, offset: offset, message, hint: hint))
    }

    /// Names for people, in the order given.
    static func list(_ names: [String]) -> String { names.map { "`\($0)`" }.joined(separator: ", ") }
}
