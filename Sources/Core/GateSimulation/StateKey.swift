internal import GateModel
internal import GateRules
internal import GateStatistics

/// Everything of a world that its future depends on, with times counted from now.
///
/// The engine has no opinion on absolute time, on how many steps were taken or on what is past and recorded, so two worlds
/// with the same key go on in the same way; exploring one of them is enough.
struct StateKey: Hashable {
    private var words: [String]
    private var numbers: [Int64] = []

    init(_ world: World) {
        let (state, now) = (world.state, world.now)
        words = [world.rule.digest, state.ruleDigest, state.phase.rawValue]
        for incident in state.incidents {
            words += [incident.kind.rawValue, incident.openedBy]
            numbers.append((incident.openedAt - now).milliseconds)
        }
        for alert in state.alerts {
            words += alert.labels.pairs.map(\.value)
            numbers.append((alert.startsAt - now).milliseconds)
        }
        guard let attempt = state.attempt else { return }
        words += [attempt.visit.stage, attempt.stop?.cause ?? "", attempt.rollback?.cause ?? ""]
        words += attempt.stableStages
        numbers += [Int64(attempt.window.verdictCount), attempt.hold == nil ? 0 : 1]
        for gate in world.rule.gates { numbers += Self.evidence(attempt.evidence[gate.name], now) }
        for time in Self.times(of: attempt) { numbers.append(time.map { ($0 - now).milliseconds } ?? .min) }
    }

    /// Totals stand for the sums: those are linear in the counts as long as no late change is looked for.
    private static func evidence(_ evidence: GateEvidence?, _ now: Timestamp) -> [Int64] {
        guard let evidence else { return [0] }
        let totals = [evidence.totals.canaryEvents, evidence.totals.canaryTotal]
        return [evidence.certain.hasFailed ? 2 : 1, (evidence.through - now).milliseconds]
            + totals.map { Int64(bitPattern: $0.bitPattern) }
    }

    private static func times(of attempt: Attempt) -> [Timestamp?] {
        var times = [
            attempt.visit.enteredAt, attempt.visit.leftAt, attempt.lastEvaluatedAt, attempt.window.greenSince,
            attempt.window.lastGreenAt, attempt.window.heldAt, attempt.candidate?.completedAt,
            attempt.candidate?.greenSince,
            attempt.approval?.expiresAt, attempt.stop?.firstBreachAt,
        ]
        for memory in attempt.gates { times += [memory.failingSince, memory.lastFailAt, memory.blindSince] }
        for memory in attempt.stopRules {
            times += [memory.trueSince, memory.lastTrueAt]
            for spike in memory.spikes { times += [spike.start, spike.end, spike.qualifiedAt] }
        }
        return times
    }
}
