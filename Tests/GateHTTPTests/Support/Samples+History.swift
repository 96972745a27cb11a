import GateModel
import GateRules
import GateRuntime

/// What gates came to over time.
extension Samples {
    static let head = JournalHead(entry: 43, hash: String(repeating: "c", count: 64))

    /// Four points a minute: a dip that fails, a stretch without data, an error, and an isolation gate that was blind once.
    @Sendable static func history(_ range: RolloutHistory.Range) -> RolloutHistory {
        var availability = HistoryThinner(from: range.from, through: range.through, limit: range.limit)
        var isolation = availability
        let minutes = (range.through - range.from).milliseconds / 60_000
        for quarter in 0...(minutes * 4) {
            let (at, minute) = (range.from + .seconds(quarter * 15), quarter / 4)
            availability.add(availabilityPoint(minute % 40, at))
            isolation.add(
                GatePoint(
                    at: at, outcome: minute == 7 ? .inconclusive : .pass,
                    reason: minute == 7 ? .noData : .withinThreshold, value: minute == 7 ? nil : .finite(0),
                    threshold: 0))
        }
        let gates = [
            GateHistory(
                gate: "isolation", comparison: "<=", points: isolation.points, pointCount: isolation.pointCount),
            GateHistory(
                gate: "availability", comparison: ">=", points: availability.points,
                pointCount: availability.pointCount),
        ]
        return RolloutHistory(
            range: range, gates: gates.filter { range.gate == nil || range.gate == $0.gate },
            evaluationCount: Int(minutes * 4 + 1), droppedCount: minutes > 45 ? 3 : 0)
    }

    private static func availabilityPoint(_ minute: Int64, _ at: Timestamp) -> GatePoint {
        switch minute {
        case 12...15:
            GatePoint(
                at: at, outcome: .fail, reason: .beyondThreshold, value: .finite(0.9982), threshold: 0.999)
        case 20...23: GatePoint(at: at, outcome: .inconclusive, reason: .noData, value: nil, threshold: 0.999)
        case 24: GatePoint(at: at, outcome: .error, reason: .sourceUnavailable, value: nil, threshold: nil)
        default:
            GatePoint(
                at: at, outcome: .pass, reason: .withinThreshold,
                value: .finite(0.9995 + Double((at.milliseconds / 15_000) % 7) * 0.00005), threshold: 0.999)
        }
    }
}
