import GateModel
import GatePlots
import GateRules
import GateRuntime

/// The page of one rollout: a frame that depends on the rule alone, and parts in it that change.
struct RolloutPage {
    let view: RolloutView
    /// What can be offered to who looks.
    let actions: Set<PageAction>
    /// The newest decisions, newest first; `nil` when the journal could not be read.
    let decisions: [API.DecisionRecord]?

    var rule: RolloutRule { view.rule }
    var state: RolloutState { view.state }
    var attempt: Attempt? { view.state.attempt }

    /// Everything that changes but for the plots.
    var parts: [PagePart] {
        [
            PagePart(id: "announcement", content: Markup(Self.sentence(view))),
            PagePart(id: "overview", content: overview), PagePart(id: "candidate", content: candidate),
            PagePart(id: "incidents", content: incidents), PagePart(id: "gate-counts", content: gateCounts),
        ] + rule.gates.indices.map { PagePart(id: "gate-\($0)", content: gate($0)) }
            + [PagePart(id: "stop-rules", content: stopRules), PagePart(id: "decisions", content: timeline)]
    }

    /// The state in one sentence, which is read out when it changes.
    static func sentence(_ view: RolloutView) -> String {
        let (state, weight) = (view.state, view.servedWeight)
        let place = state.attempt.map { " at stage \($0.visit.stage)" } ?? ""
        let held = state.attempt?.hold != nil && state.phase.isEvaluated ? ", held" : ""
        let phase = state.phase.rawValue.replacing("_", with: " ")
        return "\(view.rule.name): \(phase)\(held)\(place), \(weight.percent) % of the traffic."
    }

    /// The frame with its parts in their places.
    ///
    /// - Parameters:
    ///   - view: The rollout.
    ///   - parts: The parts by id, plots among them.
    /// - Returns: What stands on the page.
    static func frame(_ view: RolloutView, _ parts: [String: Markup]) -> [Markup] {
        func place(_ id: String) -> Markup { PageKit.part(PagePart(id: id, content: parts[id] ?? Markup([]))) }
        let rule = view.rule
        let gates = rule.gates.indices.map { index in
            Markup.element("li", ["class": "gate"], [place("gate-\(index)"), place("plot-\(index)")])
        }
        let title = Markup.element("h1", text: rule.name)
        let description =
            rule.description.isEmpty ? [] : [Markup.element("p", ["class": "lead"], text: rule.description)]
        return [title] + description + [
            .element(
                "p", ["id": "announcement", "class": "spoken", "role": "status"], [parts["announcement"] ?? Markup([])]),
            place("overview"), place("candidate"), place("incidents"),
            PageKit.section(
                "Gates", [place("gate-counts"), .element("ul", ["class": "gates"], gates), legend]),
            PageKit.section("Stop rules", [place("stop-rules")]),
            PageKit.section("Decisions", [place("decisions")]),
            PageKit.section("More", [links(rule)]),
        ]
    }

    private static let legend = Markup.element(
        "p", ["class": "remark"],
        text:
            "In the plots: dashed, the limit; shaded, the time that was green or has to be; ✕ fail, ○ undecided, △ could "
            + "not be asked, below the plot where there is no value. The line is broken where nothing is known.")

    private static func links(_ rule: RolloutRule) -> Markup {
        let api = "/api/v1" + PageKit.path(rule.name)
        let links = [
            PageKit.link(api + "/report.html", "Evidence report"),
            PageKit.link(PageKit.path(rule.name, "rule"), "Rule in force"),
            PageKit.link("/status", "What it depends on"), PageKit.link(api, "This rollout as JSON"),
        ]
        return .element("ul", ["class": "links"], links.map { .element("li", [:], [$0]) })
    }

    /// A link to the page that asks before something is done; nothing for who may not do it.
    func button(_ action: PageAction, _ text: String? = nil, query: String = "", style: String = "") -> Markup {
        guard actions.contains(action) else { return Markup([]) }
        let path = PageKit.path(rule.name, "actions", action.rawValue) + (query.isEmpty ? "" : "?\(query)")
        return PageKit.link(path, text ?? action.title, style: "button \(style)")
    }
}
