import GateModel
import GatePlots
import GateRules
import GateRuntime

/// Where the rollout stands and what it waits for.
extension RolloutPage {
    var overview: Markup {
        Markup(
            [
                .element("p", ["class": "headline"], [PageKit.phase(state), Markup(" "), headline]),
                StageBar(view).markup, windowProgress, notices,
            ] + waiting + [checklist, buttons])
    }

    private var headline: Markup {
        guard let attempt else { return Markup("Nobody has started it.") }
        let weight = Markup.element("strong", text: "\(view.servedWeight.percent) %")
        return Markup([
            weight, Markup(" of the traffic on revision "), .element("strong", text: attempt.revision),
            Markup(", attempt \(attempt.number), started by \(attempt.startedBy) at "), PageKit.time(attempt.startedAt),
        ])
    }

    /// How much of its window the stage has been green.
    private var windowProgress: Markup {
        guard let attempt, state.phase == .observing || state.phase == .awaitingApproval,
            let stage = rule.stages.first(where: { $0.name == attempt.visit.stage })
        else { return Markup([]) }
        let (share, words) = Self.progress(attempt, stage)
        return .element(
            "div", ["class": "window"],
            [
                .element("p", [:], words), PageKit.bar(share, attempt.window.greenSince == nil ? "unsure" : "pass"),
            ])
    }

    /// The share of the window that has passed, and the words for it.
    static func progress(_ attempt: Attempt, _ stage: Stage) -> (share: Double, words: [Markup]) {
        guard let green = attempt.window.greenSince, let last = attempt.lastEvaluatedAt else {
            return (0, [Markup("Not green: the window of \(stage.window) begins when every gate passes.")])
        }
        let elapsed = max(last - max(green, attempt.visit.enteredAt), .zero)
        let share = stage.window > .zero ? elapsed.seconds / stage.window.seconds : 1
        let words = "\(PageKit.text(min(elapsed, stage.window))) of \(stage.window) green, since "
        return (share, [Markup(words), PageKit.time(green)])
    }

    private var notices: Markup {
        guard let attempt else { return Markup([]) }
        var notices: [Markup] = []
        if let stop = attempt.stop {
            notices.append(
                PageKit.notice(
                    .stop, "Stopped by \(stop.cause)",
                    [
                        .element("p", text: stop.reason),
                        PageKit.facts([
                            ("Since", PageKit.time(stop.since)), ("First breach", PageKit.time(stop.firstBreachAt)),
                            ("Decided by", Markup(stop.owner)), ("Trace id", .element("code", text: stop.trace.text)),
                        ]),
                    ]))
        }
        if let rollback = attempt.rollback {
            notices.append(
                PageKit.notice(
                    .wait, "Rolled back from \(rollback.fromStage) to \(rollback.toStage) by \(rollback.cause)",
                    [
                        .element("p", text: rollback.reason),
                        PageKit.facts([
                            ("At", PageKit.time(rollback.at)),
                            ("Trace id", .element("code", text: rollback.trace.text)),
                        ]),
                    ]))
        }
        if let hold = attempt.hold, state.phase.isEvaluated {
            notices.append(
                PageKit.notice(
                    .wait, "Held by \(hold.actor)",
                    [.element("p", [:], [Markup("\(hold.reason), since "), PageKit.time(hold.since)])]))
        }
        return Markup(notices)
    }

    private var waiting: [Markup] {
        if view.waitingFor.isEmpty { return [] }
        return [
            .element("h2", ["class": "small"], text: "What it waits for"),
            .element("ul", ["class": "waiting"], view.waitingFor.map { .element("li", text: $0) }),
        ]
    }

    /// What has to be proven before a start; not shown while an attempt runs.
    private var checklist: Markup {
        if rule.preflight.isEmpty || state.phase.isEvaluated { return Markup([]) }
        let items = API.PreflightItem.all(of: view).map { Markup.element("li", [:], checklistItem($0)) }
        return Markup([
            .element("h2", ["class": "small"], text: "Checklist"), .element("ul", ["class": "checklist"], items),
        ])
    }

    /// Where an item stands, who or what says so, and how it is proven: by a click where a person's word is wanted.
    private func checklistItem(_ item: API.PreflightItem) -> [Markup] {
        let isProven = item.state == "proven"
        let name = item.description.isEmpty ? item.name : item.description
        let state = isProven || item.state == "missing" ? "" : " (\(item.state))"
        let query = "item=\(PercentEncoding.encode(item.name))"
        let isWord = item.proof == "attestation" || item.proof == "rule_approved"
        let way =
            isWord
            ? button(
                .preflight, item.proof == "attestation" ? "Attest" : "Approve the rule", query: query, style: "slim")
            : item.remedy.map { .element("code", text: $0) } ?? Markup([])
        let proofs = item.proofs(at: ReportPage.time)
        return [Markup("\(isProven ? "☑" : "☐") \(name)\(state) "), way]
            + proofs.map { .element("p", ["class": "soft"], text: $0) }
    }

    private var buttons: Markup {
        let buttons = PageAction.allCases.filter { $0.fits(state) && actions.contains($0) }.map { action in
            let style = action == .kill ? "danger" : action == .approve || isObvious(action) ? "main" : ""
            return button(action, action == .kill ? "■ Kill switch" : nil, style: style)
        }
        if buttons.isEmpty { return Markup([]) }
        return .element("nav", ["class": "actions", "aria-label": "Actions"], buttons)
    }

    /// What most people come for in this state.
    private func isObvious(_ action: PageAction) -> Bool {
        switch action {
        case .start: !state.phase.isEvaluated
        case .resume: state.incidents.isEmpty
        default: false
        }
    }
}
