import GateModel
import GatePlots
import GateRules
import GateRuntime

/// The stages of a rollout from 0 to 100 %: which are done, which is now, which are to come.
struct StageBar {
    private let view: RolloutView

    init(_ view: RolloutView) {
        self.view = view
    }

    var markup: Markup {
        let place = view.state.attempt.flatMap { attempt in view.rule.stageIndex(named: attempt.visit.stage) }
        let items = view.rule.stages.enumerated().map { index, stage in
            item(stage, Self.place(index, present: place, phase: view.state.phase))
        }
        return .element("ol", ["class": "stages", "aria-label": "Stages of \(view.rule.name)"], items)
    }

    private enum Place: String {
        case past
        case present
        case stopped
        case future

        var sign: String {
            switch self {
            case .past: "✓"
            case .present: "●"
            case .stopped: "■"
            case .future: "○"
            }
        }

        var word: String {
            switch self {
            case .past: "done"
            case .present: "now"
            case .stopped: "stopped here"
            case .future: "to come"
            }
        }
    }

    private static func place(_ index: Int, present: Int?, phase: Phase) -> Place {
        guard let present, phase != .aborted else { return .future }
        if phase == .completed { return .past }
        if index == present { return phase == .stopped ? .stopped : .present }
        return index < present ? .past : .future
    }

    private func item(_ stage: Stage, _ place: Place) -> Markup {
        let isPresent = place == .present || place == .stopped
        return .element(
            "li",
            attributes: [
                Markup.Attribute("class", place.rawValue), isPresent ? Markup.Attribute("aria-current", "step") : nil,
            ],
            [
                .element("span", ["class": "stage-weight"], text: "\(stage.weight.percent) %"), bar(stage, place),
                .element(
                    "span", ["class": "stage-name"],
                    [
                        .element("span", ["aria-hidden": "true"], text: "\(place.sign) "), Markup(stage.name),
                        .element("span", ["class": "spoken"], text: ", \(place.word)"),
                    ]),
            ])
    }

    private func bar(_ stage: Stage, _ place: Place) -> Markup {
        switch place {
        case .past: PageKit.bar(1, "pass")
        case .future: PageKit.bar(0, "pass")
        case .stopped: PageKit.bar(1, "fail")
        case .present:
            PageKit.bar(view.state.attempt.map { max(RolloutPage.progress($0, stage).share, 0.04) } ?? 0, "going")
        }
    }
}
