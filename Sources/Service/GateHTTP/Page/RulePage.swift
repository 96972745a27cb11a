import GateModel
import GatePlots
import GateRules
import GateStatistics

/// The rule of a rollout as it was loaded.
struct RulePage {
    let rule: RolloutRule

    /// What stands on the page.
    var content: [Markup] {
        [
            .element("h1", text: "Rule of \(rule.name)"), scope, stages,
            PageKit.section("Gates", rule.gates.map { Self.block($0.name, $0.description, Self.facts($0)) }),
            PageKit.section("Stop rules", rule.stopRules.map { Self.block($0.name, $0.description, Self.facts($0)) }),
            approval, alerts,
        ]
    }

    private var scope: Markup {
        PageKit.facts([
            ("Digest", .element("code", text: rule.digest)), ("Description", Self.text(rule.description)),
            ("Services", Self.text(rule.scope.services.joined(separator: ", "))),
            ("Selector", Self.code(rule.scope.selector)),
            ("Exclusions", Self.text(rule.scope.exclusions.joined(separator: ", "))),
            ("Canary", Self.code(rule.tracks.canary)), ("Baseline", Self.code(rule.tracks.baseline)),
            ("Interval", Markup(rule.interval.description)), ("Query offset", Markup(rule.queryOffset.description)),
            ("Query timeout", Markup(rule.queryTimeout.description)),
            ("Scrape interval", Markup(rule.scrapeInterval.description)),
            ("Tolerance", Markup(rule.tolerance.description)),
            ("Least coverage", Markup(NumberText.percent(rule.minCoverage))),
        ])
    }

    private var stages: Markup {
        let rows = rule.stages.map { stage in
            [
                Markup(stage.name), Markup("\(stage.weight.percent) %"), Markup(stage.window.description),
                Markup(stage.needsApproval ? "required" : "auto"),
            ]
        }
        return PageKit.section("Stages", [ReportPage.table(["Stage", "Weight", "Window", "Approval"], rows)])
    }

    /// What a gate asks and when it passes.
    static func facts(_ gate: Gate) -> Markup {
        let blindness = gate.blindness
        return PageKit.facts(
            [("Kind", Markup(gate.kind.name))] + condition(gate.kind) + [
                ("Over", Markup(gate.over == .stage ? "the stage" : sliding(gate.over))),
                ("Fails after", Markup(gate.failFor.description)),
                ("Least events", gate.minEvents > 0 ? Markup(NumberText.count(gate.minEvents)) : nil),
                ("Each", gate.per.isEmpty ? nil : Markup(gate.per.joined(separator: ", "))),
                ("Reduced to", gate.reducer.map { Markup($0.rawValue) }),
                ("Baseline", gate.kind.comparesTracks ? Markup(text(gate.baseline)) : nil),
                ("Baseline at 100 %", gate.baselineAtFull.map { Markup(text($0)) }),
                ("Confidence", gate.confidence.map { Markup(NumberText.percent($0.level, digits: 4)) }),
                ("Stages", gate.stages.map { Markup($0.joined(separator: ", ")) }),
                (
                    "No data, NaN, errors, partial",
                    Markup(
                        [blindness.onNoData, blindness.onNaN, blindness.onError, blindness.onPartial].map(\.rawValue)
                            .joined(separator: ", "))
                ),
            ])
    }

    private static func condition(_ kind: GateKind) -> [(name: String, value: Markup?)] {
        switch kind {
        case .availability(let gate):
            let counted: (name: String, value: Markup?) =
                switch gate.counted {
                case .good(let query): ("Good events", code(query))
                case .bad(let query): ("Bad events", code(query))
                }
            return [
                ("Objective", Markup(NumberText.percent(gate.objective, digits: 6))), counted,
                ("All events", code(gate.total)),
            ]
        case .latency(let gate):
            return [
                ("Limit", Markup("\(NumberText.quantile(gate.quantile)) ≤ \(NumberText.number(gate.target)) s")),
                ("Histogram", code(gate.histogram)),
            ]
        case .conversion(let gate):
            let margin =
                switch gate.margin {
                case .relative(let share): "\(NumberText.percent(share)) of the baseline"
                case .absolute(let difference): "\(NumberText.number(difference * 100)) points"
                }
            return [
                ("Worse", Markup(gate.worse.rawValue)), ("Margin", Markup(margin)), ("Numerator", code(gate.numerator)),
                ("Denominator", code(gate.denominator)),
            ]
        case .threshold(let gate):
            return [
                ("Passes when", Markup("\(gate.comparison.rawValue) \(NumberText.number(gate.value))")),
                ("Query", code(gate.query)),
            ]
        case .events(let gate): return [("At most", Markup(NumberText.number(gate.max))), ("Query", code(gate.query))]
        }
    }

