import GateEngine
import GateModel
import GateRules
import GateTestSupport
import Testing

/// Every event in every phase: what it comes to, cell by cell.
///
/// A cell is the phase and weight afterwards and the decisions made, or the code of the rejection. Columns: pending,
/// observing, awaiting approval, stopped, completed, aborted. The attempts stand at `low` (25 %), except the completed one;
/// the stopped one was stopped by an audit anomaly that is resolved; the next green point completes the observing one's window.
@Suite struct PhaseTableTests {
    @Test(arguments: table) func everyCell(_ row: Row) {
        let cells = Self.courses.map { course in
            var course = course
            course.now = course.rule.grid.next(after: course.now)
            return Self.cell(course.send(row.kind(course), by: .alice))
        }
        #expect(cells == row.cells)
    }

    @Test func everyKindOfEventHasARow() {
        let names = Set(Self.table.map { $0.kind(Self.courses[0]).name })
        #expect(names.count == 14)
    }

    @Test func everyPhaseHasAColumn() {
        #expect(Self.courses.map(\.phase) == [.pending, .observing, .awaitingApproval, .stopped, .completed, .aborted])
    }

    static let courses: [Course] = {
        var pending = Course(.toy().with { $0.preflight = [PreflightItem(name: "drill")] })
        pending.send(.preflightAttested(item: "drill", note: ""))
        var observing = pending
        observing.reach("low")
        observing.evaluate(times: 2)
        var awaiting = observing
        awaiting.evaluate()
        var stopped = pending
        stopped.reach("half")
        stopped.send(.incidentOpened(id: "a", kind: .auditAnomaly, note: ""))
        stopped.send(.incidentResolved(id: "a", note: ""))
        var completed = pending
        completed.reach("full")
        completed.evaluate(times: 3)
        var aborted = observing
        aborted.send(.aborted(reason: "enough"))
        return [pending, observing, awaiting, stopped, completed, aborted]
    }()

    static func cell(_ step: Step) -> String {
        if let rejection = step.rejection { return rejection.code.rawValue }
        let decisions = step.decisions.map { " \($0.kind.rawValue)" }.joined()
        return "\(step.state.phase.rawValue) \(step.state.weight.percent)" + decisions
    }

