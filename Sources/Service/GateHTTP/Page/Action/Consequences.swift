import GateModel
import GatePlots
import GateRules
import GateRuntime

/// What an action brings, as the engine says: it takes the step, and the step is forgotten.
struct Consequences {
    let view: RolloutView
    let previews: [(choice: String, step: Step)]
    let receivers: [String]

    var markup: Markup {
        if previews.isEmpty { return Markup([]) }
        return PageKit.section("What it brings", previews.map(block))
    }

    private func block(_ preview: (choice: String, step: Step)) -> Markup {
        let title = preview.choice.isEmpty ? [] : [Markup.element("h3", text: preview.choice)]
        if let rejection = preview.step.rejection {
            return Markup(
                title + [PageKit.notice(.stop, "It would be refused", [.element("p", text: rejection.message)])])
        }
        let after = preview.step.state
        return .element(
            "div", ["class": "consequence"],
            title + [
                PageKit.facts([
                    ("Weight", Self.change("\(view.servedWeight.percent) %", "\(after.weight.percent) %")),
                    (
                        "Stage",
                        Self.change(view.state.attempt?.visit.stage ?? "none", after.attempt?.visit.stage ?? "none")
                    ),
                    ("Phase", Self.change(Self.phase(view.state), Self.phase(after))),
                    ("Who is told", Markup(told(preview.step))),
                ]),
                .element("ul", [:], remarks(after).map { .element("li", text: $0) }),
            ])
    }

    private static func change(_ before: String, _ after: String) -> Markup {
        before == after
            ? Markup("\(before), as now") : Markup([Markup("\(before) → "), .element("strong", text: after)])
    }

    private static func phase(_ state: RolloutState) -> String {
        state.phase.rawValue.replacing("_", with: " ")
            + (state.attempt?.hold != nil && state.phase.isEvaluated ? ", held" : "")
    }

    /// What ends, what begins anew and what is needed to go on.
    private func remarks(_ after: RolloutState) -> [String] {
        let (old, new) = (view.state.attempt, after.attempt)
        var remarks: [String] = []
        if new?.number != old?.number {
            remarks.append("Attempt \(new?.number ?? 0) begins at 0 %.")
            if let old, old.phase.isEvaluated { remarks.append("Attempt \(old.number), \(old.revision), ends.") }
            return remarks
        }
        if let approval = new?.approval, old?.approval != approval, let candidate = new?.candidate {
            remarks.append(
                "The next green evaluation takes the rollout to \(candidate.nextStage): \(after.weight.percent) % → "
                    + "\(candidate.nextWeight.percent) % of the traffic. The approval is valid until \(approval.expiresAt)."
            )
        }
        if old?.approval != nil, new?.approval == nil { remarks.append("The approval is lost.") }
        if old?.candidate != nil, new?.candidate == nil { remarks.append("The candidate is lost.") }
        if old?.window.greenSince != nil, new?.window.greenSince == nil, after.phase.isEvaluated {
            remarks.append("The window begins anew.")
        }
        if after.phase == .stopped, view.state.phase != .stopped {
            remarks.append("Promotions are stopped until a tech lead resumes the rollout; gates go on, downwards only.")
        }
        if after.phase == .aborted { remarks.append("The attempt is over; only a new one can go on.") }
        if new?.hold != nil, old?.hold == nil { remarks.append("Promotions wait; gates and stop rules go on.") }
        return remarks
    }

    /// The alerts that begin or end, and whom they are sent to.
    private func told(_ step: Step) -> String {
        var words: [String] = []
        for effect in step.effects {
            switch effect {
            case .fire(let alert): words.append("\(Self.name(alert)) fires")
            case .resolve(let alert, _): words.append("\(Self.name(alert)) is resolved")
            case .decide, .setWeight, .reject: break
            }
        }
        let alerts = words.isEmpty ? "no alert changes" : words.joined(separator: "; ")
        return alerts + "; sent to: " + (receivers.isEmpty ? "nobody is configured" : receivers.joined(separator: ", "))
    }

    private static func name(_ alert: Alert) -> String {
        let severity = alert.labels["severity"].map { " (\($0))" } ?? ""
        return "\(alert.labels["alertname"] ?? "an alert")\(severity)"
    }
}
