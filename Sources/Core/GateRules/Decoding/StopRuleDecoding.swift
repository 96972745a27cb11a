import GateModel

extension RuleDecoder {
    /// One stop rule.
    static func stopRule(gates: [Draft<Gate>], interval: TimeSpan) -> ValueDecoder<Draft<StopRule>> {
        .mapping("a stop rule") { keys in
            let name = keys.required("name", .located(.name))
            let description = keys.value("description", .string, default: "")
            let kind = stopRuleKind(of: keys, gates: gates, interval: interval)
            let target: StopTarget? = keys.optional("target", .choice)
            guard let name, let kind else { return Draft(name: name, value: nil) }
            StopRuleValidation.checkTarget(target, of: kind, keys)
            let standard: StopTarget = kind.alwaysDemandsZero ? .zero : .previousStable
            let rule = StopRule(
                name: name.value, description: description, kind: kind, target: target ?? standard)
            return Draft(name: name, value: rule)
        }
    }

    private static func stopRuleKind(
        of keys: MappingDecoder, gates: [Draft<Gate>], interval: TimeSpan
    ) -> StopRuleKind? {
        let kind = keys.exactlyOne(of: ["breach", "spikes", "incident", "expr"])
        let decoded: [String: StopRuleKind?] = [
            "breach": keys.optional("breach", breach(gates: gates)),
            "spikes": keys.optional("spikes", spikes(interval: interval)).map { .spikes($0) },
            "incident": keys.optional("incident", incident).map { .incident($0) },
            "expr": keys.optional("expr", expression(interval: interval)).map { .expression($0) },
        ]
        return kind.flatMap { decoded[$0] ?? nil }
    }

    private static func breach(gates: [Draft<Gate>]) -> ValueDecoder<StopRuleKind> {
        .mapping("a breach") { keys in
            let names = keys.required("gates", .nonEmptyList(of: .located(.string))) ?? []
            NameValidation.requireKnown(
                names, among: gates.compactMap(\.name?.value), what: "gate", in: keys.context)
            let kind = keys.exactlyOne(of: ["for", "burn_rate"])
            let length = keys.optional("for", .duration)
            let burnRate = keys.optional("burn_rate", burnRate)
            guard !names.isEmpty, let kind else { return nil }
            if kind == "for" { return length.map { .breach(gates: names.map(\.value), for: $0) } }
            guard var burnRate else { return nil }
            burnRate.gate = names[0].value
            StopRuleValidation.check(burnRate, of: names, gates: gates, keys)
            return .burnRate(burnRate)
        }
    }

    /// The gate stands beside it in the file and is filled in by the breach.
    private static var burnRate: ValueDecoder<BurnRate> {
        .mapping("a burn rate") { keys in
            let budget = keys.required("budget", .ratio(.aboveZero))
            let period = keys.required("period", .positiveDuration)
            let long = keys.required("long", .positiveDuration)
            let short = keys.optional("short", .positiveDuration)
            let minEvents = keys.value("min_events", .count, default: RuleDefaults.minEvents)
            guard let budget, let period, let long else { return nil }
            let rate = BurnRate(
                gate: "", budgetShare: budget, period: period, long: long, short: short, minEvents: minEvents)
            StopRuleValidation.checkWindows(of: rate, keys)
            return rate
        }
    }

    private static func spikes(interval: TimeSpan) -> ValueDecoder<Spikes> {
        .mapping("a spikes rule") { keys in
            let bad = keys.required("bad", .query(track: .advised))
            let total = keys.required("total", .query(track: .advised))
            let over = keys.value("over", .positiveDuration, default: RuleDefaults.spikeOver)
            let threshold = keys.required("threshold", .openRatio)
            var spikes = Spikes(bad: bad ?? "", total: total ?? "", over: over, threshold: threshold ?? 0)
            spikes.minEvents = keys.value("min_events", .count, default: spikes.minEvents)
            spikes.count = keys.value("count", .spikeCount, default: spikes.count)
            spikes.within = keys.value("within", .positiveDuration, default: spikes.within)
            spikes.minLength = keys.value("min_length", .duration, default: spikes.minLength)
            spikes.minGap = keys.value("min_gap", .duration, default: spikes.minGap)
            StopRuleValidation.check(spikes, keys)
            QueryValidation.warnAboutBlindTime(over: over, interval: interval, keys)
            return bad != nil && total != nil && threshold != nil ? spikes : nil
        }
    }

    private static var incident: ValueDecoder<[IncidentKind]> {
        .mapping("an incident rule") { keys in
            let kinds: [Located<IncidentKind>]? = keys.required(
                "kinds", .nonEmptyList(of: .located(.choice)))
            let names = kinds?.map { Located($0.value.rawValue, at: $0.position) } ?? []
            NameValidation.requireUnique(names, what: "kind", in: keys.context)
            return kinds?.map(\.value)
        }
    }

    private static func expression(interval: TimeSpan) -> ValueDecoder<StopExpression> {
        .mapping("an expression rule") { keys in
            var expression = StopExpression(query: keys.required("query", .query(track: .free)) ?? "")
            expression.comparison = keys.value("op", .choice, default: expression.comparison)
            expression.value = keys.value("value", .number, default: expression.value)
            expression.over = keys.value("over", .positiveDuration, default: expression.over)
            expression.trueFor = keys.value("for", .duration, default: expression.trueFor)
            expression.opensIncident = keys.optional("opens_incident", incidentKind)
            expression.resolves = keys.value("resolves", .bool, default: expression.resolves)
            if expression.resolves, !keys.has("opens_incident") {
                keys.report(
                    "`resolves` has a meaning only beside `opens_incident`", at: "resolves", hint: "leave it out")
            }
            QueryValidation.warnAboutBlindTime(over: expression.over, interval: interval, keys)
            return expression.query.isEmpty ? nil : expression
        }
    }
}
