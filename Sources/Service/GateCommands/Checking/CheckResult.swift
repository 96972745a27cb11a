import GateRules

/// What `check` has to say, whatever the form.
struct CheckResult {
    /// The rule files, in the order in which they were named.
    let files: [String]
    /// Everything that is wrong, sorted.
    let diagnostics: [Diagnostic]
    /// The rollouts of the files that can be used.
    let rollouts: [String]
    /// The lines of the rule files, to show where something is wrong; of other files, which hold secrets, nothing is shown.
    let lines: [String: [String]]
    /// What gates with confidence need.
    let proofs: [RolloutProofs]
    /// What was asked of the source, and what it cost; none without `--online`.
    let measurements: [QueryMeasurement]
    /// Whether warnings count like errors.
    let isLintFatal: Bool

    /// How many there are of a severity.
    func count(_ severity: Diagnostic.Severity) -> Int { diagnostics.count { $0.severity == severity } }

    /// 0 when the files can be used, 1 when they cannot, 3 when warnings count and there are some.
    ///
    /// - Source: prometheus/prometheus `cmd/promtool/main.go`: `--lint-fatal` ends with 3.
    var exitCode: Int32 {
        if count(.error) > 0 { return 1 }
        return isLintFatal && count(.warning) > 0 ? 3 : 0
    }

    /// `2 errors, 1 warning`; empty when there is nothing.
    var tally: String {
        [Diagnostic.Severity.error, .warning, .info].compactMap { severity in
            let count = count(severity)
            guard count > 0 else { return nil }
            return "\(count) \(severity.rawValue)" + (count > 1 && severity != .info ? "s" : "")
        }.joined(separator: ", ")
    }
}
