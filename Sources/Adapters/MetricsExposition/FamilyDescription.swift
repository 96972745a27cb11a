/// What all series of a family share.
struct FamilyDescription: Equatable, Sendable {
    /// The type of the family's series.
    enum MetricType: Equatable, Sendable {
        case counter
        case gauge
        case histogram([Double])

        /// The word of the text format.
        var word: String {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        }
    }

    let name: String
    let help: String
    let type: MetricType
    let labels: [String]

    /// Name, type and unit in OpenMetrics, where the suffixes of samples are no part of the name.
    ///
    /// - Source: the OpenMetrics specification 1.0.0, "MetricFamily": units are a suffix of the name.
    var openMetrics: (name: String, type: String, unit: String?) {
        if type == .gauge, name.hasSuffix("_info") { return (String(name.dropLast("_info".count)), "info", nil) }
        let family = type == .counter ? String(name.dropLast("_total".count)) : name
        return (family, type.word, ["seconds", "bytes", "ratio"].first { family.hasSuffix("_\($0)") })
    }

    /// Ends the process when the description breaks the naming rules: metric names are ours, never data.
    func check() {
        precondition(NameRules.isMetricName(name), "\(name) is not a metric name")
        precondition(!help.isEmpty, "\(name) has no help text")
        precondition(Set(labels).count == labels.count, "\(name) has a label twice")
        for label in labels {
            precondition(NameRules.isLabelName(label), "\(name) has a label \(label), which is not a label name")
        }
        switch type {
        case .counter:
            precondition(name.hasSuffix("_total"), "counter \(name) does not end in _total")
        case .gauge:
            precondition(!name.hasSuffix("_total"), "gauge \(name) ends in _total")
        case .histogram(let buckets):
            precondition(!labels.contains("le"), "histogram \(name) has a label le of its own")
            precondition(NameRules.areBuckets(buckets), "buckets of \(name) are not finite and ascending")
        }
    }
}

/// The naming rules that can be checked without knowing what a metric means; `promtool check metrics` checks the rest.
///
/// - Source: prometheus/docs `concepts/data_model.md`; the colon is left to recording rules.
enum NameRules {
    static func isMetricName(_ name: String) -> Bool {
        isIdentifier(name)
    }

    static func isLabelName(_ name: String) -> Bool {
        isIdentifier(name) && !name.hasPrefix("__")
    }

    static func areBuckets(_ buckets: [Double]) -> Bool {
        !buckets.isEmpty && buckets.allSatisfy(\.isFinite) && zip(buckets, buckets.dropFirst()).allSatisfy { $0 < $1 }
    }

    private static func isIdentifier(_ name: String) -> Bool {
        guard let first = name.utf8.first, !isDigit(first) else { return false }
        return name.utf8.allSatisfy { isDigit($0) || isLetter($0) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (65...90).contains(byte) || byte == 95
    }
}
