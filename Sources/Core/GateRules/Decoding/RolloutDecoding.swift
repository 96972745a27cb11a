import GateModel

extension RuleDecoder {
    /// One rollout.
    static var rollout: ValueDecoder<Draft<RolloutRule>> {
        .mapping("a rollout") { keys in
            let name = keys.required("name", .located(.rolloutName))
            let interval = keys.value("interval", .positiveDuration, default: RuleDefaults.interval)
            let scrapeInterval = keys.value(
                "scrape_interval", .positiveDuration, default: RuleDefaults.scrapeInterval)
            let isPaceKnown = !keys.wasRefused("interval") && !keys.wasRefused("scrape_interval")
            let stages = stages(of: keys)
            let surroundings = GateSurroundings(
                interval: interval, scrapeInterval: isPaceKnown ? scrapeInterval : nil, stages: stages)
            let gates = keys.required("gates", .nonEmptyList(of: gate(in: surroundings))) ?? []
            let stopRules = keys.value("stop_rules", .list(of: stopRule(gates: gates, interval: interval)), default: [])
            NameValidation.requireUnique(
                gates.map(\.name) + stopRules.map(\.name), what: "gate or stop rule", in: keys.context)
            var rule = RolloutRule(
                name: name?.value ?? "", interval: interval, scrapeInterval: scrapeInterval,
                stages: stages.complete ?? RuleDefaults.stages, gates: gates.compactMap(\.value),
                stopRules: stopRules.compactMap(\.value))
            decodeGeneral(keys, into: &rule)
            decodePeople(keys, into: &rule)
            return Draft(name: name, value: rule)
        }
    }

    private static func decodeGeneral(_ keys: MappingDecoder, into rule: inout RolloutRule) {
        rule.description = keys.value("description", .string, default: "")
        rule.scope = keys.value("scope", scope, default: rule.scope)
        rule.tracks = keys.value("tracks", tracks, default: rule.tracks)
        rule.queryOffset = keys.value("query_offset", .duration, default: rule.queryOffset)
        rule.queryTimeout = keys.value("query_timeout", .positiveDuration, default: rule.queryTimeout)
        rule.minCoverage = keys.value(
            "min_coverage", .ratio(.aboveZero), default: rule.minCoverage)
        rule.tolerance = keys.value("tolerance", .duration, default: rule.tolerance)
        if rule.tolerance < rule.interval, !keys.wasRefused("interval") {
            keys.report(
                "the tolerance \(rule.tolerance) is shorter than the interval \(rule.interval)", at: "tolerance",
                hint: "one missed evaluation would already be too many; leave it out for twice the interval")
        }
    }

    private static func decodePeople(_ keys: MappingDecoder, into rule: inout RolloutRule) {
        rule.approval = keys.value("approval", approval, default: rule.approval)
        rule.alertIncidents = keys.value("incidents", incidents, default: rule.alertIncidents)
        rule.unresolvedAfter = keys.value("safety", safety, default: rule.unresolvedAfter)
        let preflight = keys.value("preflight", .list(of: preflightItem), default: [])
        NameValidation.requireUnique(preflight.map(\.name), what: "preflight item", in: keys.context)
        rule.preflight = preflight.compactMap(\.value)
        rule.labels = keys.value("labels", .labels(reserved: NameValidation.reservedLabels), default: [:])
        rule.annotations = keys.value("annotations", .labels(reserved: []), default: [:])
    }

    private static var scope: ValueDecoder<Scope> {
        .mapping("a scope") { keys in
            Scope(
                services: keys.value("services", .list(of: .nonEmptyString), default: []),
                selector: keys.value("selector", .matchers, default: ""),
                exclusions: keys.value("exclusions", .list(of: .string), default: []))
        }
    }

    private static var tracks: ValueDecoder<Tracks> {
        .mapping("the tracks") { keys in
            let defaults = Tracks()
            let tracks = Tracks(
                canary: keys.value("canary", .matchers, default: defaults.canary),
                baseline: keys.value("baseline", .matchers, default: defaults.baseline))
            if tracks.canary == tracks.baseline {
                keys.report(
                    "canary and baseline have the same matchers", at: "baseline",
                    hint: "every comparison would compare a thing with itself")
            }
            return tracks
        }
    }

    private static var safety: ValueDecoder<TimeSpan> {
        .mapping("the safety settings") { keys in
            keys.value("unresolved_after", .duration, default: RuleDefaults.unresolvedAfter)
        }
    }
}
