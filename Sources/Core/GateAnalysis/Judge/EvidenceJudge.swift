import GateModel
import GateRules
import GateStatistics

/// Judges a gate with confidence on everything that was counted since its stage was entered.
///
/// Blindness comes first: while something cannot be seen nothing is counted, and the next count makes up for it.
struct EvidenceJudge: EvidenceReader {
    let given: EvidenceCase

    /// Judges what is known and what the answers add to it.
    func finding() -> Finding {
        do {
            try answers.requireAnswers(expectsRange: expectsRange)
            return try seeing()
        } catch {
            return blind(error)
        }
    }

    private func expectsRange(_ query: Query) -> Bool {
        if query.name.hasPrefix(QueryName.history) { return true }
        let isMix = query.name.hasPrefix(QueryName.mixCanary) || query.name.hasPrefix(QueryName.mixOthers)
        return plan.counting == .exact && !isMix
    }

    private func seeing() throws(Blindness) -> Finding {
        guard plan.through > plan.countsFrom else { return undecided(.notProven, tooEarly) }
        try requireBaseline()
        let increment = try plan.isDue ? increment() : nil
        guard var evidence = plan.known ?? increment?.basis.map({ GateEvidence(gate: gate.name, basis: $0) }) else {
            return undecided(.notProven, "counts for the first time \(gate.over.text) after \(plan.countsFrom)")
        }
        if let increment { evidence.add(increment) }
        var finding = silent(evidence) ?? judged(evidence)
        finding.increment = increment
        return finding
    }

    /// Evidence that stopped growing says nothing about a canary that gets no traffic any more; a refuted one stays so.
    private func silent(_ evidence: GateEvidence) -> Finding? {
        let trials = evidence.totals.canaryTotal
        guard evidence.proof != .refuted, !subject.isCollecting, trials > 0 else { return nil }
        let usual = (evidence.through - evidence.basis.countsFrom).seconds / trials
        let silence = plan.through - evidence.through
        let step = plan.counting == .increase ? gate.over.slidingSpan ?? .zero : .zero
        let limit = max(EvidencePlan.shortestSilence, step * 2)
        guard silence > limit, silence.seconds > usual * Self.rareGap else { return nil }
        var finding = judged(evidence)
        finding.reason = .noData
        finding.text = "nothing was counted for \(silence); before that: \(finding.text)"
        return finding
    }

    /// Independent events leave a gap of so many mean distances one time in a thousand.
    private static let rareGap = 7.0

    /// What this evaluation adds; `nil` while there is nothing to add, not even what it is judged by.
    private func increment() throws(Blindness) -> EvidenceIncrement? {
        if answers.isPartial, subject.isCollecting || gate.blindness.onPartial != .pass {
            throw Blindness(.partialData, "nothing was counted")
        }
        let counts = try EvidenceCounter(given: given).counts()
        let basis = try plan.known == nil ? BasisMaker(given: given).basis() : nil
        guard let counts else {
            // The basis alone is worth keeping: the history has been asked and need not be asked again.
            return basis.map {
                EvidenceIncrement(basis: $0, after: plan.countsFrom, through: plan.countsFrom, certain: .empty)
            }
        }
        return EvidenceIncrement(
            basis: basis, after: plan.after, through: plan.through, certain: counts.certain, possible: counts.possible,
            buckets: counts.buckets)
    }

    private func requireBaseline() throws(Blindness) {
        if subject.baseline == .stageZero, subject.frozenBaseline.map({ $0.total > 0 }) != true {
            throw ConversionJudge.notGathered
        }
    }

    private func judged(_ evidence: GateEvidence) -> Finding {
        if subject.isCollecting, case .conversion(let conversion) = gate.kind {
            let totals = evidence.totals
            guard totals.baselineTotal > 0 else { return undecided(.noData, nothingCounted) }
            let counts = RatioCounts(events: totals.baselineEvents, total: totals.baselineTotal)
            let judge = ConversionJudge(
                conversion: conversion, minEvents: gate.minEvents, subject: subject, detail: given.detail)
            return judge.collected(counts)
        }
        guard evidence.totals.canaryTotal > 0 else { return undecided(.noData, nothingCounted) }
        return EvidenceStatement(given: given, evidence: evidence).finding
    }

    /// What cannot be seen changes nothing that was known; a gate that was refuted is not passed for being blind.
    private func blind(_ blindness: Blindness) -> Finding {
        var finding = Finding(blindness, comparison: gate.kind.comparison)
        guard let known = plan.known, known.totals.canaryTotal > 0, !subject.isCollecting else { return finding }
        let before = judged(known)
        if known.proof == .refuted, gate.blindness.outcome(of: blindness.reason) == .pass {
            return before.noting("and cannot be seen now: \(blindness.detail)")
        }
        finding.certainty = before.certainty
        return finding
    }

    private func undecided(_ reason: Reason, _ text: String) -> Finding {
        Finding(Blindness(reason, text), comparison: gate.kind.comparison)
    }

    private var tooEarly: String {
        "nothing counts before \(plan.countsFrom)"
            + (plan.confidence.warmUp > .zero ? ", when \(plan.confidence.warmUp) of warm-up are over" : "")
    }

    private var nothingCounted: String { "nothing was counted since \(plan.countsFrom)" }
}

extension GateRange {
    fileprivate var text: String { slidingSpan.map { "\($0)" } ?? "the whole stage" }
}
