import GateModel
import GatePlots

/// What happened beside the visits: checklist, stop rules, decisions and incidents.
extension ReportPage {
    var checklist: [Markup] {
        let items = report.preflight.map { item -> Markup in
            let name = item.description.isEmpty ? item.name : item.description
            let title = "\(item.state == "proven" ? "☑" : "☐") \(name)"
            let proofs = item.proofs(at: Self.time).map { Markup.element("li", text: $0) }
            return .element("li", [:], [Markup(title)] + (proofs.isEmpty ? [] : [.element("ul", [:], proofs)]))
        }
        return Self.section("Checklist", items.isEmpty ? [] : [.element("ul", ["class": "checklist"], items)])
    }

    var stopRules: [Markup] {
        let rows = report.stopRules.map { rule -> [Markup] in
            let memory =
                (rule.trueSince.map { ["true since \(Self.time($0))"] } ?? [])
                + (rule.spikes > 0 ? [NumberText.events(Double(rule.spikes), "spike")] : [])
            let name = rule.description.isEmpty ? rule.name : "\(rule.name): \(rule.description)"
            return [
                Markup(name), Markup(rule.kind), Markup(rule.target.replacing("_", with: " ")),
                Markup(memory.isEmpty ? "quiet" : memory.joined(separator: ", ")),
            ]
        }
        return Self.section(
            "Stop rules", rows.isEmpty ? [] : [Self.table(["Rule", "Kind", "Takes it to", "At the end"], rows)])
    }

    /// Every way down, with what the protocol's §6 asks for.
    var rollbacks: [Markup] {
        let rows = report.decisions.filter(\.leadsDown).map { decision -> [Markup] in
            [
                Markup(Self.time(decision.at)), Markup(decision.kind.rawValue.replacing("_", with: " ")),
                Markup(decision.way), Markup(decision.owner), Markup(decision.cause), Markup(decision.reason),
                .element("code", text: decision.traceID),
            ]
        }
        let names = ["Time", "Event", "From and to", "Actor", "Cause", "Reason", "Trace id"]
        return Self.section("Rollback events", rows.isEmpty ? [] : [Self.table(names, rows)])
    }

    var decisions: [Markup] {
        let rows = report.decisions.map { decision -> [Markup] in
            [
                Markup("\(decision.sequence)"), Markup(Self.time(decision.at)),
                Markup(decision.kind.rawValue.replacing("_", with: " ")), Markup(decision.way), Markup(decision.owner),
                Markup(decision.reason), .element("code", text: decision.traceID),
            ]
        }
        let cut = report.decisionsCut ? [Markup.element("p", text: "Older decisions are in the journal only.")] : []
        let names = ["Step", "Time", "Decision", "From and to", "Owner", "Reason", "Trace id"]
        return Self.section("Decisions", cut + (rows.isEmpty ? [] : [Self.table(names, rows)]))
    }

    /// What became of the alerts and messages about the attempt.
    var notifications: [Markup] {
        let rows = report.receipts.reversed().map { receipt -> [Markup] in
            [
                Markup(Self.time(receipt.at)), Markup(receipt.name), Markup(Self.time(receipt.startsAt)),
                Markup(receipt.target), Markup(receipt.outcome.rawValue),
                Markup(receipt.receivers.joined(separator: ", ")), Markup(receipt.detail),
            ]
        }
        let names = ["Time", "Alert or decision", "Since", "Sent to", "Outcome", "Routed to", "Detail"]
        return Self.section("Notifications", rows.isEmpty ? [] : [Self.table(names, rows)])
    }

    /// The incidents that are over and those that are open, each with its notes in their order.
    var incidents: [Markup] {
        let items = (report.resolvedIncidents + report.incidents).flatMap(Self.incident)
        return Self.section("Incidents", items)
    }

    private static func incident(_ incident: API.Incident) -> [Markup] {
        func said(_ words: String?) -> String { words.map { $0.isEmpty ? "" : ": \($0)" } ?? "" }
        let opened = "\(time(incident.openedAt)) opened by \(incident.openedBy)\(said(incident.note))"
        let notes = incident.notes.map { "\(time($0.at)) note by \($0.author)\(said($0.text))" }
        let end = incident.resolvedAt.map { at in
            "\(time(at)) resolved by \(incident.resolvedBy ?? "–")\(said(incident.resolution))"
        }
        let kind = incident.kind.rawValue.replacing("_", with: " ")
        return [
            .element("h3", text: "\(incident.id), \(kind), \(end == nil ? "open" : "resolved")"),
            .element("ol", [:], ([opened] + notes + [end].compactMap(\.self)).map { .element("li", text: $0) }),
            list([("Trace id", incident.traceID ?? "")]),
        ]
    }
}

extension API.DecisionRecord {
    /// Whether it took the rollout to a lower stage, stopped it or ended it.
    public var leadsDown: Bool {
        switch kind {
        case .rollBack, .stop, .abort, .supersede: true
        default: false
        }
    }

    /// From which stage to which, with their weights.
    public var way: String {
        let from = "\(fromStage) (\(fromWeightPercent) %)"
        let to = "\(toStage) (\(toWeightPercent) %)"
        return from == to ? from : "\(from) → \(to)"
    }
}
