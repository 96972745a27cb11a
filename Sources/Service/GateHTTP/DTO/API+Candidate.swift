import GateModel
import GateRules
import GateRuntime

extension API {
    /// What has changed since a candidate stood that somebody approves.
    public struct OutdatedCandidate: Codable, Equatable, Sendable {
        /// The candidate that stands now; left out while there is none.
        public var candidate: Candidate?
        /// The gates that are not what they were, against that candidate or else the newest evaluation.
        public var changes: [Change]

        /// One gate that is not what it was.
        public struct Change: Codable, Equatable, Sendable {
            /// The gate's name.
            public var gate: String
            /// What it was; left out where it was not judged.
            public var was: GateSnapshot?
            /// What it is; left out where it is not judged.
            public var now: GateSnapshot?
        }
    }
}

extension API.OutdatedCandidate {
    /// What the view knows of it.
    init(_ view: RolloutView) {
        candidate = view.state.attempt?.candidate.map { API.Candidate($0, view.rule) }
        changes = (view.state.attempt?.changesSinceFormerCandidate ?? []).map { change in
            Change(
                gate: change.gate, was: change.was.map(API.GateSnapshot.init),
                now: change.now.map(API.GateSnapshot.init))
        }
    }
}

extension API.Candidate {
    /// The candidate, and what the rule says of the stage it leads to.
    init(_ candidate: GateModel.Candidate, _ rule: RolloutRule) {
        let next = rule.stages.first { $0.name == candidate.nextStage }
        self.init(
            id: candidate.id, stage: candidate.stage, nextStage: candidate.nextStage,
            nextWeightPercent: candidate.nextWeight.percent, nextWindow: next?.window.description,
            nextGates: next.map { stage in rule.gates.filter { $0.applies(to: stage) }.map(\.name) } ?? [],
            greenSince: candidate.greenSince.description, completedAt: candidate.completedAt.description,
            gates: candidate.gates.map(API.GateSnapshot.init), caveat: candidate.caveat)
    }
}
