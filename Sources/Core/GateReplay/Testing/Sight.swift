import GateModel
import GateRules

/// What there is to see of a rollout at one time, held against what is expected.
struct Sight {
    let state: RolloutState
    /// The newest evaluation of the attempt; `nil` before the first.
    let evaluation: Evaluation?
    /// The decisions since the expectation before.
    let decisions: [Decision]
    /// Whom Alertmanager would tell of an alert; `nil` where no configuration is named.
    let receivers: ((Labels) -> [String])?

    /// Everything that is not as expected, in the order of the file.
    func mismatches(_ expectation: RuleExpectation) -> [Mismatch] {
        expectation.facts.flatMap { fact in
            FactCheck(at: expectation.at, position: fact.position, sight: self).mismatches(fact.content)
        }
    }

    /// The comparison of one fact.
    private struct FactCheck {
        let at: TimeSpan
        let position: Position
        let sight: Sight

        func mismatches(_ content: ExpectedFact.Content) -> [Mismatch] {
            let (state, attempt) = (sight.state, sight.state.attempt)
            switch content {
            case .phase(let phase): return compare("phase", [phase.rawValue], [state.phase.rawValue])
            case .stage(let stage): return compare("stage", [stage], [attempt?.visit.stage ?? "none"])
            case .weight(let weight): return compare("weight", ["\(weight)"], ["\(state.weight)"])
            case .held(let isHeld):
                return compare("held", ["\(isHeld)"], ["\(attempt?.hold != nil)"], attempt?.hold.map(\.reason))
            case .gate(let name, let expected):
                return compare(expected, "gates.\(name)", sight.evaluation?.gates.first { $0.subject == name })
            case .stopRule(let name, let expected):
                let verdict = sight.evaluation?.stopRules.first { $0.subject == name }
                return compare(expected, "stop_rules.\(name)", verdict)
            case .decisions(let expected): return compare(expected)
            case .alerts(let expected): return compare(expected)
            case .incidents(let expected): return compare(expected)
            case .visits(let expected): return compare(expected)
            }
        }

        private func compare(
            _ path: String, _ expected: [String], _ actual: [String], _ remark: String? = nil
        ) -> [Mismatch] {
            if expected == actual { return [] }
            return [
                Mismatch(
                    at: at, path: path, position: position, expected: expected, actual: actual, remark: remark)
            ]
        }

        private func compare(_ expected: ExpectedVerdict, _ path: String, _ actual: Verdict?) -> [Mismatch] {
            guard let actual else {
                return compare(path, expected.lines(seen: nil), ["no verdict"])
            }
            let remark = actual.summary.isEmpty ? nil : actual.summary
            return compare(path, expected.lines(seen: actual), expected.actualLines(actual), remark)
        }

        private func compare(_ expected: [ExpectedDecision]) -> [Mismatch] {
            let pairs = paired(expected, sight.decisions)
            let wanted = pairs.compactMap { pair in pair.0.map { $0.line(seen: pair.1) } }
            let seen = pairs.compactMap { pair in pair.1.map { ExpectedDecision.line(of: $0, like: pair.0) } }
            return compare("decisions", wanted, seen, sight.decisions.last?.reason)
        }

        private func compare(_ expected: [ExpectedIncident]) -> [Mismatch] {
            let pairs = paired(expected, sight.state.incidents)
            let wanted = pairs.compactMap { pair in pair.0?.line }
            let seen = pairs.compactMap { pair in pair.1.map { ExpectedIncident.line(of: $0, like: pair.0) } }
            return compare("incidents", wanted, seen)
        }

        private func compare(_ expected: [ExpectedVisit]) -> [Mismatch] {
            let visits = sight.state.attempt.map { $0.pastVisits + [$0.visit] } ?? []
            let pairs = paired(expected, visits)
            let wanted = pairs.compactMap { pair in pair.0.map { $0.line(seen: pair.1) } }
            let seen = pairs.compactMap { pair in pair.1.map { ExpectedVisit.line(of: $0, like: pair.0) } }
            return compare("visits", wanted, seen)
        }

        private func compare(_ expected: [ExpectedAlert]) -> [Mismatch] {
            let alerts = sight.state.alerts.sorted { "\($0.labels)" < "\($1.labels)" }
            if expected.isEmpty { return compare("alerts", [], alerts.map { "\($0.labels)" }) }
            return expected.flatMap { expected -> [Mismatch] in
                let found = alerts.contains { expected.matches($0, receivers: sight.receivers) }
                guard found != expected.isFiring else { return [] }
                let alike = alerts.filter { $0.labels["alertname"] == expected.labels["alertname"] }
                let seen = alike.map { expected.line(of: $0, receivers: sight.receivers) }
                return compare("alerts", expected.isFiring ? [expected.line] : [], seen)
            }
        }

        private func paired<Left, Right>(_ left: [Left], _ right: [Right]) -> [(Left?, Right?)] {
            (0..<max(left.count, right.count)).map { index in
                (index < left.count ? left[index] : nil, index < right.count ? right[index] : nil)
            }
        }
    }
}
