import GateModel

/// Names: how they may look, that they are unique, and that what refers to one finds it.
enum NameValidation {
    /// Labels by which alerts are told apart and routed; a rule that could change them could silence them.
    static let reservedLabels = [
        "alertname", "rollout", "severity", "gate_action", "service", "stage", "gate", "stop_rule", "incident_kind",
        DrillName.label,
    ]

    /// `[a-z0-9]([a-z0-9-]*[a-z0-9])?`, at most 63 characters: a DNS label.
    static func isRolloutName(_ text: String) -> Bool {
        isWord(text, inner: "-") && !text.utf8.contains { isUpper($0) }
    }

    /// Letters, digits and, inside, `-`, `.` and `_`; at most 63 characters.
    static func isName(_ text: String) -> Bool {
        isWord(text, inner: "-._")
    }

    /// A label name as Prometheus has always had them: `[a-zA-Z_][a-zA-Z0-9_]*`.
    static func isLabelName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !isDigit(first) else { return false }
        return text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "_") }
    }

    /// Reports every name that was used before.
    static func requireUnique(_ names: [Located<String>?], what: String, in context: DecodingContext) {
        var first: [String: Position] = [:]
        for name in names.compactMap(\.self) {
            if let place = first[name.value] {
                context.report(
                    "the \(what) `\(name.value)` is named twice", at: name.position,
                    hint: "first at \(place.line):\(place.column)")
            } else {
                first[name.value] = name.position
            }
        }
    }

    /// Reports every reference that finds nothing, and every one that was made before.
    ///
    /// Nothing is known only where the list itself was refused; then a reference is no second mistake.
    static func requireKnown(
        _ references: [Located<String>], among known: [String], what: String, in context: DecodingContext
    ) {
        for reference in references where !known.isEmpty && !known.contains(reference.value) {
            let hint = Suggestion.hint(for: reference.value, orListing: known)
            context.report("there is no \(what) `\(reference.value)`", at: reference.position, hint: hint)
        }
        requireUnique(references, what: what, in: context)
    }

    private static func isWord(_ text: String, inner: String) -> Bool {
        let bytes = text.utf8
        guard bytes.count <= 63, let first = bytes.first, let last = bytes.last else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && bytes.allSatisfy { isAlphanumeric($0) || inner.utf8.contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isDigit(byte) || isUpper(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    private static func isUpper(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
