import GateModel
import GateRules

/// Who takes part in a file's tests, with their roles.
struct TestActors {
    private var roles: [String: Set<Role>] = [:]

    static var decoder: ValueDecoder<TestActors> {
        ValueDecoder<[(key: String, value: [Role])]>.dictionary(of: .list(of: .choice)).map { pairs in
            var actors = TestActors()
            for (name, roles) in pairs { actors.roles[name] = Set(roles) }
            return actors
        }.described(as: "names with their roles")
    }

    /// The actor of this name; one that is not listed may do everything.
    func actor(_ name: String?) -> Actor {
        guard let name else { return TestEvent.tester }
        return Actor(name: name, roles: roles[name] ?? [.admin])
    }
}

/// Decodes what happens in a test.
struct TestEventDecoding {
    private static let actions = [
        "start", "attest", "approve", "hold", "unhold", "rollback", "kill", "resume", "abort", "incident", "resolve",
        "note", "alerts", "datasource",
    ]

    let actors: TestActors

    var event: ValueDecoder<TestEvent> {
        .mapping("an event") { keys in
            let at = keys.required("at", .duration)
            let actor = actors.actor(keys.optional("by", .nonEmptyString))
            let refusal: Rejection.Code? = keys.optional("refused", .choice)
            guard let key = keys.exactlyOne(of: Self.actions), let action = Self.action(key, keys), let at else {
                return nil
            }
            return TestEvent(at: at, position: keys.position, actor: actor, action: action, refusal: refusal)
        }
    }

    private static func action(_ key: String, _ keys: MappingDecoder) -> TestEvent.Action? {
        let reason = ValueDecoder<String>.nonEmptyString
        switch key {
        case "start": return keys.optional(key, reason).map { .start(revision: $0) }
        case "attest": return keys.optional(key, items).map { .attest($0.isEmpty ? nil : $0) }
        case "approve": return keys.optional(key, .choice).map { .approve($0) }
        case "hold": return keys.optional(key, reason).map { .hold(reason: $0) }
        case "unhold": return keys.optional(key, reason).map { .unhold(reason: $0) }
        case "rollback": return keys.optional(key, rollback)
        case "kill": return keys.optional(key, reason).map { .kill(reason: $0) }
        case "resume": return keys.optional(key, reason).map { .resume(reason: $0) }
        case "abort": return keys.optional(key, reason).map { .abort(reason: $0) }
        case "incident": return keys.optional(key, incident)
        case "resolve": return keys.optional(key, reason).map { .resolveIncident(id: $0, note: "") }
        case "note": return keys.optional(key, note)
        case "alerts": return keys.optional(key, .nonEmptyList(of: alert)).map { .report($0) }
        default: return keys.optional(key, .choice).map { .datasource($0) }
        }
    }

    /// `all`, or a list of names; nothing stands for all.
    private static var items: ValueDecoder<[String]> {
        ValueDecoder("`all` or a list of preflight items", as: .anything) { node, context in
            if case .scalar("all", _) = node.content { return [] }
            return ValueDecoder<[String]>.nonEmptyList(of: .nonEmptyString).decode(node, in: context)
        }
    }

    /// A reason alone, or a reason and the stage to go to.
    private static var rollback: ValueDecoder<TestEvent.Action> {
        ValueDecoder("a reason, or `to` and `reason`", as: .anything) { node, context in
            if case .mapping = node.content { return namedRollback.decode(node, in: context) }
            return ValueDecoder<String>.nonEmptyString.decode(node, in: context)
                .map { .rollBack(toStage: nil, reason: $0) }
        }
    }

    private static var namedRollback: ValueDecoder<TestEvent.Action> {
        .mapping("a rollback") { keys in
            let stage = keys.required("to", .nonEmptyString)
            let reason = keys.value("reason", .nonEmptyString, default: "test")
            return stage.map { .rollBack(toStage: $0, reason: reason) }
        }
    }

    /// A kind alone, or a kind with an id and a note.
    private static var incident: ValueDecoder<TestEvent.Action> {
        ValueDecoder("a kind of incident, or `kind` with `id` and `note`", as: .anything) { node, context in
            if case .mapping = node.content { return namedIncident.decode(node, in: context) }
            return ValueDecoder<IncidentKind>.choice.decode(node, in: context)
                .map { .openIncident(id: $0.rawValue, kind: $0, note: "") }
        }
    }

    private static var namedIncident: ValueDecoder<TestEvent.Action> {
        .mapping("an incident") { keys in
            let kind: IncidentKind? = keys.required("kind", .choice)
            let id = keys.optional("id", .nonEmptyString)
            let note = keys.value("note", .string, default: "")
            return kind.map { .openIncident(id: id ?? $0.rawValue, kind: $0, note: note) }
        }
    }

    private static var note: ValueDecoder<TestEvent.Action> {
        .mapping("a note on an incident") { keys in
            let id = keys.required("id", .nonEmptyString)
            let text = keys.required("text", .nonEmptyString)
            guard let id, let text else { return nil }
            return .noteIncident(id: id, note: text)
        }
    }

    private static var alert: ValueDecoder<ReportedAlert> {
        .mapping("an alert") { keys in
            let labels = keys.required("labels", .labels(reserved: []))
            let status = keys.value("status", AlertStatus.decoder, default: .firing)
            let startsAt = keys.optional("starts_at", .duration)
            let note = keys.value("note", .string, default: "")
            return labels.map {
                ReportedAlert(labels: $0, isFiring: status == .firing, startsAt: startsAt, note: note)
            }
        }
    }

    private enum AlertStatus: String, CaseIterable {
        case firing, resolved

        static var decoder: ValueDecoder<AlertStatus> { .choice }
    }
}
