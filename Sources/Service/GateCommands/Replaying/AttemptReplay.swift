import GateModel
import GateReplay
import GateRules
import HTTPTransport
import RolloutJournal

/// Replays an attempt of a journal.
struct AttemptReplay {
    let name: AttemptName
    let recorded: RecordedAttempt
    let rule: RolloutRule
    let script: ReplayScript

    /// Reads the attempt.
    static func read(_ name: AttemptName, journal path: String) async throws -> AttemptReplay {
        let journal = try Journal.openReadOnly(path)
        let recorded = try await journal.recordedAttempt(name.number, of: name.rollout)
        try await journal.close()
        guard let recorded else {
            throw ReplayError("the journal \(path) has no attempt \(name.number) of rollout \(name.rollout)")
        }
        guard let rule = recorded.steps.last.flatMap({ recorded.rules[$0.record.ruleDigest] }) else {
            throw ReplayError("the journal \(path) does not have the rule that \(name.description) ran under")
        }
        let script = ReplayScript(
            before: recorded.before, records: recorded.steps.map(\.record), rules: recorded.rules)
        return AttemptReplay(name: name, recorded: recorded, rule: rule, script: script)
    }

    /// From the first step to the last.
    var range: ClosedRange<Timestamp> {
        let times = script.records.map(\.at)
        let first = times.min() ?? Timestamp(milliseconds: 0)
        return first...max(first, times.max() ?? first)
    }

    /// The decisions as they were recorded.
    var decisions: [Decision] { script.records.flatMap(\.decisions) }

    /// The same attempt under a rule with other values.
    func script(_ whatIf: WhatIf?) throws(WhatIfError) -> ReplayScript {
        guard let whatIf else { return script }
        var rules: [String: RolloutRule] = [:]
        for (digest, rule) in script.rules { rules[digest] = try whatIf.applied(to: rule) }
        return ReplayScript(before: script.before, records: script.records, rules: rules)
    }

    /// Takes the attempt's steps again from the journal alone.
    func fold() -> AttemptFold { recorded.fold() }
}
