import GRDB
public import GateModel

extension Journal {
    /// What the gates of a rollout came to over a range of time, thinned for a plot.
    ///
    /// Reads every evaluation of the range, one after the other; whoever asks keeps the range in bounds.
    ///
    /// - Parameter range: What of which rollout.
    /// - Returns: The history; empty where there was no evaluation.
    /// - Throws: `unreadable`, `damaged` or `closed`.
    public func history(_ range: RolloutHistory.Range) async throws(JournalError) -> RolloutHistory {
        try await read { database in
            var builder = HistoryBuilder(range: range)
            let payloads = """
                SELECT payload FROM entries
                WHERE rollout = ? AND evaluation_ms >= ? AND evaluation_ms <= ? ORDER BY evaluation_ms
                """
            let rows = try Row.fetchCursor(
                database, sql: payloads,
                arguments: [range.rollout, range.from.milliseconds, range.through.milliseconds])
            while let row = try rows.next() {
                try builder.add(try row.decode(String?.self, forColumn: "payload"))
            }
            return builder.history
        }
    }
}

/// Sorts the verdicts of evaluations by gate.
private struct HistoryBuilder {
    let range: RolloutHistory.Range
    private var order: [String] = []
    private var comparisons: [String: String] = [:]
    private var thinners: [String: HistoryThinner] = [:]
    private var evaluationCount = 0
    private var droppedCount = 0

    init(range: RolloutHistory.Range) {
        self.range = range
    }

    /// Adds an evaluation; `nil` where its verdicts were dropped.
    mutating func add(_ payload: String?) throws {
        guard let payload else {
            droppedCount += 1
            return
        }
        evaluationCount += 1
        let evaluation = try CanonicalJSON.decode(RecordedEvaluation.self, from: payload)
        for verdict in evaluation.gates where range.gate == nil || range.gate == verdict.subject {
            if thinners[verdict.subject] == nil {
                order.append(verdict.subject)
                thinners[verdict.subject] = HistoryThinner(
                    from: range.from, through: range.through, limit: range.limit)
            }
            comparisons[verdict.subject] = verdict.comparison
            thinners[verdict.subject]?.add(
                GatePoint(
                    at: evaluation.at, outcome: verdict.outcome, reason: verdict.reason, value: verdict.value,
                    threshold: verdict.threshold))
        }
    }

    var history: RolloutHistory {
        let gates = order.map { gate in
            GateHistory(
                gate: gate, comparison: comparisons[gate] ?? "", points: thinners[gate]?.points ?? [],
                pointCount: thinners[gate]?.pointCount ?? 0)
        }
        return RolloutHistory(
            range: range, gates: gates, evaluationCount: evaluationCount, droppedCount: droppedCount)
    }
}

/// The part of an evaluation a plot needs: reading the queries and series, too, would take several times as long.
private struct RecordedEvaluation: Decodable {
    struct Verdict: Decodable {
        let subject: String
        let outcome: Outcome
        let reason: Reason
        let value: SampleValue?
        let threshold: Double?
        let comparison: String
    }

    let at: Timestamp
    let gates: [Verdict]
}
