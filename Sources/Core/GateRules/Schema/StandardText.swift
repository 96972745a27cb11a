import GateModel

/// How a value that stands in for a key that was left out would be written.
enum StandardText {
    /// The value as YAML; `nil` for what means nothing, as an empty text does, and for what is no single word.
    static func of(_ value: some Any) -> String? {
        switch value {
        case let text as String: text.isEmpty ? nil : text
        case let truth as Bool: truth ? "true" : "false"
        case let number as Int: "\(number)"
        case let number as Double: NumberText.number(number)
        case let span as TimeSpan: span.description
        case let word as any RawRepresentable<String>: word.rawValue
        case let range as GateRange: of(range)
        case let source as BaselineSource where source == .concurrent: "concurrent"
        case let policy as UndecidedPolicy where policy == .hold: "hold"
        default: nil
        }
    }

    private static func of(_ range: GateRange) -> String {
        switch range {
        case .sliding(let span): span.description
        case .stage: "stage"
        }
    }
}
