import GateModel
import GatePlots
import GateRules
import GateRuntime

/// Stop rules, incidents, decisions.
extension RolloutPage {
    var stopRules: Markup {
        if rule.stopRules.isEmpty { return .element("p", text: "The rule has none.") }
        let items = rule.stopRules.map { stopRule -> Markup in
            let distance = StopDistance(stopRule, view)
            let isFiring = attempt?.stop?.cause == stopRule.name
            let style = isFiring ? "fail" : distance.alarm.style
            let target = stopRule.target == .zero ? "to 0 %" : "to the previous stable stage"
            return .element(
                "li", [:],
                [
                    .element(
                        "div", ["class": "gate-head"],
                        [
                            .element("h3", text: stopRule.name),
                            .element(
                                "span", ["class": "verdict \(style)"], text: isFiring ? "■ fired" : distance.alarm.words
                            ),
                        ]),
                    .element(
                        "p", ["class": "soft"],
                        text: stopRule.description.isEmpty ? stopRule.kind.name : stopRule.description),
                    .element("p", text: "\(distance.words); takes the rollout \(target)"),
                    PageKit.bar(isFiring ? 1 : distance.share ?? 0, style),
                ])
        }
        return .element("ul", ["class": "gates stops"], items)
    }

    /// The incidents that are open and the newest that are over.
    var incidents: Markup {
        let over = state.resolvedIncidents.suffix(5).reversed()
        if state.incidents.isEmpty && over.isEmpty { return Markup([]) }
        let items =
            state.incidents.map { incident($0, end: nil) }
            + over.map { resolved in
                incident(
                    resolved.incident,
                    end: Markup([
                        PageKit.time(resolved.resolvedAt),
                        Markup(" resolved by \(resolved.resolvedBy): \(resolved.resolution)"),
                    ]))
            }
        return PageKit.section("Incidents", [.element("ul", ["class": "gates"], items)])
    }

    private func incident(_ incident: Incident, end: Markup?) -> Markup {
        let opened = Markup([
            PageKit.time(incident.openedAt), Markup(" opened by \(incident.openedBy): \(incident.note)"),
        ])
        let notes = incident.notes.map { Markup([PageKit.time($0.at), Markup(" \($0.author): \($0.text)")]) }
        let log = ([opened] + notes + [end].compactMap(\.self)).map { Markup.element("li", [:], [$0]) }
        let query = "id=\(PercentEncoding.encode(incident.id))"
        let kind = incident.kind.rawValue.replacing("_", with: " ")
        return .element(
            "li", [:],
            [
                .element(
                    "div", ["class": "gate-head"],
                    [
                        .element("h3", text: "\(kind): \(incident.id)"),
                        .element(
                            "span", ["class": "verdict \(end == nil ? "fail" : "pass")"],
                            text: end == nil ? "■ open" : "✓ resolved"),
                    ]),
                .element("ol", ["class": "log"], log),
                incident.trace.map { PageKit.facts([("Trace id", .element("code", text: $0.text))]) } ?? Markup([]),
                .element(
                    "p", ["class": "actions"],
                    [button(.noteIncident, query: query)]
                        + (end == nil ? [button(.resolveIncident, query: query, style: "main")] : [])),
            ])
    }

    /// The newest decisions, newest first.
    var timeline: Markup {
        guard let decisions else { return .element("p", text: "The journal could not be read; see the log.") }
        if decisions.isEmpty { return .element("p", text: "None yet.") }
        let items = decisions.map { decision -> Markup in
            .element(
                "li", ["class": decision.leadsDown ? "down" : "plain"],
                [
                    .element(
                        "p", ["class": "decision"],
                        [
                            .element(
                                "strong",
                                text: (decision.leadsDown ? "▼ " : "● ")
                                    + decision.kind.rawValue.replacing("_", with: " ")),
                            Markup(" \(decision.way) "),
                            .element("span", ["class": "soft"], text: "by \(decision.owner), "),
                            Timestamp(rfc3339: decision.at).map(PageKit.time) ?? Markup(decision.at),
                        ]),
                    .element("p", text: decision.reason),
                    .element(
                        "p", ["class": "soft"],
                        [
                            Markup("attempt \(decision.attempt), step \(decision.sequence), trace id "),
                            .element("code", text: decision.traceID),
                        ]),
                ])
        }
        return .element("ol", ["class": "timeline"], items)
    }

    /// What waits for an approval: what was measured, how sure, since when, and what comes next.
    var candidate: Markup {
        guard let attempt, let candidate = attempt.candidate else { return Markup([]) }
        let approval = attempt.approval.map { approval in
            Markup([
                Markup("\(approval.actor) at "), PageKit.time(approval.at), Markup(", valid until "),
                PageKit.time(approval.expiresAt),
            ])
        }
        return PageKit.section(
            "Candidate",
            [
                PageKit.notice(
                    approval == nil ? .wait : .good,
                    approval == nil ? "\(candidate.id) waits for an approval" : "\(candidate.id) is approved",
                    [CandidateView(candidate, rule).markup, PageKit.facts([("Approved by", approval)])]
                        + (approval == nil
                            ? [.element("p", ["class": "actions"], [button(.approve, style: "main")])] : []))
            ])
    }
}
