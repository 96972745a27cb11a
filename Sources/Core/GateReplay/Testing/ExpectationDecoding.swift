import GateModel
import GateRules

/// Decodes what has to be seen.
enum ExpectationDecoding {
    static var expectation: ValueDecoder<RuleExpectation> {
        .mapping("an expectation") { keys in
            let at = keys.required("eval_time", .duration)
            var facts: [ExpectedFact] = []
            func take<Value>(
                _ key: String, _ decoder: ValueDecoder<Value>, _ content: (Value) -> ExpectedFact.Content
            ) {
                guard let value = keys.optional(key, decoder) else { return }
                facts.append(ExpectedFact(content(value), at: keys.keyPosition(of: key)))
            }
            take("phase", ValueDecoder<Phase>.choice) { .phase($0) }
            take("stage", ValueDecoder<String>.nonEmptyString) { .stage($0) }
            take("weight", ValueDecoder<Weight>.testWeight) { .weight($0) }
            take("held", ValueDecoder<Bool>.bool) { .held($0) }
            facts += keys.optional("gates", verdicts) { .gate($0, $1) }
            facts += keys.optional("stop_rules", verdicts) { .stopRule($0, $1) }
            take("decisions", ValueDecoder<[ExpectedDecision]>.list(of: decision)) { .decisions($0) }
            take("alerts", ValueDecoder<[ExpectedAlert]>.list(of: alert)) { .alerts($0) }
            take("incidents", ValueDecoder<[ExpectedIncident]>.list(of: incident)) { .incidents($0) }
            take("visits", ValueDecoder<[ExpectedVisit]>.list(of: visit)) { .visits($0) }
            guard let at else { return nil }
            if facts.isEmpty, !keys.hasProblems { keys.report("nothing is expected here", at: nil) }
            return RuleExpectation(at: at, position: keys.position, facts: facts)
        }
    }

    /// Verdicts by the name of their gate or stop rule, each with its place.
    private static var verdicts: ValueDecoder<[(name: String, at: Position, verdict: ExpectedVerdict)]> {
        ValueDecoder("names with their verdicts", as: .anything) { node, context in
            guard case .mapping(let entries) = node.content else {
                context.report("expected names with their verdicts", at: node.position)
                return nil
            }
            return entries.compactMap { entry in
                verdict.decode(entry.value, in: context).map { (entry.key, entry.keyPosition, $0) }
            }
        }
    }

    /// An outcome alone, or any part of a verdict.
    private static var verdict: ValueDecoder<ExpectedVerdict> {
        ValueDecoder("an outcome, or parts of a verdict", as: .anything) { node, context in
            if case .mapping = node.content { return partsOfVerdict.decode(node, in: context) }
            return ValueDecoder<Outcome>.choice.decode(node, in: context).map { ExpectedVerdict(outcome: $0) }
        }
    }

    private static var partsOfVerdict: ValueDecoder<ExpectedVerdict> {
        .mapping("a verdict") { keys in
            ExpectedVerdict(
                outcome: keys.optional("outcome", .choice), reason: keys.optional("reason", .choice),
                value: keys.optional("value", .expectedNumber), threshold: keys.optional("threshold", .expectedNumber),
                events: keys.optional("events", .expectedNumber), isCollecting: keys.optional("collecting", .bool))
        }
    }

    /// A kind alone, or a kind with more.
    private static var decision: ValueDecoder<ExpectedDecision> {
        ValueDecoder("a decision", as: .anything) { node, context in
            if case .mapping = node.content { return partsOfDecision.decode(node, in: context) }
            return ValueDecoder<Decision.Kind>.choice.decode(node, in: context).map { ExpectedDecision(kind: $0) }
        }
    }

    private static var partsOfDecision: ValueDecoder<ExpectedDecision> {
        .mapping("a decision") { keys in
            let kind: Decision.Kind? = keys.required("kind", .choice)
            let cause = keys.optional("cause", .string)
            let from = keys.optional("from_stage", .nonEmptyString)
            let to = keys.optional("to_stage", .nonEmptyString)
            let owner = keys.optional("owner", .nonEmptyString)
            let reason = keys.optional("reason", .pattern)
            return kind.map {
                ExpectedDecision(kind: $0, cause: cause, fromStage: from, toStage: to, owner: owner, reason: reason)
            }
        }
    }

