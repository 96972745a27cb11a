import GateModel

extension RuleDecoder {
    /// Where incidents come from beside people and stop rules.
    static var incidents: ValueDecoder<[AlertIncidentRule]> {
        .mapping("the incident settings") { keys in
            keys.value("from_alerts", .list(of: alertIncident), default: []).compactMap(\.self)
        }
    }

    private static var alertIncident: ValueDecoder<AlertIncidentRule?> {
        .mapping("a rule for alerts") { keys in
            let matchers = keys.required("matchers", .nonEmptyList(of: matcher))
            let kind = keys.required("kind", incidentKind)
            guard let matchers, let kind else { return .some(nil) }
            let rule = AlertIncidentRule(matchers: matchers, kind: kind)
            if !matchers.isEmpty, AlertClassifier([rule]).kind(of: [:]) != nil {
                keys.report(
                    "these matchers match an alert without labels, and with it nearly every alert", at: "matchers",
                    hint: #"name at least one label that has to be there, for example severity="sev1""#)
            }
            return rule
        }
    }

    /// A kind of incident, or the label that names it.
    static var incidentKind: ValueDecoder<IncidentKindRule> {
        let kind = ValueDecoder<IncidentKind>.choice
        let label = ValueDecoder<IncidentKindRule>.mapping("a kind of incident") { keys in
            keys.required("label", .labelName).map { .label($0) }
        }
        return ValueDecoder("\(kind.expected), or {label: name}", as: .either([kind.shape, label.shape])) {
            node, context in
            if case .mapping = node.content { return label.decode(node, in: context) }
            return kind.decode(node, in: context).map { .kind($0) }
        }
    }

    private static var matcher: ValueDecoder<LabelMatcher> {
        ValueDecoder("a matcher", as: .text(.matcher)) { node, context in
            guard let text = ValueDecoder<String>.string.decode(node, in: context) else { return nil }
            do throws(LabelMatcherError) {
                return try LabelMatcher(text)
            } catch {
                context.report(
                    "\(node.summary) is not a matcher: \(error.problem)", at: node.position,
                    hint: #"write it as in Alertmanager: severity="sev1""#)
                return nil
            }
        }
    }
}
