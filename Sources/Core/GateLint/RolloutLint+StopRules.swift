import GateModel
import GateRules

extension RolloutLint {
    /// Stop rules that come too late, or on too little.
    mutating func checkStopRules() {
        for (index, stopRule) in rule.stopRules.enumerated() {
            let place = self.place["stop_rules"][index]
            switch stopRule.kind {
            case .breach(let names, let length): check(names, length, place["breach"])
            case .burnRate(let burnRate): check(burnRate, place["breach"]["burn_rate"])
            case .spikes(let spikes): check(spikes, place["spikes"])
            case .expression(let expression):
                checkLateness(expression.trueFor, "the expression has to be true for", at: place["expr"]["for"])
            case .incident: break
            }
            checkQueries(of: stopRule, place)
        }
    }

    private mutating func check(_ names: [String], _ length: TimeSpan, _ place: RulePlace) {
        let gates = names.compactMap(rule.gate(named:))
        checkLateness(length, "the breach has to last", at: place["for"])
        if length < rule.interval * 2, gates.contains(where: { $0.confidence == nil }) {
            report(
                .forTooShort, at: place["for"],
                "the `for` of \(length) is shorter than two intervals of \(rule.interval): one bad moment stops the rollout",
                hint: "use at least \(rule.interval * 2)")
        }
        if let early = gates.first(where: { $0.failFor < length }) {
            report(
                .rollbackBeforeStop, at: place["for"],
                "`\(early.name)` takes the rollout back after \(early.failFor), before it has failed for \(length)",
                hint: "where a breach has to stop the rollout, give the gate a `for` of at least \(length)")
        }
        let blind = rule.stages.filter { stage in !gates.contains { $0.applies(to: stage) } }
        if !blind.isEmpty, !gates.isEmpty {
            report(
                .breachNotJudged, at: place["gates"],
                "none of these gates is judged at \(Self.list(blind.map(\.name))): nothing stops the rollout there",
                hint: "add the stages to a gate, or a gate that is judged there")
        }
    }

    private mutating func check(_ burnRate: BurnRate, _ place: RulePlace) {
        reportRange(burnRate.long, canaryStages.filter { $0.window < burnRate.long }, at: place["long"])
        guard case .availability(let availability)? = rule.gate(named: burnRate.gate)?.kind else { return }
        let limit = burnRate.factor * (1 - availability.objective)
        let events = max(1, burnRate.minEvents)
        guard let need = Self.eventsNeeded(events, allowed: limit) else { return }
        report(
            .minEventsTooFew, at: place["min_events"],
            "one bad event of \(NumberText.count(events)) is \(NumberText.percent(1 / events)), more than the error ratio "
                + "of \(NumberText.percent(limit)) that stops the rollout",
            hint: "use `min_events: \(need)` at least")
    }

    private mutating func check(_ spikes: Spikes, _ place: RulePlace) {
        let least = (spikes.minLength + spikes.minGap) * Int64(spikes.count - 1)
        checkLateness(least, "\(spikes.count) spikes take at least", at: place["count"])
        reportRange(spikes.over, canaryStages.filter { $0.window < spikes.over }, at: place["over"])
        let events = max(1, spikes.minEvents)
        guard let need = Self.eventsNeeded(events, allowed: spikes.threshold) else { return }
        report(
            .minEventsTooFew, at: place["min_events"],
            "one bad event of \(NumberText.count(events)) is \(NumberText.percent(1 / events)), above the threshold of "
                + NumberText.percent(spikes.threshold),
            hint: "use `min_events: \(need)` at least")
    }

    /// What takes longer than a stage comes when the stage may be left already.
    private mutating func checkLateness(_ length: TimeSpan, _ what: String, at place: RulePlace) {
        let short = canaryStages.filter { $0.window <= length }
        guard let shortest = short.min(by: { $0.window < $1.window }) else { return }
        report(
            .stopAfterWindow, at: place,
            "\(what) \(length): the window of \(Self.list(short.map(\.name))), at least \(shortest.window), "
                + "is over by then",
            hint: "shorten it, or lengthen the window")
    }
}
