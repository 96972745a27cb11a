/// A YAML file in the making, with just what rule files need.
struct YAMLText {
    private(set) var text: String

    init(_ head: String) {
        text = head
    }

    /// One line.
    mutating func line(_ depth: Int, _ line: String) {
        text += String(repeating: "  ", count: depth) + line + "\n"
    }

    /// A key with a text of any length, quoted.
    mutating func quoted(_ depth: Int, _ key: String, _ value: String) {
        line(depth, "\(key): \(Self.quote(value))")
    }

    /// A key with a text that keeps its lines.
    mutating func block(_ depth: Int, _ key: String, _ value: String) {
        line(depth, "\(key): |-")
        for part in value.split(separator: "\n") { line(depth + 1, String(part)) }
    }

    /// A text between single quotes, in which only the quote itself means anything.
    static func quote(_ value: String) -> String {
        "'\(value.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))'"
    }
}

extension YAMLText {
    /// The beginning of a file with one group.
    mutating func group(_ name: String) {
        line(0, "groups:")
        line(1, "- name: \(name)")
        line(2, "rules:")
    }

    /// An alerting rule.
    mutating func write(_ alert: SelfAlert, _ options: MonitoringOptions) {
        line(3, "- alert: \(alert.name)")
        block(4, "expr", alert.expression)
        if let hold = alert.hold { line(4, "for: \(hold)") }
        line(4, "labels: {severity: \(alert.severity)}")
        line(4, "annotations:")
        for (name, value) in alert.annotations(options) { quoted(5, name, value) }
    }

    /// A recording rule.
    mutating func write(_ rule: RecordingRule) {
        line(3, "- record: \(rule.name)")
        block(4, "expr", rule.expression)
    }

    /// The test of an alert that fires and the one that is silent.
    mutating func writeTests(_ alert: SelfAlert, _ options: MonitoringOptions) {
        let firing = alert.cases.firing
        test(1, "\(alert.name) fires", firing.series, firing.minute, alert.name)
        line(5, "- exp_labels:")
        for (name, value) in firing.labels + [("severity", "\(alert.severity)")] { quoted(8, name, value) }
        line(6, "exp_annotations:")
        for (name, value) in alert.annotations(options) {
            quoted(8, name, LabelTemplate.expand(value, firing.labels))
        }
        guard let silent = alert.cases.silent else { return }
        test(1, "\(alert.name) is silent", silent.series, silent.minute, alert.name, isSilent: true)
    }

    private mutating func test(
        _ depth: Int, _ name: String, _ series: [SelfAlert.Series], _ minute: Int, _ alert: String,
        isSilent: Bool = false
    ) {
        line(depth, "- name: \(name)")
        line(depth + 1, "interval: 1m")
        line(depth + 1, "input_series:\(series.isEmpty ? " []" : "")")
        for one in series {
            line(depth + 2, "- series: \(Self.quote(one.selector))")
            line(depth + 3, "values: \(Self.quote(one.values))")
        }
        line(depth + 1, "alert_rule_test:")
        line(depth + 2, "- eval_time: \(minute)m")
        line(depth + 3, "alertname: \(alert)")
        line(depth + 3, "exp_alerts:\(isSilent ? " []" : "")")
    }
}

extension SelfAlert {
    /// What is said with the alert.
    func annotations(_ options: MonitoringOptions) -> [(name: String, value: String)] {
        [
            ("summary", summary), ("description", description),
            ("runbook_url", "\(options.runbookURL)#\(name.lowercased())"),
        ]
    }
}

/// The one kind of template that annotations use.
enum LabelTemplate {
    private static let opening = "{{ $labels."
    private static let closing = " }}"

    /// The text with every label filled in; a label that is missing is empty, as in Prometheus.
    static func expand(_ text: String, _ labels: [(name: String, value: String)]) -> String {
        expand(text) { name in labels.first { $0.name == name }?.value ?? "" }
    }

    /// The text with `value` of every label in place of its template.
    static func expand(_ text: String, _ value: (String) -> String) -> String {
        var expanded = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "{"), rest[start...].hasPrefix(opening) {
            let name = rest[start...].dropFirst(opening.count).prefix { $0 != " " }
            expanded += rest[..<start]
            expanded += value(String(name))
            rest = rest[name.endIndex...].dropFirst(closing.count)
        }
        return expanded + rest
    }
}
