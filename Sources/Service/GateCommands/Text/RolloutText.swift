import GateHTTP
import GateModel

/// Rollouts for people.
enum RolloutText {
    private static let terminal = Terminal.standard

    /// One line a rollout.
    static func list(_ rollouts: [API.Rollout]) -> [String] {
        let head = ["ROLLOUT", "PHASE", "STAGE", "WEIGHT", "REVISION", "WAITING FOR"]
        let rows = rollouts.map { rollout in
            [
                rollout.name, phase(rollout), rollout.stage ?? "-", "\(rollout.weightPercent) %",
                rollout.revision ?? "-", rollout.waitingFor.first ?? "-",
            ]
        }
        return Terminal.columns([head] + rows)
    }

    /// Everything an operator asks first about one rollout.
    static func lines(_ rollout: API.Rollout) -> [String] {
        [heading(rollout)] + standing(rollout) + trouble(rollout) + gates(rollout) + waiting(rollout)
            + (rollout.candidate.map { candidate($0, of: rollout) } ?? [])
    }

    /// What an approver approves: what was measured, since when, and what comes next.
    static func candidate(_ candidate: API.Candidate, of rollout: API.Rollout) -> [String] {
        let window = candidate.nextWindow.map { ", window \($0)" } ?? ""
        let head = [
            "", terminal.paint("candidate \(candidate.id)", .strong),
            "  stage \(candidate.stage) was green from \(candidate.greenSince) to \(candidate.completedAt)",
            "  approving exposes \(candidate.nextWeightPercent) % (stage \(candidate.nextStage)\(window)) to revision "
                + (rollout.revision ?? "?"),
            "  gates there: " + (candidate.nextGates.isEmpty ? "none" : candidate.nextGates.joined(separator: ", ")),
        ]
        let caveat = candidate.caveat.map { ["  " + terminal.paint("caveat", .waiting) + ": \($0)"] } ?? []
        let rows = Terminal.columns(candidate.gates.map { ["  \($0.name)"] + snapshot($0) })
        return head + caveat
            + CertaintyText.below(
                rows, candidate.gates.map { $0.certainty.map(CertaintyText.lines) ?? [] }, indent: 4)
    }

    /// What is other than when the approved candidate stood.
    static func outdated(_ outdated: API.OutdatedCandidate) -> [String] {
        let rows = outdated.changes.map { change in
            let was = change.was.map { snapshot($0).joined(separator: " ") } ?? "not judged"
            let now = change.now.map { snapshot($0).joined(separator: " ") } ?? "not judged"
            return ["  \(change.gate)", was, "->", now]
        }
        let standing = outdated.candidate.map { "candidate now: \($0.id), green since \($0.greenSince)" }
        return (rows.isEmpty ? [] : ["changed gates"] + Terminal.columns(rows)) + [
            standing ?? "no candidate stands now"
        ]
    }

    private static func heading(_ rollout: API.Rollout) -> String {
        let about = rollout.description.isEmpty ? "" : ": \(rollout.description)"
        return terminal.paint(rollout.name, .strong) + about
    }

    private static func standing(_ rollout: API.Rollout) -> [String] {
        var rows = [["phase", phase(rollout)]]
        if let revision = rollout.revision {
            rows.append(["revision", "\(revision) (attempt \(rollout.attempt ?? 0))"])
        }
        if let stage = rollout.stage {
            rows.append(["stage", "\(stage), \(rollout.weightPercent) %, since \(rollout.stageEnteredAt ?? "?")"])
        }
        if let window = rollout.window {
            let green = rollout.greenSince.map { "\(rollout.windowElapsed ?? "0s") of \(window), green since \($0)" }
            rows.append(["window", green ?? "0s of \(window), not green"])
        }
        if let hold = rollout.hold { rows.append(["held", "by \(hold.actor) since \(hold.since): \(hold.reason)"]) }
        return Terminal.columns(rows)
    }

    private static func trouble(_ rollout: API.Rollout) -> [String] {
        var rows: [[String]] = []
        if let stop = rollout.stop {
            rows.append([terminal.paint("stopped", .bad), "\(stop.cause) since \(stop.since): \(stop.reason)"])
        }
        if let rollback = rollout.rollback {
            rows.append([
                terminal.paint("rolled back", .bad), "\(rollback.cause) at \(rollback.at): \(rollback.reason)",
            ])
        }
        for incident in rollout.incidents {
            rows.append([
                terminal.paint("incident", .bad), "\(incident.id) \(incident.kind.rawValue): \(incident.note)",
            ])
        }
        return Terminal.columns(rows)
    }

    private static func gates(_ rollout: API.Rollout) -> [String] {
        let judged = rollout.gates.filter { $0.verdict != nil }
        if judged.isEmpty { return [] }
        let rows = judged.map { gate in
            let outcome = gate.verdict ?? .inconclusive
            let word = gate.collecting ? "collects" : outcome.rawValue
            return [
                "  \(gate.name)", terminal.paint(word, EvaluationText.tone(outcome)), gate.reason?.rawValue ?? "",
                gate.summary ?? "",
            ]
        }
        let certainties = judged.map { gate in
            gate.certainty.map { CertaintyText.lines($0, beside: gate.reason ?? .noData) } ?? []
        }
        return ["", "gates"] + CertaintyText.below(Terminal.columns(rows), certainties, indent: 4)
    }

    private static func waiting(_ rollout: API.Rollout) -> [String] {
        rollout.waitingFor.isEmpty ? [] : ["", "waiting for"] + rollout.waitingFor.map { "  \($0)" }
    }

    /// Verdict, value against threshold, and reason of a snapshot.
    static func snapshot(_ gate: API.GateSnapshot) -> [String] {
        let word = gate.collecting ? "collects" : gate.verdict.rawValue
        let value = gate.value.map { value in
            NumberText.number(value.number)
                + (gate.threshold.map { " \(gate.comparison) \(NumberText.number($0))" } ?? "")
        }
        return [terminal.paint(word, EvaluationText.tone(gate.verdict)), gate.reason.rawValue, value ?? "-"]
    }

    private static func phase(_ rollout: API.Rollout) -> String {
        let tone: Terminal.Tone =
            switch rollout.phase {
            case .pending, .observing: .strong
            case .awaitingApproval: .waiting
            case .stopped, .aborted: .bad
            case .completed: .good
            }
        return terminal.paint(rollout.phase.rawValue, tone) + (rollout.held ? " (held)" : "")
    }
}