    private static func facts(_ rule: StopRule) -> Markup {
        PageKit.facts(
            [("Kind", Markup(rule.kind.name)), ("Takes it to", text(rule.target.rawValue.replacing("_", with: " ")))]
                + condition(rule.kind))
    }

    private static func condition(_ kind: StopRuleKind) -> [(name: String, value: Markup?)] {
        switch kind {
        case .breach(let gates, let limit):
            return [("Gates", text(gates.joined(separator: ", "))), ("Failing for", text(limit.description))]
        case .burnRate(let burn):
            return [
                ("Gate", text(burn.gate)),
                ("Budget", text("\(NumberText.percent(burn.budgetShare)) of \(burn.period) within \(burn.long)")),
                ("Burn rate", text("\(NumberText.number(burn.factor)) over \(burn.long) and \(burn.short)")),
            ]
        case .spikes(let spikes):
            return [
                (
                    "Spikes",
                    text("\(spikes.count) within \(spikes.within), above \(NumberText.percent(spikes.threshold))")
                ),
                ("Bad events", code(spikes.bad)), ("All events", code(spikes.total)),
            ]
        case .incident(let kinds):
            return [("Kinds", text(kinds.map { $0.rawValue.replacing("_", with: " ") }.joined(separator: ", ")))]
        case .expression(let expression):
            return [
                ("True when", text("\(expression.comparison.rawValue) \(NumberText.number(expression.value))")),
                ("For", text(expression.trueFor.description)), ("Query", code(expression.query)),
            ]
        }
    }

    private var approval: Markup {
        let onCall =
            switch rule.approval.onCall {
            case .anyone: "not asked"
            case .actors(let names): names.joined(separator: ", ")
            case .rota(let shifts): "a rota of \(NumberText.events(Double(shifts.count), "shift"))"
            case .query(let query, let label): "label \(label) of \(query)"
            }
        return PageKit.section(
            "Approval",
            [
                PageKit.facts([
                    ("Roles", Self.text(rule.approval.roles.map(\.rawValue).sorted().joined(separator: ", "))),
                    ("On call", Self.text(onCall)), ("Valid for", Self.text(rule.approval.expiresAfter.description)),
                    ("Two persons", Self.text(rule.approval.twoPerson ? "yes" : "no")),
                    ("Unresolved after", Self.text(rule.unresolvedAfter.description)),
                ])
            ])
    }

    private var alerts: Markup {
        PageKit.section(
            "Alerts",
            [
                PageKit.facts([
                    ("Labels", Self.code("\(rule.labels)")), ("Annotations", Self.code("\(rule.annotations)")),
                ])
            ])
    }

    private static func block(_ name: String, _ description: String, _ facts: Markup) -> Markup {
        .element(
            "div", ["class": "rule-block"],
            [.element("h3", text: name)]
                + (description.isEmpty ? [] : [.element("p", ["class": "soft"], text: description)]) + [facts])
    }

    private static func text(_ text: String) -> Markup? { text.isEmpty ? nil : Markup(text) }

    private static func code(_ text: String) -> Markup? { text.isEmpty ? nil : .element("code", text: text) }

    private static func sliding(_ range: GateRange) -> String {
        if case .sliding(let span) = range { span.description } else { "" }
    }

    private static func text(_ source: BaselineSource) -> String {
        switch source {
        case .concurrent: "at the same time"
        case .stageZero: "stage 0"
        case .offset(let span): "\(span) before"
        }
    }
}
