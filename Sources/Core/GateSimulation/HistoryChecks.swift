internal import GateEngine
internal import GateModel
internal import GateRules
internal import GateStatistics

/// What must hold over a whole history, beyond what each step has to keep by itself.
enum HistoryChecks {
    /// Everything that does not hold; empty for every history the engine may write.
    static func failures(of records: [World.Record], from start: RolloutState) -> [String] {
        numbering(records) + gridPoints(records) + weights(records) + alerts(records) + doubts(records)
            + evidence(records) + fold(records, from: start)
    }

    /// Sequence numbers have no gap.
    private static func numbering(_ records: [World.Record]) -> [String] {
        let isWhole = records.enumerated().allSatisfy { $1.step.state.sequence == Int64($0 + 1) }
        return isWhole ? [] : ["sequence numbers have a gap"]
    }

    /// A grid point is decided once in the life of the rollout, whatever attempt it belongs to and however the clock jumps.
    private static func gridPoints(_ records: [World.Record]) -> [String] {
        var decided: Set<Timestamp> = []
        return records.compactMap { record in
            guard case .evaluated(let evaluation) = record.event.kind, record.step.rejection == nil else { return nil }
            return decided.insert(evaluation.at).inserted ? nil : "grid point \(evaluation.at) was decided twice"
        }
    }

    /// The weight told last is the weight of the state, always.
    private static func weights(_ records: [World.Record]) -> [String] {
        var served = Weight.zero
        return records.compactMap { record in
            for case .setWeight(let weight) in record.step.effects { served = weight }
            let weight = record.step.state.weight
            return served == weight ? nil : "step \(record.step.state.sequence) serves \(served) instead of \(weight)"
        }
    }

    /// What was fired and not resolved is what the state says, and a completed rollout has nothing left to tell.
    private static func alerts(_ records: [World.Record]) -> [String] {
        var firing: [String: Alert] = [:]
        for record in records {
            for effect in record.step.effects {
                if case .fire(let alert) = effect { firing[alert.labels.fingerprint] = alert }
                if case .resolve(let alert, _) = effect { firing[alert.labels.fingerprint] = nil }
            }
        }
        guard let end = records.last?.step.state else { return [] }
        var failures = firing.count == end.alerts.count ? [] : ["alerts told and alerts of the state differ"]
        if end.phase == .completed, end.incidents.isEmpty, !end.alerts.isEmpty { failures.append("alerts were left") }
        return failures
    }

    /// Who went up with a gate that was not proven had a rule that says so, and said it.
    private static func doubts(_ records: [World.Record]) -> [String] {
        records.flatMap { record -> [String] in
            guard case .evaluated(let evaluation) = record.event.kind,
                let up = record.step.decisions.first(where: { $0.kind == .promote || $0.kind == .complete })
            else { return [] }
            return evaluation.gates.filter { $0.outcome != .pass }.compactMap { verdict in
                let gate = record.rule.gate(named: verdict.subject)
                if up.fromWeight == .zero, gate?.kind.comparesTracks == true { return nil }
                let isExcused =
                    verdict.reason == .notProven
                    && gate?.confidence?.undecided == .promote
                    && up.reason.contains("gate \(verdict.subject) not proven")
                return isExcused ? nil : "step \(record.step.state.sequence) went up without \(verdict.subject)"
            }
        }
    }

    /// What the state has gathered is the sum of what the evaluations of the visit counted.
    private static func evidence(_ records: [World.Record]) -> [String] {
        var sums: [String: EProcess] = [:]
        var before: Attempt?
        var digest = ""
        for record in records where record.step.rejection == nil {
            guard let attempt = record.step.state.attempt else { continue }
            let isNewVisit = before?.number != attempt.number || before?.pastVisits.count != attempt.pastVisits.count
            if isNewVisit || record.rule.digest != digest { sums = [:] }
            if !isNewVisit, case .evaluated(let evaluation) = record.event.kind, evaluation.at > attempt.visit.enteredAt
            {
                for verdict in evaluation.gates {
                    guard let increment = verdict.increment else { continue }
                    guard let test = increment.basis?.test ?? attempt.evidence[verdict.subject]?.basis.test else {
                        continue
                    }
                    sums[verdict.subject, default: EProcess()].add(increment.certain, under: test)
                }
            }
            (before, digest) = (attempt, record.rule.digest)
            if attempt.evidence.mapValues(\.certain) != sums {
                return ["the evidence of step \(record.step.state.sequence) is not what was counted"]
            }
        }
        return []
    }

    /// The events alone, put to the engine again, give the same steps.
    private static func fold(_ records: [World.Record], from start: RolloutState) -> [String] {
        var state = start
        for record in records {
            let step = Engine.step(state, record.event, at: record.now, under: record.rule)
            if step != record.step { return ["step \(step.state.sequence) differs when taken again"] }
            state = step.state
        }
        return []
    }
}
