import GateModel
import GateRules
import GateRuntime
import GateStatistics
import GateTestSupport

/// Rollouts to show.
enum Samples {
    static let start = Timestamp(seconds: 1_771_146_000)
    static let trace = TraceID(high: 0x4bf9_2f35_77b3_4da6, low: 0xa3ce_929d_0e0e_4736)

    static let rule = RolloutRule(
        name: "advisory", description: "Advisory canary",
        stages: stages,
        gates: [
            Gate(
                name: "availability", description: "Success ratio",
                kind: .availability(Availability(counted: .bad("bad"), total: "total", objective: 0.999))),
            Gate(name: "isolation", kind: .events(SafetyEvents(query: "breaches")), stages: ["half"]),
            Gate(
                name: "conversion",
                kind: .conversion(
                    Conversion(numerator: "orders", denominator: "visits", worse: .lower, margin: .relative(0.05))),
                confidence: Confidence()),
        ],
        stopRules: [
            StopRule(
                name: "spikes-5xx",
                kind: .spikes(
                    Spikes(bad: "bad", total: "total", over: .minutes(1), threshold: 0.05, minGap: .minutes(3)))),
            StopRule(name: "safety", kind: .incident([.sev1]), target: .zero),
        ],
        alertIncidents: [AlertIncidentRule(matchers: [matcher(#"severity="sev1""#)], kind: .kind(.sev1))],
        preflight: [
            PreflightItem(name: "alert-routing", description: "Alerts reach the on-call", validFor: .hours(24)),
            PreflightItem(name: "rehearsal"),
        ],
        digest: "d1")

    private static let stages = [
        Stage(name: "baseline", weight: .zero, window: .minutes(30)),
        Stage(name: "canary", weight: weight(10)),
        Stage(name: "half", weight: weight(50), needsApproval: false),
        Stage(name: "full", weight: .full),
    ]

    private static func matcher(_ text: String) -> LabelMatcher {
        do { return try LabelMatcher(text) } catch { preconditionFailure(error.problem) }
    }

    static func weight(_ percent: Int) -> Weight {
        guard let weight = Weight(percent: percent) else { preconditionFailure("\(percent) is not a weight") }
        return weight
    }

    /// A rollout nobody has started.
    static let minimal = RolloutView(
        rule: rule, state: RolloutState(rollout: "advisory", ruleDigest: "d1"), servedWeight: .zero, evaluation: nil,
        waitingFor: ["nobody has started it"])

    /// A rollout with everything a view can have.
    static var full: RolloutView {
        var state = RolloutState(rollout: "advisory", ruleDigest: "d1")
        state.sequence = 42
        state.attemptCount = 2
        state.attempt = attempt
        state.incidents = [
            Incident(id: "inc-1", kind: .auditAnomaly, openedAt: start, openedBy: "bob", note: "gap in the trail")
        ]
        state.attestations = [
            Attestation(item: "alert-routing", actor: "alice", at: start, note: "tested", ruleDigest: "d0")
        ]
        return RolloutView(
            rule: rule, state: state, servedWeight: weight(10), evaluation: evaluation,
            waitingFor: ["held by alice: lunch", "incident inc-1 is open"])
    }

    static let evaluation = Evaluation(
        at: start + .minutes(90),
        gates: [
            Verdict(
                subject: "availability", outcome: .pass, reason: .withinThreshold, value: .finite(0.9995),
                threshold: 0.999, comparison: ">=", margin: 0.0005, events: 2000,
                summary: "99.95 % of 2000 requests succeeded, 99.9 % are asked",
                queries: [
                    QueryEvidence(
                        query: Query(name: "bad", expression: "sum(bad{track=\"canary\"})", time: start),
                        seriesCount: 1, value: .finite(1), failure: nil),
                    QueryEvidence(
                        query: Query(name: "total", expression: "total", time: start), seriesCount: 0, value: nil,
                        failure: "timed out"),
                ],
                series: [
                    SeriesEvidence(
                        labels: ["tenant": "acme"], outcome: .inconclusive, reason: .notANumber, value: .notANumber,
                        threshold: nil)
                ],
                warnings: ["PromQL warning"], baseline: RatioCounts(events: 1, total: .infinity)),
            Verdict(subject: "isolation", outcome: .error, reason: .sourceUnavailable),
            Verdict(
                subject: "conversion", outcome: .inconclusive, reason: .notProven, value: .finite(0.19),
                threshold: 0.19, comparison: ">=", events: 2400, summary: "19 % of 2 400 converted",
                certainty: .sample(
                    dispersion: .nan,
                    forecast: "needs about 7 800 more canary requests: 1 h 48 min at the present rate")),
        ],
        stopRules: [
            Verdict(
                subject: "spikes-5xx", outcome: .pass, reason: .withinThreshold, value: .positiveInfinity,
                threshold: 0.05)
        ])

    private static var attempt: Attempt {
        var visit = StageVisit(stage: "canary", weight: weight(10), enteredAt: start + .minutes(60))
        visit.gates = evaluation.gates.map(GateSnapshot.init)
        visit.notes = ["inc-1 opened: gap in the trail"]
        var attempt = Attempt(number: 2, revision: "v2", startedAt: start, startedBy: "alice", visit: visit)
        attempt.phase = .awaitingApproval
        attempt.hold = Hold(since: start + .minutes(70), actor: "alice", reason: "lunch")
        attempt.pastVisits = [past]
        attempt.window.greenSince = start + .minutes(50)
        attempt.lastEvaluatedAt = evaluation.at
        attempt.candidate = Candidate(
            id: "advisory-2-40", stage: "canary", nextStage: "half", nextWeight: weight(50),
            greenSince: start + .minutes(60), completedAt: start + .minutes(80),
            gates: [GateSnapshot(evaluation.gates[0])], caveat: "conversion was not proven")
        attempt.approval = Approval(
            candidate: "advisory-2-40", actor: "tech-lead", at: start + .minutes(81), expiresAt: start + .minutes(141))
        attempt.stop = Stop(
            since: start, firstBreachAt: start, cause: "kill_switch", reason: "drill", owner: "bob", trace: trace)
        attempt.rollback = Rollback(
            at: start, cause: "availability", fromStage: "half", toStage: "canary", reason: "too many errors",
            trace: trace)
        attempt.gates = [GateMemory(gate: "availability"), blind]
        attempt.stopRules = [spiking]
        return attempt
    }

    private static var past: StageVisit {
        var visit = StageVisit(stage: "baseline", weight: .zero, enteredAt: start)
        visit.leftAt = start + .minutes(60)
        visit.decision = .promote
        visit.owner = "tech-lead"
        visit.reason = "window complete"
        visit.gates = [
            GateSnapshot(
                Verdict(
                    subject: "conversion", outcome: .fail, reason: .beyondThreshold, value: .finite(0.1),
                    threshold: 0.19, comparison: ">=", events: 7200,
                    certainty: .sample(.refuted, fail: 10.625, pass: -31, lower: 0.43, upper: 0.58, dispersion: 1.5)))
        ]
        visit.trace = trace
        return visit
    }

    private static var blind: GateMemory {
        var memory = GateMemory(gate: "isolation")
        memory.blindSince = start + .minutes(89)
        memory.failingSince = start + .minutes(88)
        return memory
    }

    private static var spiking: StopRuleMemory {
        var memory = StopRuleMemory(stopRule: "spikes-5xx")
        memory.trueSince = start + .minutes(88)
        memory.spikes = [Spike(start: start, end: start, qualifiedAt: nil)]
        return memory
    }

    /// Newest first: a refused approval, an evaluation that stopped the rollout, a start.
    static let records: [JournalRecord] = [
        record(
            3, .approvalGiven(candidate: "advisory-1-1", onCall: ["alice", "bob"]), as: "alice",
            [.reject(Rejection(.noCandidate, "the window is not complete"))]),
        record(
            2, .evaluated(evaluation), as: "stagegate",
            [.decide(decision(.rollBack)), .setWeight(.zero), .decide(decision(.stop))]),
        record(1, .startRequested(revision: "v2"), as: "alice", [.decide(decision(.start))]),
    ]

    private static func record(
        _ sequence: Int64, _ kind: Event.Kind, as actor: String, _ effects: [Effect]
    ) -> JournalRecord {
        JournalRecord(
            rollout: "advisory", sequence: sequence, at: start + .minutes(sequence), ruleDigest: "d1",
            event: Event(actor: Actor(name: actor, roles: [.techLead]), trace: trace, kind: kind), effects: effects)
    }

    private static func decision(_ kind: Decision.Kind) -> Decision {
        Decision(
            kind: kind, attempt: 2, at: start, owner: "alice", trace: trace, fromStage: "canary", toStage: "baseline",
            fromWeight: weight(10), toWeight: .zero, cause: "availability", reason: "too many errors")
    }
}
