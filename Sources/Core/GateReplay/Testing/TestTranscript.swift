import GateModel

/// What happened in a test, in words: every event, every decision, every alert, and each verdict that differs from the one
/// before.
struct TestTranscript: Sendable {
    private(set) var lines: [String] = []
    private var verdicts: [String: Kind] = [:]
    private var firing: Set<Labels> = []

    /// What a verdict comes to.
    private struct Kind: Equatable {
        let outcome: Outcome
        let reason: Reason

        init(_ verdict: Verdict) {
            (outcome, reason) = (verdict.outcome, verdict.reason)
        }
    }

    /// Whether nothing happens in a step, and every verdict comes to the same as before.
    func hasNothing(toSayOf record: JournalRecord) -> Bool {
        guard record.effects.isEmpty, case .evaluated(let evaluation) = record.event.kind else { return false }
        let isAsBefore = { (verdict: Verdict) in verdicts[verdict.subject] == Kind(verdict) }
        return evaluation.gates.allSatisfy(isAsBefore) && evaluation.stopRules.allSatisfy(isAsBefore)
    }

    mutating func add(_ record: JournalRecord, from start: Timestamp) {
        let time = "\(record.at - start)"
        var texts: [String] = []
        if case .evaluated(let evaluation) = record.event.kind {
            texts += (evaluation.gates + evaluation.stopRules).compactMap { change($0) }
        } else {
            texts.append("\(record.event.kind.name) by \(record.event.actor.name)")
        }
        texts += record.effects.compactMap { text($0) }
        lines += texts.map { "\(time) \($0)" }
    }

    /// The verdict in words where it came to something else than before.
    private mutating func change(_ verdict: Verdict) -> String? {
        let now = Kind(verdict)
        guard verdicts.updateValue(now, forKey: verdict.subject) != now else { return nil }
        return "\(verdict.subject): \(now.outcome.rawValue) (\(now.reason.rawValue))"
            + (verdict.summary.isEmpty ? "" : ": \(verdict.summary)")
    }

    /// An effect in words; `nil` for an alert that fires already and only says something new.
    private mutating func text(_ effect: Effect) -> String? {
        switch effect {
        case .decide(let decision):
            return "decision \(decision.kind.rawValue) \(decision.fromStage) -> \(decision.toStage)"
                + (decision.cause.isEmpty ? "" : " (\(decision.cause))") + ": \(decision.reason)"
        case .setWeight(let weight): return "weight \(weight)"
        case .fire(let alert): return firing.insert(alert.labels).inserted ? "fires \(alert.labels)" : nil
        case .resolve(let alert, _):
            firing.remove(alert.labels)
            return "resolves \(alert.labels)"
        case .reject(let rejection): return "refused \(rejection.code.rawValue): \(rejection.message)"
        }
    }
}
