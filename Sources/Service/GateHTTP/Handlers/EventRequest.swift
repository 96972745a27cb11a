import GateModel
import NIOCore

/// Turns the call of an action into the event it asks for.
enum EventRequest {
    /// What is recorded when somebody pulls the kill switch without a word, or with one that cannot be understood.
    static let killedWithoutReason = "kill switch pulled without a reason given"

    /// The event of a call.
    ///
    /// - Parameters:
    ///   - route: A route that changes something.
    ///   - incident: The incident in the path, where the route has one.
    ///   - bytes: The body.
    /// - Returns: The event; `nil` for a route that is not an action.
    /// - Throws: An ``APIError`` with status 400.
    static func event(_ route: Route, incident: String?, _ bytes: ByteBuffer) throws(APIError) -> Event.Kind? {
        switch route {
        case .start:
            return .startRequested(revision: try StrictBody(bytes, known: ["revision"]).name("revision"))
        case .approve:
            let candidate = try StrictBody(bytes, known: ["candidate"]).name("candidate")
            return .approvalGiven(candidate: candidate, onCall: nil)
        case .hold: return .held(reason: try reason(bytes))
        case .unhold: return .unheld(reason: try reason(bytes))
        case .resume: return .resumed(reason: try reason(bytes))
        case .abort: return .aborted(reason: try reason(bytes))
        case .kill: return .killed(reason: killReason(bytes))
        case .rollback:
            let body = try StrictBody(bytes, known: ["to_stage", "reason"])
            return .rolledBack(toStage: try body.optionalName("to_stage"), reason: try body.text("reason"))
        case .preflight:
            let body = try StrictBody(bytes, known: ["item", "note", "digest"])
            let (item, note) = (try body.name("item"), try body.text("note"))
            guard let digest = try body.optionalName("digest") else {
                return .preflightAttested(item: item, note: note)
            }
            return .ruleApproved(item: item, digest: digest, note: note)
        case .openIncident: return try opened(bytes)
        case .resolveIncident:
            let note = try StrictBody(bytes, known: ["note"]).text("note")
            return .incidentResolved(id: incident ?? "", note: note)
        case .noteIncident:
            let note = try StrictBody(bytes, known: ["note"]).text("note")
            return .incidentNoted(id: incident ?? "", note: note)
        case .landing, .rolloutPage, .gatePage, .rulePage, .actionPage, .statusPage, .live, .rolloutLive, .login,
            .logout, .styleSheet, .icon, .script, .healthy, .ready, .reload, .metrics, .version, .buildInfo, .rollouts,
            .rollout, .weight, .evaluation, .decisions, .journal, .report, .reportPage, .history, .deliveries, .explain,
            .alertmanager, .checklist, .prove, .drill, .config, .flags, .runtimeInfo, .rules, .alerts, .openAPI:
            return nil
        }
    }

    private static func reason(_ bytes: ByteBuffer) throws(APIError) -> String {
        try StrictBody(bytes, known: ["reason"]).text("reason")
    }

    /// The reason for a kill.
    ///
    /// Whatever is wrong with the body, the switch works: nobody looks for a bracket while tenants suffer.
    private static func killReason(_ bytes: ByteBuffer) -> String {
        do {
            let body = try StrictBody(bytes, known: ["reason"], mayBeEmpty: true)
            return try body.optionalText("reason") ?? killedWithoutReason
        } catch {
            return "\(killedWithoutReason) (\(error.message))"
        }
    }

    private static func opened(_ bytes: ByteBuffer) throws(APIError) -> Event.Kind {
        let body = try StrictBody(bytes, known: ["id", "kind", "note"])
        let name = try body.name("kind")
        guard let kind = IncidentKind(rawValue: name) else {
            let kinds = IncidentKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw .badData("there is no incident kind \(name): use one of \(kinds)")
        }
        let id = try body.optionalName("id") ?? "incident-" + String(UInt64.random(in: .min ... .max), radix: 16)
        return .incidentOpened(id: id, kind: kind, note: try body.text("note"))
    }
}
