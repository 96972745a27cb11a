import GateModel
import GateRules

extension ExpectedNumber {
    /// Whether a number is the one expected.
    func holds(_ value: SampleValue) -> Bool {
        switch self {
        case .special(let special): return value == special
        case .about(let expected):
            guard let number = value.finite else { return false }
            return abs(number - expected) <= 1e-6 * max(abs(number), abs(expected), 1e-6)
        case .compares(let comparison, let limit): return value.finite.map { comparison.holds($0, limit) } ?? false
        }
    }

    /// The number as it is written in a test.
    var text: String {
        switch self {
        case .special(let special): special.description
        case .about(let number): "\(number)"
        case .compares(let comparison, let number): "\(comparison.rawValue) \(number)"
        }
    }
}

extension ExpectedVerdict {
    /// What is named, one line each; a number that holds is shown as the one that was seen.
    func lines(seen: Verdict?) -> [String] {
        var lines: [String] = []
        if let outcome { lines.append("outcome: \(outcome.rawValue)") }
        if let reason { lines.append("reason: \(reason.rawValue)") }
        for (name, expected, actual) in numbers(seen) {
            let holds = actual.map(expected.holds) ?? false
            lines.append("\(name): \(holds ? actual?.description ?? "" : expected.text)")
        }
        if let isCollecting { lines.append("collecting: \(isCollecting)") }
        return lines
    }

    /// What was seen of what is named.
    func actualLines(_ verdict: Verdict) -> [String] {
        var lines: [String] = []
        if outcome != nil { lines.append("outcome: \(verdict.outcome.rawValue)") }
        if reason != nil { lines.append("reason: \(verdict.reason.rawValue)") }
        for (name, _, actual) in numbers(verdict) { lines.append("\(name): \(actual?.description ?? "none")") }
        if isCollecting != nil { lines.append("collecting: \(verdict.isCollecting)") }
        return lines
    }

    private func numbers(_ verdict: Verdict?) -> [(String, ExpectedNumber, SampleValue?)] {
        [
            ("value", value, verdict?.value), ("threshold", threshold, verdict?.threshold.map { SampleValue($0) }),
            ("events", events, verdict?.events.map { SampleValue($0) }),
        ].compactMap { name, expected, actual in expected.map { (name, $0, actual) } }
    }
}

extension ExpectedDecision {
    /// What is named of a decision; a reason that matches is shown as the one that was seen.
    func line(seen: Decision?) -> String {
        let shown = reason.map { pattern in
            seen.map { pattern.matches($0.reason) ? $0.reason : pattern.text } ?? pattern.text
        }
        return Self.text(kind, cause: cause, from: fromStage, to: toStage, owner: owner, reason: shown)
    }

    /// What was seen of what is named; everything of a decision nobody expected.
    static func line(of decision: Decision, like expected: ExpectedDecision?) -> String {
        guard let expected else {
            return text(
                decision.kind, cause: decision.cause, from: decision.fromStage, to: decision.toStage,
                owner: decision.owner, reason: nil)
        }
        return text(
            decision.kind, cause: expected.cause.map { _ in decision.cause },
            from: expected.fromStage.map { _ in decision.fromStage },
            to: expected.toStage.map { _ in decision.toStage }, owner: expected.owner.map { _ in decision.owner },
            reason: expected.reason.map { _ in decision.reason })
    }

    private static func text(
        _ kind: Decision.Kind, cause: String?, from: String?, to: String?, owner: String?, reason: String?
    ) -> String {
        let parts = [
            cause.map { "cause: \($0.isEmpty ? "\"\"" : $0)" }, from.map { "from_stage: \($0)" },
            to.map { "to_stage: \($0)" }, owner.map { "owner: \($0)" }, reason.map { "reason: \($0)" },
        ].compactMap(\.self)
        return ([kind.rawValue] + parts).joined(separator: ", ")
    }
}

extension ExpectedIncident {
    /// What is named of an incident.
    var line: String { Self.text(kind, id: id, openedBy: openedBy) }

    /// What was seen of what is named; everything of an incident nobody expected.
    static func line(of incident: Incident, like expected: ExpectedIncident?) -> String {
        guard let expected else { return text(incident.kind, id: incident.id, openedBy: incident.openedBy) }
        return text(
            incident.kind, id: expected.id.map { _ in incident.id },
            openedBy: expected.openedBy.map { _ in incident.openedBy })
    }

    private static func text(_ kind: IncidentKind, id: String?, openedBy: String?) -> String {
        let parts = [id.map { "id: \($0)" }, openedBy.map { "opened_by: \($0)" }].compactMap(\.self)
        return ([kind.rawValue] + parts).joined(separator: ", ")
    }
}

extension ExpectedVisit {
    /// What is named of a visit; a note that matches is shown as the one that was seen.
    func line(seen: StageVisit?) -> String {
        let shown = note.map { pattern in seen?.notes.first(where: pattern.matches) ?? pattern.text }
        return Self.text(stage, decision: decision?.rawValue, owner: owner, note: shown)
    }

    /// What was seen of what is named; stage and decision of a visit nobody expected.
    static func line(of visit: StageVisit, like expected: ExpectedVisit?) -> String {
        guard let expected else { return text(visit.stage, decision: visit.decision?.rawValue, owner: nil, note: nil) }
        return text(
            visit.stage, decision: expected.decision.map { _ in visit.decision?.rawValue ?? "none" },
            owner: expected.owner.map { _ in visit.owner ?? "nobody" },
            note: expected.note.map { pattern in
                visit.notes.first(where: pattern.matches) ?? visit.notes.last ?? "none"
            })
    }

    private static func text(_ stage: String, decision: String?, owner: String?, note: String?) -> String {
        let parts = [
            decision.map { "decision: \($0)" }, owner.map { "owner: \($0)" }, note.map { "note: \($0)" },
        ].compactMap(\.self)
        return ([stage] + parts).joined(separator: ", ")
    }
}

extension ExpectedAlert {
    /// Whether an alert has everything that is named.
    func matches(_ alert: Alert, receivers: ((Labels) -> [String])?) -> Bool {
        labels.pairs.allSatisfy { alert.labels[$0.name] == $0.value }
            && annotations.pairs.allSatisfy { alert.annotations[$0.name] == $0.value }
            && (self.receivers == nil || self.receivers == receivers?(alert.labels))
    }

    /// What is named of an alert.
    var line: String { text(labels, annotations, receivers) }

    /// What was seen of an alert of the same name.
    func line(of alert: Alert, receivers: ((Labels) -> [String])?) -> String {
        let named = Set(annotations.pairs.map(\.name))
        return text(
            alert.labels, alert.annotations.keeping(named), self.receivers.map { _ in receivers?(alert.labels) ?? [] })
    }

    private func text(_ labels: Labels, _ annotations: Labels, _ receivers: [String]?) -> String {
        var text = "\(labels["alertname"] ?? "")\(labels.removing(["alertname"]))"
        if !annotations.pairs.isEmpty { text += ", annotations: \(annotations)" }
        if let receivers { text += ", receivers: \(receivers.joined(separator: ", "))" }
        return text
    }
}
