import GateModel
import GatePlots
import GateRules
import GateRuntime

/// The page that asks before something is done: what it brings, who is told, and the reason for it.
struct ActionPage {
    let action: PageAction
    let view: RolloutView
    let session: Session?
    /// What the engine says the action would do, by the choice it depends on.
    let previews: [(choice: String, step: Step)]
    /// Who is sent alerts and messages.
    let receivers: [String]
    /// The item, incident or candidate it is about, and what was typed before.
    var values: [String: String] = [:]
    /// Why it was refused; `nil` while nobody tried.
    var refusal: APIError?

    private var rule: RolloutRule { view.rule }

    /// What stands on the page.
    var content: [Markup] {
        let title = Markup.element("h1", text: "\(action.title): \(rule.name)")
        return [
            title, refused, question, Consequences(view: view, previews: previews, receivers: receivers).markup, form,
        ]
    }

    private var refused: Markup {
        guard let refusal else { return Markup([]) }
        let difference = refusal.outdated.map { CandidateView.differences($0, rule) }
        return .element(
            "div", ["role": "alert"],
            [
                PageKit.notice(
                    .stop, "Not done", [.element("p", text: refusal.message)] + [difference].compactMap(\.self))
            ])
    }

    /// What it is about.
    private var question: Markup {
        switch action {
        case .approve:
            guard let candidate = view.state.attempt?.candidate else {
                return .element("p", text: "No candidate waits for an approval.")
            }
            return PageKit.section("Candidate \(candidate.id)", [CandidateView(candidate, rule).markup])
        case .preflight:
            guard let item else { return Markup([]) }
            let words = Markup.element("p", text: item.description.isEmpty ? item.name : item.description)
            if item.proof != .ruleApproved { return words }
            let digest = PageKit.facts([("Digest of the rule", .element("code", text: rule.digest))])
            return Markup([words, digest, PageKit.link(PageKit.path(rule.name, "rule"), "Read the rule in force")])
        case .noteIncident, .resolveIncident:
            let all = view.state.incidents + view.state.resolvedIncidents.map(\.incident)
            guard let incident = all.first(where: { $0.id == values["id"] }) else { return Markup([]) }
            let kind = incident.kind.rawValue.replacing("_", with: " ")
            return .element("p", text: "\(kind) \(incident.id): \(incident.note)")
        default: return Markup([])
        }
    }

    private var form: Markup {
        let back = PageKit.link(PageKit.path(rule.name), "Back", style: "button")
        guard let session else {
            let here = PercentEncoding.encode(PageKit.path(rule.name, "actions", action.rawValue))
            return .element(
                "p", ["class": "actions"],
                [PageKit.link("\(Route.login.path)?next=\(here)", "Log in to go on", style: "button main"), back])
        }
        let path = PageKit.path(rule.name, "actions", action.rawValue)
        let style = action == .kill || action == .rollback || action == .abort ? "danger" : "main"
        return .element(
            "form", ["method": "post", "action": path, "class": "ask"],
            [FormField.hidden("form_token", session.formToken)] + fields + [
                .element(
                    "p", ["class": "actions"],
                    [.element("button", ["type": "submit", "class": "button \(style)"], text: action.title), back])
            ])
    }

    private var fields: [Markup] {
        switch action {
        case .start: [FormField.line("revision", "Revision", value: values["revision"] ?? "")]
        case .approve: [FormField.hidden("candidate", view.state.attempt?.candidate?.id ?? values["candidate"] ?? "")]
        case .hold, .unhold, .resume, .abort: [reason]
        case .kill:
            [FormField.lines("reason", "Reason (may be left out)", value: values["reason"] ?? "", isRequired: false)]
        case .rollback: [FormField.choice("to_stage", "To stage", targets, value: values["to_stage"] ?? ""), reason]
        case .preflight:
            [FormField.hidden("item", values["item"] ?? "")]
                + (item?.proof == .ruleApproved ? [FormField.hidden("digest", rule.digest)] : []) + [note]
        case .openIncident: [FormField.choice("kind", "Kind", kinds, value: values["kind"] ?? ""), note]
        case .noteIncident, .resolveIncident: [FormField.hidden("id", values["id"] ?? ""), note]
        }
    }

    /// The item of the checklist it is about.
    private var item: PreflightItem? { rule.preflight.first { $0.name == values["item"] } }

    private var reason: Markup { FormField.lines("reason", "Reason", value: values["reason"] ?? "") }

    private var note: Markup {
        FormField.lines(
            "note", action == .preflight ? "How it was proven" : "What is known", value: values["note"] ?? "")
    }

    private var targets: [(value: String, text: String)] {
        let present = view.state.attempt.flatMap { rule.stageIndex(named: $0.visit.stage) } ?? 0
        return [("", "the previous stable stage")]
            + rule.stages.prefix(present).reversed().map { ($0.name, "\($0.name) (\($0.weight.percent) %)") }
    }

    private var kinds: [(value: String, text: String)] {
        IncidentKind.allCases.map { ($0.rawValue, $0.rawValue.replacing("_", with: " ")) }
    }
}
