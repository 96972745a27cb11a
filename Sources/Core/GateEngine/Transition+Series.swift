internal import GateModel
internal import GateRules

/// Incidents that expressions open: one for each series that is true.
extension Transition {
    /// Opens an incident for each series for which an expression that asks for one is fulfilled, one at a time.
    ///
    /// Those whose series is gone are resolved where the rule says so.
    mutating func openMeasuredIncidents(_ verdicts: StageVerdicts) {
        for (stopRule, memory) in zip(rule.stopRules, attempt.stopRules) {
            guard case .expression(let expression) = stopRule.kind, let opens = expression.opensIncident else {
                continue
            }
            let verdict = verdicts.verdict(on: stopRule)
            resolveGone(of: stopRule.name, verdict, at: verdicts.at, isWanted: expression.resolves)
            guard memory.firstBreach(of: stopRule.kind, at: verdicts.at, countingFrom: nil) != nil, let verdict else {
                continue
            }
            for labels in verdict.trueSeries where !isOpen(labels, of: stopRule.name) {
                open(labels, of: stopRule.name, opens.kind(of: labels), verdict)
            }
        }
    }

    /// Forgets since when series have been gone: nobody looked.
    mutating func forgetGoneSeries() {
        for index in state.incidents.indices { setGone(since: nil, at: index) }
    }

    private func isOpen(_ labels: Labels, of stopRule: String) -> Bool {
        state.incidents.contains { incident in
            guard case .series(stopRule, let own, _) = incident.source else { return false }
            return own == labels
        }
    }

    private mutating func open(_ labels: Labels, of stopRule: String, _ kind: IncidentKind, _ verdict: Verdict) {
        guard state.hasRoom(for: kind) else { return }
        let series = labels.pairs.isEmpty ? "" : "-\(labels.fingerprint)"
        let name = labels.pairs.isEmpty ? "" : "\(labels): "
        add(
            Incident(
                id: "\(stopRule)\(series)@\(moment.milliseconds)", kind: kind, openedAt: moment, openedBy: stopRule,
                note: name + verdict.sentence, trace: event.trace,
                source: .series(stopRule: stopRule, labels: labels, goneSince: nil)))
    }

    /// Resolves incidents whose series has been gone for longer than the tolerance, in complete answers without a break.
    ///
    /// Missing data holds: an answer that is late, partial, refused or cut short says nothing about the series.
    private mutating func resolveGone(of stopRule: String, _ verdict: Verdict?, at: Timestamp, isWanted: Bool) {
        for index in state.incidents.indices {
            guard case .series(stopRule, let labels, let before) = state.incidents[index].source else { continue }
            setGone(since: verdict?.showsGone(labels) == true ? before ?? at : nil, at: index)
        }
        guard isWanted else { return }
        for incident in state.incidents {
            guard case .series(stopRule, _, let since?) = incident.source, at - since >= rule.longestStep else {
                continue
            }
            resolve(incident, by: stopRule, "no longer true since \(since)")
        }
    }

    private mutating func setGone(since: Timestamp?, at index: Int) {
        guard case .series(let stopRule, let labels, _) = state.incidents[index].source else { return }
        state.incidents[index].source = .series(stopRule: stopRule, labels: labels, goneSince: since)
    }
}

extension Verdict {
    /// The series for which the condition of a stop rule is true; the empty label set where there is one value only.
    fileprivate var trueSeries: [Labels] {
        guard outcome == .fail else { return [] }
        return series.isEmpty ? [[:]] : series.filter { $0.outcome == .fail }.map(\.labels)
    }

    /// Whether a complete answer shows that the condition is not true for the series with these labels.
    fileprivate func showsGone(_ labels: Labels) -> Bool {
        guard outcome == .pass || outcome == .fail else { return false }
        let isComplete = queries.allSatisfy { $0.failure == nil && $0.seriesCount <= max(1, series.count) }
        guard isComplete else { return false }
        if series.isEmpty { return outcome == .pass || !labels.pairs.isEmpty }
        return series.allSatisfy { $0.labels != labels || $0.outcome == .pass }
    }
}