    static let table: [Row] = [
        Row(
            "start of the same revision",
            [
                "observing 0 start", "already_running", "already_running", "already_running", "observing 0 start",
                "observing 0 start",
            ]
        ) { _ in .startRequested(revision: "r1") },
        Row(
            "start of another revision",
            [
                "observing 0 start", "observing 0 supersede start", "observing 0 supersede start",
                "observing 0 supersede start", "observing 0 start", "observing 0 start",
            ]
        ) { _ in .startRequested(revision: "r2") },
        Row("start of no revision", all("unknown_name")) { _ in .startRequested(revision: "") },
        Row("attestation", unchanged) { _ in .preflightAttested(item: "drill", note: "") },
        Row("attestation of an unknown item", all("unknown_name")) { _ in .preflightAttested(item: "x", note: "") },
        Row(
            "green evaluation",
            running("awaiting_approval 25 request_approval", "awaiting_approval 25", "stopped 25")
        ) { .evaluated($0.evaluation(Verdict.pass)) },
        Row(
            "red evaluation",
            running("observing 25", "observing 25", "stopped 25")
        ) { .evaluated($0.evaluation(Verdict.fail)) },
        Row(
            "blind evaluation",
            running("observing 25", "awaiting_approval 25", "stopped 25")
        ) { .evaluated($0.evaluation(Verdict.blind)) },
        Row(
            "evaluation without verdicts",
            running("observing 25", "awaiting_approval 25", "stopped 25")
        ) { .evaluated(Evaluation(at: $0.now, gates: [])) },
        Row(
            "evaluation of a decided point",
            running("already_done")
        ) { .evaluated(Evaluation(at: $0.decided, gates: [])) },
        Row(
            "missed evaluation",
            running("observing 25", "awaiting_approval 25", "stopped 25")
        ) { .evaluationsMissed(after: $0.decided, through: $0.now) },
        Row(
            "missed evaluation of a decided point",
            running("already_done")
        ) { .evaluationsMissed(after: $0.decided, through: $0.decided) },
        Row(
            "approval of the candidate",
            running("no_candidate", "awaiting_approval 25 approve", "no_candidate")
        ) { .approvalGiven(candidate: $0.attempt.candidate?.id ?? "none", onCall: nil) },
        Row(
            "approval of another candidate",
            running("no_candidate", "outdated_candidate", "no_candidate")
        ) { _ in .approvalGiven(candidate: "toy-1-4", onCall: nil) },
        Row(
            "hold",
            running("observing 25 hold", "awaiting_approval 25 hold", "stopped 25 hold")
        ) { _ in .held(reason: "look") },
        Row("hold without a reason", all("reason_required")) { _ in .held(reason: " ") },
        Row("unhold", running("already_done")) { _ in .unheld(reason: "seen") },
        Row("unhold without a reason", all("reason_required")) { _ in .unheld(reason: "") },
        Row(
            "rollback",
            running("observing 0 roll_back", "observing 0 roll_back", "stopped 0 roll_back")
        ) { _ in .rolledBack(toStage: nil, reason: "back") },
        Row(
            "rollback to a named stage",
            running("observing 0 roll_back", "observing 0 roll_back", "stopped 0 roll_back")
        ) { _ in .rolledBack(toStage: "base", reason: "back") },
        Row("rollback to the present stage", running("not_lower")) { _ in .rolledBack(toStage: "low", reason: "back") },
        Row("rollback to a higher stage", running("not_lower")) { _ in .rolledBack(toStage: "full", reason: "up") },
        Row("rollback to an unknown stage", running("unknown_name")) { _ in .rolledBack(toStage: "x", reason: "back") },
        Row("rollback without a reason", all("reason_required")) { _ in .rolledBack(toStage: nil, reason: "") },
        Row("kill", toZero) { _ in .killed(reason: "now") },
        Row("kill without a reason", toZero) { _ in .killed(reason: "") },
        Row("resume", running("wrong_phase", "wrong_phase", "observing 25 resume")) { _ in .resumed(reason: "fixed") },
        Row("resume without a reason", all("reason_required")) { _ in .resumed(reason: "") },
        Row(
            "abort",
            ["not_running", "aborted 0 abort", "aborted 0 abort", "aborted 0 abort", "wrong_phase", "not_running"]
        ) { _ in .aborted(reason: "enough") },
        Row("abort without a reason", all("reason_required")) { _ in .aborted(reason: "") },
        Row("Sev-1", toZero) { _ in .incidentOpened(id: "i", kind: .sev1, note: "") },
        Row("Sev-2", toZero) { _ in .incidentOpened(id: "i", kind: .sev2, note: "") },
        Row(
            "tenant isolation breach",
            toZero
        ) { _ in .incidentOpened(id: "i", kind: .tenantIsolationBreach, note: "") },
        Row(
            "audit anomaly",
            ["pending 0", "stopped 0 stop", "stopped 0 stop", "stopped 0 stop", "completed 100", "aborted 0"]
        ) { _ in .incidentOpened(id: "i", kind: .auditAnomaly, note: "") },
        Row("incident without an id", all("unknown_name")) { _ in .incidentOpened(id: "", kind: .sev1, note: "") },
        Row("resolution of an unknown incident", all("unknown_name")) { _ in .incidentResolved(id: "x", note: "") },
        Row("rules replaced by themselves", unchanged) { _ in .rulesReplaced },
    ]

    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let kind: @Sendable (Course) -> Event.Kind
        let cells: [String]

        init(_ name: String, _ cells: [String], _ kind: @escaping @Sendable (Course) -> Event.Kind) {
            testDescription = name
            self.kind = kind
            self.cells = cells
        }
    }

    static func all(_ cell: String) -> [String] { Array(repeating: cell, count: 6) }

    static func running(_ cell: String) -> [String] { running(cell, cell, cell) }

    static func running(_ observing: String, _ awaiting: String, _ stopped: String) -> [String] {
        ["not_running", observing, awaiting, stopped, "not_running", "not_running"]
    }

    static let unchanged = [
        "pending 0", "observing 25", "awaiting_approval 25", "stopped 25", "completed 100", "aborted 0",
    ]

    static let toZero = [
        "pending 0", "stopped 0 stop", "stopped 0 stop", "stopped 0 stop", "stopped 0 stop", "aborted 0",
    ]
}
