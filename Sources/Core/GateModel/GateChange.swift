/// One gate that is not what it was.
public struct GateChange: Equatable, Sendable {
    /// The gate's name.
    public let gate: String
    /// What it was; `nil` where it was not judged.
    public let was: GateSnapshot?
    /// What it is; `nil` where it is not judged.
    public let now: GateSnapshot?

    /// The gates that differ between two looks at them, in their order, those that are gone last.
    ///
    /// - Parameters:
    ///   - old: The gates at the first look.
    ///   - new: The gates at the second.
    /// - Returns: One change a gate; none for a gate that is the same.
    public static func between(_ old: [GateSnapshot], _ new: [GateSnapshot]) -> [GateChange] {
        let kept = new.map { snapshot in
            GateChange(gate: snapshot.gate, was: old.first { $0.gate == snapshot.gate }, now: snapshot)
        }
        let gone = old.filter { snapshot in !new.contains { $0.gate == snapshot.gate } }
        return kept.filter { $0.was != $0.now } + gone.map { GateChange(gate: $0.gate, was: $0, now: nil) }
    }
}

extension GateChange: CustomStringConvertible {
    /// For example `availability pass 0.9995 → fail 0.98`.
    public var description: String { "\(gate) \(Self.text(was)) → \(Self.text(now))" }

    private static func text(_ snapshot: GateSnapshot?) -> String {
        guard let snapshot else { return "not judged" }
        let value = snapshot.value.map { " " + NumberText.number($0.number) }
        return snapshot.outcome.rawValue + (value ?? " (\(snapshot.reason.rawValue))")
    }
}

extension Attempt {
    /// The gates that are not what they were when the former candidate stood, against the present candidate or else the
    /// newest evaluation; empty where there is none, or the stage is another.
    public var changesSinceFormerCandidate: [GateChange] {
        guard let former = formerCandidate, former.stage == visit.stage else { return [] }
        return GateChange.between(former.gates, candidate?.gates ?? visit.gates)
    }
}
