import GateEngine
import GateModel
import GateRules
import GateTestSupport

/// A rollout driven through events, with time counted in grid points since its beginning.
struct Course {
    var rule: RolloutRule
    var state: RolloutState
    var now: Timestamp
    /// Everything that was decided and told so far.
    var effects: [Effect] = []

    init(_ rule: RolloutRule = .toy()) {
        self.rule = rule
        state = RolloutState(rollout: rule.name, ruleDigest: rule.digest)
        now = rule.grid.next(after: Timestamp(seconds: 1_770_000_000))
    }

    var attempt: Attempt { state.attempt ?? Attempt.none }
    var stage: String { attempt.visit.stage }
    var phase: Phase { state.phase }
    /// The newest grid point of the attempt.
    var decided: Timestamp { attempt.lastEvaluatedAt ?? now }

    /// Puts an event to the engine at the present time.
    @discardableResult
    mutating func send(_ kind: Event.Kind, by actor: Actor = .alice) -> Step {
        let step = Engine.step(state, Event(actor: actor, trace: .test, kind: kind), at: now, under: rule)
        state = step.state
        effects += step.effects
        return step
    }

    /// Goes to the next grid point and evaluates it live; every gate has the verdict `make` gives it.
    @discardableResult
    mutating func evaluate(_ make: (String) -> Verdict = Verdict.pass, stopRules: [Verdict] = []) -> Step {
        now = rule.grid.next(after: now)
        return send(.evaluated(evaluation(make, stopRules: stopRules)), by: .stagegate)
    }

    /// Goes to the next grid point and evaluates it with these verdicts.
    @discardableResult
    mutating func evaluate(gates: [Verdict], stopRules: [Verdict] = []) -> Step {
        now = rule.grid.next(after: now)
        return send(.evaluated(Evaluation(at: now, gates: gates, stopRules: stopRules)), by: .stagegate)
    }

    /// Evaluates so many grid points, one after the other.
    mutating func evaluate(times count: Int, _ make: (String) -> Verdict = Verdict.pass) {
        for _ in 0..<count { evaluate(make) }
    }

    /// Lets grid points pass without an evaluation.
    mutating func skip(_ count: Int64) {
        now = now + rule.interval * count
    }

    @discardableResult
    mutating func start(_ revision: String = "r1") -> Step {
        send(.startRequested(revision: revision))
    }

    /// Approves the candidate that stands.
    @discardableResult
    mutating func approve(by actor: Actor = .alice) -> Step {
        send(.approvalGiven(candidate: attempt.candidate?.id ?? "none", onCall: nil), by: actor)
    }

    /// Starts, and evaluates and approves until the stage is reached.
    mutating func reach(_ stage: String) {
        start()
        for _ in 0..<100 where self.stage != stage {
            evaluate()
            if attempt.candidate != nil, attempt.approval == nil { approve() }
        }
    }

    func evaluation(_ make: (String) -> Verdict = Verdict.pass, stopRules: [Verdict] = []) -> Evaluation {
        Evaluation(at: now, gates: rule.gates.map { make($0.name) }, stopRules: stopRules)
    }
}

extension Attempt {
    /// Stands in where there is no attempt.
    static let none = Attempt(
        number: 0, revision: "", startedAt: Timestamp(milliseconds: 0), startedBy: "",
        visit: StageVisit(stage: "", weight: .zero, enteredAt: Timestamp(milliseconds: 0)))
}

extension Step {
    var kinds: [Decision.Kind] { decisions.map(\.kind) }
    var fired: [String] {
        effects.compactMap { if case .fire(let alert) = $0 { alert.labels["alertname"] } else { nil } }.sorted()
    }
    var resolved: [String] {
        effects.compactMap { if case .resolve(let alert, _) = $0 { alert.labels["alertname"] } else { nil } }.sorted()
    }
    var weights: [Int] {
        effects.compactMap { if case .setWeight(let weight) = $0 { weight.percent } else { nil } }
    }
}
