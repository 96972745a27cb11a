import GateModel
import GatePlots
import GateRules
import GateRuntime

/// What Stagegate depends on, and how that is.
struct StatusPage {
    /// A rollout and its newest evaluation's duration.
    struct Source {
        let view: RolloutView
        let timing: EvaluationTiming?
    }

    let build: API.BuildInfo
    /// Why it is not ready; `nil` when it is.
    let notReady: String?
    let datasource: String?
    let sources: [Source]
    /// `nil` when the journal could not be read.
    let deliveries: DeliveriesView?

    /// What stands on the page.
    var content: [Markup] {
        [
            .element("h1", text: "Status"),
            PageKit.facts([
                ("Ready", notReady.map { Self.health(false, $0) } ?? Self.health(true, "ready")),
                ("Version", Markup("\(build.version) (\(build.revision))")),
            ]),
            PageKit.section("Datasource", [source]), receivers("Alertmanagers", deliveries?.targets),
            receivers("Webhooks", deliveries?.webhooks), PageKit.section("Rules in force", [rules]), receipts,
            PageKit.section("As JSON", [Self.links]),
        ]
    }

    /// What the process tells of itself.
    private static let links: Markup = {
        let links: [(route: Route, name: String)] = [
            (.config, "Configuration"), (.flags, "Command line flags"), (.buildInfo, "Build"),
            (.runtimeInfo, "Runtime"),
        ]
        let items = links.map { Markup.element("li", [:], [PageKit.link($0.route.path, $0.name)]) }
        return .element("ul", ["class": "links"], items)
    }()

    private static func health(_ isGood: Bool, _ words: String) -> Markup {
        .element("span", ["class": "verdict \(isGood ? "pass" : "fail")"], text: (isGood ? "✓ " : "✕ ") + words)
    }

    private var source: Markup {
        let rows = sources.map { source -> [Markup] in
            guard let evaluation = source.view.evaluation else {
                return [
                    Markup(source.view.rule.name), Markup("not evaluated yet"), Markup("–"), Markup("–"), Markup("–"),
                ]
            }
            let queries = (evaluation.gates + evaluation.stopRules).flatMap(\.queries)
            let failures = queries.compactMap(\.failure)
            return [
                PageKit.link(PageKit.path(source.view.rule.name), source.view.rule.name),
                failures.isEmpty
                    ? Self.health(true, "answers") : Self.health(false, "\(failures.count) of \(queries.count) failed"),
                PageKit.time(evaluation.at), Markup(source.timing.map { PageKit.seconds($0.seconds) } ?? "–"),
                Markup(failures.first ?? "–"),
            ]
        }
        return Markup([
            PageKit.facts([("URL", datasource.map { .element("code", text: $0) })]),
            ReportPage.table(["Rollout", "Queries", "Last evaluation", "Duration", "Last failure"], rows),
        ])
    }

    private func receivers(_ title: String, _ list: [(name: String, trouble: TargetTrouble?)]?) -> Markup {
        guard let list else {
            return PageKit.section(title, [.element("p", text: "The journal could not be read; see the log.")])
        }
        if list.isEmpty { return PageKit.section(title, [.element("p", text: "None is configured.")]) }
        let rows = list.map { entry -> [Markup] in
            guard let trouble = entry.trouble else {
                return [
                    Markup(entry.name), Self.health(true, "takes what it is sent"), Markup("–"), Markup("–"),
                    Markup("–"),
                ]
            }
            return [
                Markup(entry.name), Self.health(false, "takes nothing"), PageKit.time(trouble.since),
                PageKit.time(trouble.retryAt),
                Markup(trouble.message),
            ]
        }
        return PageKit.section(
            title, [ReportPage.table(["Target", "Health", "Failing since", "Tried again at", "It said"], rows)])
    }

    private var rules: Markup {
        let rows = sources.map { source -> [Markup] in
            let rule = source.view.rule
            return [
                PageKit.link(PageKit.path(rule.name, "rule"), rule.name), .element("code", text: rule.digest),
                Markup("\(rule.gates.count)"), Markup("\(rule.stopRules.count)"), Markup(rule.interval.description),
            ]
        }
        return ReportPage.table(["Rollout", "Digest", "Gates", "Stop rules", "Interval"], rows)
    }

    private var receipts: Markup {
        let rows = (deliveries?.receipts ?? []).prefix(20).map { receipt -> [Markup] in
            [
                PageKit.time(receipt.at), Markup(receipt.rollout), Markup(receipt.name), Markup(receipt.target),
                Markup(receipt.outcome.rawValue), Markup(receipt.receivers.joined(separator: ", ")),
                Markup(receipt.detail),
            ]
        }
        if rows.isEmpty { return Markup([]) }
        let names = ["Time", "Rollout", "Alert or decision", "Sent to", "Outcome", "Routed to", "Detail"]
        return PageKit.section("What was delivered", [ReportPage.table(names, rows)])
    }
}
