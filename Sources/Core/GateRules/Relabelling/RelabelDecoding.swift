extension ValueDecoder where Value == [RelabelRule] {
    /// A list of relabelling steps as Prometheus reads them; its rules on what belongs together are ours.
    ///
    /// - Source: prometheus/prometheus `model/relabel/relabel.go` (`Config.Validate`).
    public static var relabelRules: ValueDecoder {
        .list(of: RelabelDecoding.decoder)
    }
}

/// Reads one relabelling step.
enum RelabelDecoding {
    private static let defaultRegex = "(.*)"
    private static let defaultReplacement = "$1"
    private static let defaultSeparator = ";"

    static var decoder: ValueDecoder<RelabelRule> {
        .mapping("a relabelling step") { keys in
            let action = keys.value("action", .relabelAction, default: .replace)
            let sources = keys.optional("source_labels", .list(of: .labelName)) ?? []
            let separator = keys.value("separator", .string, default: defaultSeparator)
            let regex = keys.optional("regex", .linearPattern)
            let modulus = keys.optional("modulus", .integer)
            let target = keys.value("target_label", .string, default: "")
            let replacement = keys.value("replacement", .string, default: defaultReplacement)
            check(keys, action, target: target, replacement: replacement, modulus: modulus)
            // The default can be read: a test does so.
            guard let pattern = regex ?? (try? LinearPattern(defaultRegex)) else { return nil }
            return RelabelRule(
                action: action, sourceLabels: sources, separator: separator, regex: pattern,
                modulus: UInt64(max(0, modulus ?? 0)), targetLabel: target, replacement: replacement)
        }
    }

    private static func check(
        _ keys: MappingDecoder, _ action: RelabelRule.Action, target: String, replacement: String, modulus: Int?
    ) {
        // Of an action that nobody understood, nothing can be asked.
        if keys.wasRefused("action") { return }
        let needsTarget: Set<RelabelRule.Action> = [
            .replace, .hashMod, .lowercase, .uppercase, .keepEqual, .dropEqual,
        ]
        if needsTarget.contains(action), target.isEmpty, !keys.wasRefused("target_label") {
            keys.report("`target_label` is missing: `\(action.rawValue)` needs it", at: nil)
        } else if needsTarget.contains(action), !isName(target, mayRefer: action == .replace) {
            keys.report("`\(target)` is not a label name", at: "target_label")
        }
        if action == .hashMod, (modulus ?? 0) <= 0, !keys.wasRefused("modulus") {
            keys.report("`hashmod` needs a `modulus` above 0", at: keys.has("modulus") ? "modulus" : nil)
        }
        if action == .labelMap, !isName(replacement, mayRefer: true) {
            keys.report("`\(replacement)` makes no label name", at: "replacement")
        }
        for key in meaningless(for: action) where keys.has(key) {
            keys.report("`\(key)` means nothing to `\(action.rawValue)`", at: key, hint: "remove it")
        }
    }

    /// The keys Prometheus refuses with an action.
    private static func meaningless(for action: RelabelRule.Action) -> [String] {
        switch action {
        case .keepEqual, .dropEqual: ["regex", "modulus", "separator", "replacement"]
        case .labelDrop, .labelKeep: ["source_labels", "target_label", "modulus", "separator", "replacement"]
        case .lowercase, .uppercase: ["replacement"]
        case .replace, .keep, .drop, .hashMod, .labelMap: []
        }
    }

    /// Whether a text is a label name, references such as `${1}` taken as parts of one.
    private static func isName(_ text: String, mayRefer: Bool) -> Bool {
        guard mayRefer, text.contains("$") else { return NameValidation.isLabelName(text) }
        // What the references stand for is known when they are filled in; what stands around them is known now.
        let plain = text.unicodeScalars.filter { !["$", "{", "}"].contains($0) }
        return !plain.isEmpty && plain.allSatisfy(ScalarSet.word.contains)
    }
}

extension ValueDecoder where Value == RelabelRule.Action {
    /// An action; Prometheus takes any case.
    fileprivate static var relabelAction: ValueDecoder {
        let words = RelabelRule.Action.allCases.map(\.rawValue).joined(separator: ", ")
        return ValueDecoder<String>.parsed("one of \(words)", hint: "the actions are Prometheus's", as: shape) {
            RelabelRule.Action(rawValue: $0.lowercased())
        }
    }

    private static var shape: TextShape {
        let names = RelabelRule.Action.allCases.map { anyCase($0.rawValue) }
        return TextShape("action", pattern: "^(\(names.joined(separator: "|")))$")
    }

    private static func anyCase(_ word: String) -> String {
        word.map { "[\($0.uppercased())\($0)]" }.joined()
    }
}

extension ValueDecoder where Value == LinearPattern {
    /// A regular expression that has to match as a whole.
    public static var linearPattern: ValueDecoder {
        ValueDecoder("a regular expression", as: .text(.regularExpression)) { node, context in
            guard let text = ValueDecoder<String>.string.decode(node, in: context) else { return nil }
            do throws(PatternError) {
                return try LinearPattern(text)
            } catch {
                context.report(
                    "\(node.summary) is not a regular expression: \(error.message)", at: node.position,
                    hint: "the syntax is RE2's")
                return nil
            }
        }
    }
}
