import GateModel
import GatePlots
import GateRules
import GateRuntime

/// The page of all rollouts.
enum ListPage {
    /// One part a rollout, in the order of the rules, and one that is read out.
    static func parts(_ views: [RolloutView]) -> [PagePart] {
        views.enumerated().map { PagePart(id: "rollout-\($0)", content: card($1)) }
    }

    /// What stands on the page.
    static func frame(_ views: [RolloutView], _ parts: [String: Markup]) -> [Markup] {
        let title = Markup.element("h1", text: "Rollouts")
        if views.isEmpty {
            return [
                title, .element("p", text: "No rule file defines a rollout yet: see rule_files in the configuration."),
            ]
        }
        let cards = views.indices.map { index in
            Markup.element(
                "li", ["class": "rollout"],
                [PageKit.part(PagePart(id: "rollout-\(index)", content: parts["rollout-\(index)"] ?? Markup([])))])
        }
        return [title, .element("ul", ["class": "rollouts"], cards)]
    }

    private static func card(_ view: RolloutView) -> Markup {
        let (rule, state) = (view.rule, view.state)
        let heading = Markup.element(
            "div", ["class": "gate-head"],
            [
                .element("h2", [:], [PageKit.link(PageKit.path(rule.name), rule.name)]),
                .element("span", [:], [PageKit.phase(state)]),
            ])
        let description =
            rule.description.isEmpty ? [] : [Markup.element("p", ["class": "soft"], text: rule.description)]
        let next =
            view.waitingFor.first.map { [Markup.element("p", ["class": "soft"], text: "Waits for: \($0)")] } ?? []
        return Markup(
            [heading] + description + [headline(view), StageBar(view).markup] + window(view) + incidents(state) + next)
    }

    private static func headline(_ view: RolloutView) -> Markup {
        guard let attempt = view.state.attempt else { return Markup([]) }
        return .element(
            "p", [:],
            [
                .element("strong", text: "\(view.servedWeight.percent) %"),
                Markup(" at \(attempt.visit.stage), revision "),
                .element("strong", text: attempt.revision),
            ])
    }

    private static func window(_ view: RolloutView) -> [Markup] {
        guard let attempt = view.state.attempt, [.observing, .awaitingApproval].contains(view.state.phase),
            let stage = view.rule.stages.first(where: { $0.name == attempt.visit.stage })
        else { return [] }
        return [.element("p", [:], RolloutPage.progress(attempt, stage).words)]
    }

    private static func incidents(_ state: RolloutState) -> [Markup] {
        if state.incidents.isEmpty { return [] }
        let count = NumberText.events(Double(state.incidents.count), "incident")
        return [.element("p", [:], [.element("span", ["class": "verdict fail"], text: "■ \(count) open")])]
    }
}
