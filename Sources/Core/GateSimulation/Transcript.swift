internal import GateEngine
internal import GateModel
internal import GateRules

/// What happened in a simulated world, one line a step; two runs of one seed have the same text.
public struct Transcript: Equatable, Sendable {
    /// The lines in order.
    public let lines: [String]

    init(_ records: [World.Record]) {
        lines = records.map(Self.line)
    }

    /// The whole text.
    public var text: String { lines.joined(separator: "\n") + "\n" }

    /// A number to compare transcripts of different processes by.
    public var digest: UInt64 { FNV1a.hash(text) }

    private static func line(_ record: World.Record) -> String {
        let state = record.step.state
        let stage = state.attempt?.visit.stage ?? "-"
        let effects = record.step.effects.map(Self.word).joined(separator: " ")
        return "\(state.sequence) \(record.now) \(word(record.event)) -> "
            + "\(state.phase.rawValue) \(stage) \(state.weight.percent) [\(effects)]"
    }

    private static func word(_ event: Event) -> String {
        guard case .evaluated(let evaluation) = event.kind else { return event.kind.name }
        let outcomes = (evaluation.gates + evaluation.stopRules).map { String($0.outcome.rawValue.prefix(1)) }
        return "evaluated(\(evaluation.at) \(outcomes.joined()))"
    }

    private static func word(_ effect: Effect) -> String {
        switch effect {
        case .decide(let decision): decision.kind.rawValue + (decision.cause.isEmpty ? "" : ":\(decision.cause)")
        case .setWeight(let weight): "weight=\(weight.percent)"
        case .fire(let alert): "fire:\(alert.labels["alertname"] ?? "")"
        case .resolve(let alert, _): "resolve:\(alert.labels["alertname"] ?? "")"
        case .reject(let rejection): "reject:\(rejection.code.rawValue)"
        }
    }
}
