import Foundation
import GateHTTP
import GateModel
import GateRules
import GateRuntime
import Logging
import MetricsExposition

/// A service that does what the test says and remembers what it was asked.
actor FakeService {
    struct Submission: Equatable {
        let rollout: String
        let kind: Event.Kind
        let actor: Actor
        let trace: TraceID?
    }

    struct Watch: Equatable {
        let rollout: String
        let sequence: Int64
        let weight: Weight
        let within: TimeSpan
    }

    struct Trouble: Error {}

    private(set) var submissions: [Submission] = []
    private(set) var refusals: [Refusal] = []
    private(set) var watches: [Watch] = []
    private(set) var recordCalls: [String] = []
    private(set) var reloads = 0
    private(set) var historyCalls: [RolloutHistory.Range] = []

    var view: RolloutView
    var others: [RolloutView] = []
    var next: RolloutView?
    var outcome: SubmitOutcome
    /// What becomes of a call to prove something; by default it holds.
    var proving: ProvingOutcome?
    var records: [JournalRecord]? = []
    var formerAttempts: [Int: AttemptRecord] = [:]
    var formerRules: [String: RolloutRule] = [:]
    var histories: @Sendable (RolloutHistory.Range) -> RolloutHistory = Samples.history
    var reloadOutcome = ReloadOutcome.reloaded
    var notReady: String?
    /// Whether waiting for a change ends only when it is cancelled.
    var changesNever = false

    init(_ view: RolloutView = Samples.minimal) {
        self.view = view
        outcome = .accepted(view)
    }

    func update(_ change: @Sendable (isolated FakeService) -> Void) {
        change(self)
    }

    func forgetSubmissions() { submissions = [] }

    private func find(_ name: String) -> RolloutView? { name == view.rule.name ? view : nil }

    private func submit(_ submission: Submission) -> SubmitOutcome {
        submissions.append(submission)
        return submission.rollout == view.rule.name ? outcome : .unknownRollout
    }

    private func change(_ watch: Watch) async -> RolloutView? {
        watches.append(watch)
        if changesNever {
            do { try await Task.sleep(for: .seconds(3600)) } catch { return view }
        }
        return next
    }

    private func read(_ call: String) throws -> [JournalRecord] {
        recordCalls.append(call)
        guard let records else { throw Trouble() }
        return records
    }

    private func reload() -> ReloadOutcome {
        reloads += 1
        return reloadOutcome
    }

    private func record(_ refusal: Refusal) { refusals.append(refusal) }

    /// The attempt of the view, with the records; any other attempt is one of `formerAttempts`.
    private func attempt(_ number: Int) throws -> AttemptRecord? {
        guard let records else { throw Trouble() }
        guard number == view.state.attempt?.number else { return formerAttempts[number] }
        return AttemptRecord(
            state: view.state, records: records.reversed(), isCut: false, head: Samples.head)
    }

    private func history(_ range: RolloutHistory.Range) throws -> RolloutHistory {
        guard records != nil else { throw Trouble() }
        historyCalls.append(range)
        return histories(range)
    }

    /// The control that leads here.
    nonisolated var control: Control {
        var control = reading
        control.prove = { rollout, _, _ in await self.prove(rollout, .datasource) }
        control.drill = { rollout, _, _ in await self.prove(rollout, .drillKill) }
        return control
    }

    private func prove(_ rollout: String, _ kind: PreflightCheckKind) -> ProvingOutcome {
        guard rollout == view.rule.name else { return .unknownRollout }
        return proving ?? .done([PreflightCheck(kind, ruleDigest: "d1", evidence: ["it was seen"])], view)
    }

    private nonisolated var reading: Control {
        Control(
            list: { [await self.view] + (await self.others) },
            view: { await self.find($0) },
            changed: { await self.change(Watch(rollout: $0, sequence: $1, weight: $2, within: $3)) },
            submit: { await self.submit(Submission(rollout: $0, kind: $1, actor: $2, trace: $3)) },
            records: { try await self.read("\($0) \($1) \($2)") },
            reload: { await self.reload() },
            readiness: { await self.notReady },
            recordRefusal: { await self.record($0) },
            evidence: EvidenceStore(
                attempt: { try await self.attempt($1) }, rule: { await self.formerRules[$0] },
                history: { try await self.history($0) }))
    }
}
