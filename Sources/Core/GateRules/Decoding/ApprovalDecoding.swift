import GateModel

extension RuleDecoder {
    /// Who may approve.
    static var approval: ValueDecoder<ApprovalRule> {
        .mapping("the approval settings") { keys in
            let defaults = ApprovalRule()
            let roles: [Role]? = keys.optional("roles", .nonEmptyList(of: .choice))
            return ApprovalRule(
                roles: roles.map { Set($0) } ?? defaults.roles,
                onCall: keys.value("on_call", onCall, default: defaults.onCall),
                expiresAfter: keys.value("expires_after", .positiveDuration, default: defaults.expiresAfter),
                twoPerson: keys.value("two_person", .bool, default: defaults.twoPerson))
        }
    }

    private static var onCall: ValueDecoder<OnCall> {
        .mapping("the on-call list") { keys in
            let kind = keys.exactlyOne(of: ["actors", "rota", "query"])
            let actors = keys.optional("actors", .nonEmptyList(of: .nonEmptyString))
            let rota = keys.optional("rota", .nonEmptyList(of: shift))
            let query = keys.optional("query", .plainQuery)
            let label = keys.value("label", .labelName, default: RuleDefaults.onCallLabel)
            keys.allow("label", onlyBeside: "query")
            switch kind {
            case "actors": return actors.map { .actors($0) }
            case "rota": return rota.map { .rota($0) }
            default: return query.map { .query($0, label: label) }
            }
        }
    }

    private static var shift: ValueDecoder<OnCallShift> {
        .mapping("a shift") { keys in
            let actor = keys.required("actor", .nonEmptyString)
            let from = keys.required("from", shiftTime)
            let until = keys.required("until", shiftTime)
            guard let actor, let from, let until, let period = period(from, until, keys) else { return nil }
            return OnCallShift(actor: actor, period: period)
        }
    }

    private static func period(_ from: ShiftTime, _ until: ShiftTime, _ keys: MappingDecoder) -> OnCallShift.Period? {
        switch (from, until) {
        case (.once(let from), .once(let until)):
            if from < until { return .once(from: from, until: until) }
            keys.report("the shift ends before it begins", at: "until", hint: "`until` has to be later than `from`")
        case (.weekly(let from), .weekly(let until)):
            if from != until { return .weekly(from: from, until: until) }
            keys.report(
                "the shift ends when it begins", at: "until", hint: "who is always on call needs no rota: use `actors`")
        case (.once, .weekly), (.weekly, .once):
            keys.report(
                "`from` and `until` are not of the same kind", at: "until",
                hint: "two points in time, or two times of the week")
        }
        return nil
    }

    private enum ShiftTime {
        case once(Timestamp)
        case weekly(WeekTime)
    }

    private static var shiftTime: ValueDecoder<ShiftTime> {
        let hint = "2026-03-02T09:00:00Z or Mon 09:00Z; in place of Z an offset such as +01:00"
        return ValueDecoder<String>.parsed(
            "a point in time, or a time of the week, with its offset from UTC", hint: hint, as: .shiftTime
        ) { text in
            Timestamp(rfc3339: text).map { .once($0) } ?? WeekTime(text).map { .weekly($0) }
        }
    }
}