    private static var alert: ValueDecoder<ExpectedAlert> {
        .mapping("an alert") { keys in
            let name = keys.required("alertname", .nonEmptyString)
            let labels = keys.value("labels", .labels(reserved: ["alertname"]), default: [:])
            let annotations = keys.value("annotations", .labels(reserved: []), default: [:])
            let isFiring = keys.value("firing", .bool, default: true)
            let receivers = keys.optional("receivers", .list(of: .nonEmptyString))
            return name.map {
                ExpectedAlert(
                    labels: labels.merging(["alertname": $0]), annotations: annotations, isFiring: isFiring,
                    receivers: receivers)
            }
        }
    }

    /// A kind alone, or a kind with more.
    private static var incident: ValueDecoder<ExpectedIncident> {
        ValueDecoder("an incident", as: .anything) { node, context in
            if case .mapping = node.content { return partsOfIncident.decode(node, in: context) }
            return ValueDecoder<IncidentKind>.choice.decode(node, in: context).map { ExpectedIncident(kind: $0) }
        }
    }

    private static var partsOfIncident: ValueDecoder<ExpectedIncident> {
        .mapping("an incident") { keys in
            let kind: IncidentKind? = keys.required("kind", .choice)
            let id = keys.optional("id", .nonEmptyString)
            let openedBy = keys.optional("opened_by", .nonEmptyString)
            return kind.map { ExpectedIncident(kind: $0, id: id, openedBy: openedBy) }
        }
    }

    private static var visit: ValueDecoder<ExpectedVisit> {
        .mapping("a visit") { keys in
            let stage = keys.required("stage", .nonEmptyString)
            let decision: Decision.Kind? = keys.optional("decision", .choice)
            let owner = keys.optional("owner", .nonEmptyString)
            let note = keys.optional("note", .pattern)
            return stage.map { ExpectedVisit(stage: $0, decision: decision, owner: owner, note: note) }
        }
    }
}

extension MappingDecoder {
    /// The facts of a key that holds several, each with a place of its own.
    fileprivate func optional(
        _ key: String, _ decoder: ValueDecoder<[(name: String, at: Position, verdict: ExpectedVerdict)]>,
        _ content: (String, ExpectedVerdict) -> ExpectedFact.Content
    ) -> [ExpectedFact] {
        (optional(key, decoder) ?? []).map { ExpectedFact(content($0.name, $0.verdict), at: $0.at) }
    }

    /// Whether anything was reported so far in the file: nothing is then concluded from what is missing.
    fileprivate var hasProblems: Bool { !context.diagnostics.isEmpty }
}

extension ValueDecoder where Value == Weight {
    fileprivate static var testWeight: ValueDecoder {
        ValueDecoder<String>.parsed("a weight", hint: "whole percent from 0% to 100%", as: TextShape("weight")) {
            text in
            NumberSyntax.wholePercent(text).flatMap { Weight(percent: $0) }
        }
    }
}

extension ValueDecoder where Value == LinearPattern {
    /// A regular expression that a whole text has to match.
    fileprivate static var pattern: ValueDecoder {
        ValueDecoder("a regular expression", as: .anything) { node, context in
            guard let text = ValueDecoder<String>.string.decode(node, in: context) else { return nil }
            do throws(PatternError) {
                return try LinearPattern(text)
            } catch {
                context.report("the regular expression cannot be used: \(error.message)", at: node.position)
                return nil
            }
        }
    }
}

extension ValueDecoder where Value == ExpectedNumber {
    /// A number, a percentage, or a comparison with one: `0.5`, `99.9%`, `">= 0.99"`, `NaN`.
    fileprivate static var expectedNumber: ValueDecoder {
        let hint = #"a number or a percentage, or a comparison with one such as ">= 99.9%""#
        return ValueDecoder<String>.parsed("a number", hint: hint, as: TextShape("number")) { text in
            if let special = SampleValue(prometheusText: text), special.finite == nil { return .special(special) }
            if let number = NumberSyntax.ratio(text)?.value { return .about(number) }
            // The longer signs first: `<` begins `<=`, too.
            let signs = Comparison.allCases.sorted { $0.rawValue.count > $1.rawValue.count }
            guard let comparison = signs.first(where: { text.hasPrefix($0.rawValue) }) else { return nil }
            let rest = text.dropFirst(comparison.rawValue.count).drop { $0 == " " }
            return NumberSyntax.ratio(String(rest)).map { .compares(comparison, $0.value) }
        }
    }
}
