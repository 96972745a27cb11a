public import GateModel

/// One step of relabelling, as Prometheus writes it.
///
/// - Source: prometheus/prometheus `model/relabel/relabel.go`, its keys, defaults and order.
public struct RelabelRule: Equatable, Sendable {
    /// What is done.
    public enum Action: String, CaseIterable, Sendable {
        /// Sets a label to what a pattern makes of others.
        case replace
        /// Drops everything that does not match.
        case keep
        /// Drops everything that matches.
        case drop
        /// Drops everything whose target label differs.
        case keepEqual = "keepequal"
        /// Drops everything whose target label is equal.
        case dropEqual = "dropequal"
        /// Sets a label to a bucket number.
        case hashMod = "hashmod"
        /// Copies labels to other names.
        case labelMap = "labelmap"
        /// Removes labels by name.
        case labelDrop = "labeldrop"
        /// Removes all labels but those named.
        case labelKeep = "labelkeep"
        /// Sets a label to others in lower case.
        case lowercase
        /// Sets a label to others in upper case.
        case uppercase
    }

    /// What is done.
    public var action: Action
    /// The labels whose values are put together.
    public var sourceLabels: [String]
    /// What stands between them.
    public var separator: String
    /// What they have to match as a whole.
    public var regex: LinearPattern
    /// Number of buckets of `hashmod`.
    public var modulus: UInt64
    /// The label that is set.
    public var targetLabel: String
    /// What it is set to.
    public var replacement: String

    /// Makes a step.
    public init(
        action: Action = .replace, sourceLabels: [String] = [], separator: String = ";", regex: LinearPattern,
        modulus: UInt64 = 0, targetLabel: String = "", replacement: String = "$1"
    ) {
        self.action = action
        self.sourceLabels = sourceLabels
        self.separator = separator
        self.regex = regex
        self.modulus = modulus
        self.targetLabel = targetLabel
        self.replacement = replacement
    }

    /// The labels after all steps; `nil` as soon as one drops them.
    public static func apply(_ rules: [RelabelRule], to labels: Labels) -> Labels? {
        rules.reduce(labels) { labels, rule in labels.flatMap(rule.apply) }
    }

    /// The labels after this step; `nil` when it drops them.
    func apply(to labels: Labels) -> Labels? {
        let value = sourceLabels.map { labels[$0] ?? "" }.joined(separator: separator)
        switch action {
        case .drop: return regex.matches(value) ? nil : labels
        case .keep: return regex.matches(value) ? labels : nil
        case .dropEqual: return labels[targetLabel] ?? "" == value ? nil : labels
        case .keepEqual: return labels[targetLabel] ?? "" == value ? labels : nil
        case .replace: return replace(value, in: labels)
        case .lowercase: return labels.setting(targetLabel, to: value.lowercased())
        case .uppercase: return labels.setting(targetLabel, to: value.uppercased())
        case .hashMod:
            // A modulus of 0 is refused where it is read; this keeps a defect there from ending the process.
            return labels.setting(targetLabel, to: String(MD5.lastEightBytes(of: value) % max(1, modulus)))
        case .labelMap: return map(labels)
        case .labelDrop: return Labels(labels.pairs.filter { !regex.matches($0.name) }.map { ($0.name, $0.value) })
        case .labelKeep: return Labels(labels.pairs.filter { regex.matches($0.name) }.map { ($0.name, $0.value) })
        }
    }

    /// A label whose new value is empty goes; a target that is no label name after all changes nothing.
    private func replace(_ value: String, in labels: Labels) -> Labels {
        guard let match = regex.match(value) else { return labels }
        let target = match.expand(targetLabel)
        guard NameValidation.isLabelName(target) else { return labels }
        return labels.setting(target, to: match.expand(replacement))
    }

    private func map(_ labels: Labels) -> Labels {
        let copies = labels.pairs.compactMap { pair in
            regex.match(pair.name).map { ($0.expand(replacement), pair.value) }
        }
        return labels.merging(Labels(copies.filter { NameValidation.isLabelName($0.0) }))
    }
}

extension Labels {
    /// These labels with one set; an empty value removes it.
    fileprivate func setting(_ name: String, to value: String) -> Labels {
        Labels(pairs.map { ($0.name, $0.value) } + [(name, value)])
    }
}
