import GateModel
public import GateRules

/// Finds names in a test file that its rules do not have: a test of a gate that does not exist would test nothing.
public enum RuleTestCheck {
    /// The rule of a test; `nil` where none or several could be meant.
    public static func rule(of test: RuleTest, in rules: RuleSet) -> RolloutRule? {
        if let rollout = test.rollout { return rules.rule(named: rollout.value) }
        return rules.rollouts.count == 1 ? rules.rollouts.first : nil
    }

    /// Everything that does not fit the rules, sorted by line and column.
    ///
    /// - Parameters:
    ///   - file: The tests.
    ///   - rules: The rules they are about.
    /// - Returns: One problem a name.
    public static func problems(_ file: RuleTestFile, against rules: RuleSet) -> [Diagnostic] {
        let context = DecodingContext(file: file.file)
        for test in file.tests {
            guard let rule = rule(of: test, in: rules) else {
                reportRollout(test, rules, in: context)
                continue
            }
            let check = Names(rule: rule, knowsReceivers: file.alertmanager != nil, context: context)
            test.events.forEach(check.check)
            test.expectations.flatMap(\.facts).forEach(check.check)
        }
        return context.diagnostics.sorted()
    }

    private static func reportRollout(_ test: RuleTest, _ rules: RuleSet, in context: DecodingContext) {
        let names = rules.rollouts.map(\.name)
        if let rollout = test.rollout {
            let hint = Suggestion.hint(for: rollout.value, orListing: names)
            context.report("there is no rollout `\(rollout.value)`", at: rollout.position, hint: hint)
        } else {
            let hint = "one of: " + names.joined(separator: ", ")
            context.report("`rollout` is missing: the rule files have several", at: test.position, hint: hint)
        }
    }

    private struct Names {
        let rule: RolloutRule
        let knowsReceivers: Bool
        let context: DecodingContext

        func check(_ event: TestEvent) {
            switch event.action {
            case .rollBack(let stage?, _): check(stage, "stage", among: rule.stages.map(\.name), at: event.position)
            case .attest(let items?):
                // An item that is not there may be what the test is about.
                if event.refusal == nil {
                    for item in items {
                        check(item, "preflight item", among: rule.preflight.map(\.name), at: event.position)
                    }
                }
            default: break
            }
        }

        func check(_ fact: ExpectedFact) {
            let stages = rule.stages.map(\.name)
            switch fact.content {
            case .stage(let name): check(name, "stage", among: stages, at: fact.position)
            case .gate(let name, _): check(name, "gate", among: rule.gates.map(\.name), at: fact.position)
            case .stopRule(let name, _):
                let measured = rule.stopRules.filter(\.kind.isMeasured).map(\.name)
                check(name, "stop rule that measures something", among: measured, at: fact.position)
            case .decisions(let decisions):
                for name in decisions.flatMap({ [$0.fromStage, $0.toStage] }).compactMap(\.self) {
                    check(name, "stage", among: stages, at: fact.position)
                }
            case .visits(let visits):
                for visit in visits { check(visit.stage, "stage", among: stages, at: fact.position) }
            case .alerts(let alerts):
                if !knowsReceivers, alerts.contains(where: { $0.receivers != nil }) {
                    context.report(
                        "`receivers` need an Alertmanager's routes", at: fact.position,
                        hint: "name its configuration at the top of the file: alertmanager: alertmanager.yml")
                }
            case .phase, .weight, .held, .incidents: break
            }
        }

        private func check(_ name: String, _ what: String, among known: [String], at position: Position) {
            guard !known.contains(name) else { return }
            let hint = Suggestion.hint(for: name, orListing: known)
            context.report("rollout `\(rule.name)` has no \(what) `\(name)`", at: position, hint: hint)
        }
    }
}
