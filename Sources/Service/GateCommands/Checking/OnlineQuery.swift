import GateLint
import GateModel
import GateRules

/// One query that was sent, and where it stands in the rule file.
struct OnlineQuery {
    let source: RuleSource
    let place: RulePlace
    let query: Query
    let map: TemplateMap

    /// What the lack of an answer means.
    func failure(_ failure: QueryFailure) -> Finding {
        if failure.reason == .queryRejected {
            return finding(
                .queryRejected, at: offset(inMessage: failure.message),
                "the source refuses the query: \(failure.message)", "what was sent: \(query.expression)")
        }
        return finding(
            .queryFailed, at: nil, "the query got no answer: \(failure.message)",
            "nothing is known of it; check the datasource")
    }

    /// What is wrong with a selector; `nil` when series match it.
    func finding(_ found: SelectorCheck.Found, countsEvents: Bool) -> Finding? {
        let offset = map.offset(inTemplateOf: found.selector.offset)
        let text = found.selector.text
        switch found.problem {
        case nil: return nil
        case .metricUnknown:
            return finding(
                .metricUnknown, at: offset, "there is no metric `\(found.selector.metric ?? text)`",
                "check the name; a counter has to exist at 0 from the start")
        case .labelUnknown(let label):
            return finding(
                .labelUnknown, at: offset, "no series of `\(found.selector.metric ?? text)` has a label `\(label)`",
                "check the name of the label")
        case .noSeries(let alone):
            let why = alone.isEmpty ? "" : ": none has \(alone.map { "`\($0)`" }.joined(separator: ", "))"
            if countsEvents {
                return finding(
                    .eventsNeverSeen, at: offset, "no series matches \(text) yet\(why)",
                    "none is taken for none as long as there is a total")
            }
            return finding(
                .selectorMatchesNothing, at: offset, "no series matches \(text)\(why)", "check the matchers")
        }
    }

    /// A query that takes long.
    func slow(_ seconds: Double, limit: Double) -> Finding {
        finding(
            .querySlow, at: nil,
            "the answer took \(NumberText.number(seconds, digits: 3))s; it is asked at every evaluation, and more than "
                + "\(NumberText.number(limit, digits: 3))s is too near to its limits",
            "use a recording rule, or a longer `interval`")
    }

    /// A query that reads many series.
    func many(_ count: Double) -> Finding {
        finding(
            .manySeries, at: nil, "the query reads \(NumberText.count(count)) series",
            "narrow it down with matchers, or use a recording rule")
    }

    private func finding(_ id: DiagnosticID, at offset: Int?, _ message: String, _ hint: String) -> Finding {
        Finding(id, in: source, at: place, offset: offset, message, hint: hint)
    }

    /// Where the source says the mistake is: `1:23: parse error`.
    private func offset(inMessage message: String) -> Int? {
        guard let match = message.firstMatch(of: /(\d+):(\d+): parse error/), let line = Int(match.1),
            let column = Int(match.2)
        else { return nil }
        var offset = 0
        let lines = query.expression.split(separator: "\n", omittingEmptySubsequences: false)
        guard line >= 1, line <= lines.count, column >= 1 else { return nil }
        for before in lines.prefix(line - 1) { offset += before.unicodeScalars.count + 1 }
        return map.offset(inTemplateOf: offset + column - 1)
    }
}
