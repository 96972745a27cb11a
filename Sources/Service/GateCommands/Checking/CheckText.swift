import GateRules

/// What `check` found, for people: the place, the message, and the line it is about.
struct CheckText {
    let result: CheckResult
    let terminal: Terminal

    /// The lines to print.
    var lines: [String] {
        var lines = result.diagnostics.flatMap(lines(of:))
        let tally = result.tally
        if result.count(.error) > 0 {
            return lines + ["\(terminal.paint("not usable", .bad)): \(tally)"]
        }
        let names = result.rollouts.joined(separator: ", ")
        lines.append("\(terminal.paint("ok", .good)): \(names)" + (tally.isEmpty ? "" : " (\(tally))"))
        lines += result.proofs.flatMap(\.lines).map { "  \($0)" }
        return lines + measurements
    }

    /// `file:line:column: severity: message [id]`, as compilers and editors know it, with an excerpt where there is one.
    private func lines(of diagnostic: Diagnostic) -> [String] {
        let place = diagnostic.position.map { "\(diagnostic.file):\($0.line):\($0.column)" } ?? diagnostic.file
        let severity = terminal.paint(diagnostic.severity.rawValue, tone(diagnostic.severity))
        let id = terminal.paint("[\(diagnostic.id.rawValue)]", .quiet)
        let head = "\(place): \(severity): \(diagnostic.message) \(id)"
        return [head] + excerpt(diagnostic) + (diagnostic.hint.map { ["    hint: \($0)"] } ?? [])
    }

    private func tone(_ severity: Diagnostic.Severity) -> Terminal.Tone {
        switch severity {
        case .error: .bad
        case .warning: .waiting
        case .info: .quiet
        }
    }

    /// The line, and a caret below the place.
    private func excerpt(_ diagnostic: Diagnostic) -> [String] {
        guard let position = diagnostic.position, let lines = result.lines[diagnostic.file],
            lines.indices.contains(position.line - 1)
        else { return [] }
        let number = "\(position.line)"
        let (text, column) = Self.cut(lines[position.line - 1], around: position.column)
        let gap = String(repeating: " ", count: number.count)
        return ["  \(number) | \(text)", "  \(gap) | \(String(repeating: " ", count: column - 1))^"]
    }

    /// A long line as the part around a column that fits; tabs would move the caret away.
    static func cut(_ line: String, around column: Int) -> (text: String, column: Int) {
        let width = 110
        let scalars = line.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
        var column = min(max(1, column), scalars.count + 1)
        var start = 0
        if scalars.count > width, column > width - 20 {
            start = min(column - width / 2, scalars.count - width)
            column -= start
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[start..<min(scalars.count, start + width)])
        let isCut = start + width < scalars.count
        return ((start > 0 ? "…" : "") + String(text) + (isCut ? "…" : ""), column + (start > 0 ? 1 : 0))
    }

    private var measurements: [String] {
        guard !result.measurements.isEmpty else { return [] }
        let rows = result.measurements.map { [$0.subject, $0.name, $0.series, $0.samplesEvery, $0.took] }
        return ["asked:"]
            + Terminal.columns([["GATE OR STOP RULE", "QUERY", "SERIES", "SAMPLES EVERY", "TOOK"]] + rows)
            .map { "  \($0)" }
    }
}
