import GateModel
import Testing

@testable import GateRules

@Suite struct LabelMatcherTests {
    @Test(arguments: [
        (#"severity="sev1""#, "severity", "=", "sev1"), (" severity = sev1 ", "severity", "=", "sev1"),
        (#"a!="b\"c\\d\ne""#, "a", "!=", "b\"c\\d\ne"), (#"a=~"x|y""#, "a", "=~", "x|y"), ("a!~x.+", "a", "!~", "x.+"),
        (#"a="""#, "a", "=", ""), ("a=", "a", "=", ""), (#"a="=b""#, "a", "=", "=b"),
    ])
    func isRead(_ text: String, _ name: String, _ sign: String, _ value: String) throws {
        let matcher = try LabelMatcher(text)
        #expect(matcher.name == name && matcher.comparison.rawValue == sign && matcher.value == value)
        #expect(try LabelMatcher(matcher.description) == matcher)
    }

    @Test(arguments: [
        "severity", "", "=a", "1a=b", #"a="b"#, #"a="b" c"#, "a=b,c=d", "{a=b}", "a=b c", #"a=~"(""#, #"a=~"\pL""#,
        "a~b",
    ])
    func isRefused(_ text: String) {
        #expect(throws: LabelMatcherError.self) { try LabelMatcher(text) }
    }

    @Test func absentLabelIsEmpty() throws {
        #expect(try LabelMatcher(#"team!="payments""#).matches([:]))
        #expect(try LabelMatcher(#"team="""#).matches(["severity": "sev1"]))
        #expect(try !LabelMatcher(#"team=~".+""#).matches([:]))
    }

    @Test func firstRuleOfWhichEveryMatcherMatchesCounts() throws {
        func rule(_ texts: [String], _ kind: IncidentKindRule) throws -> AlertIncidentRule {
            AlertIncidentRule(matchers: try texts.map { text throws in try LabelMatcher(text) }, kind: kind)
        }
        let classifier = AlertClassifier([
            try rule([#"severity="page""#, #"service=~"advisory-.*""#], .kind(.sev1)),
            try rule([#"severity=~"page|ticket""#], .kind(.auditAnomaly)), try rule(["grave=yes"], .label("kind")),
        ])
        #expect(classifier.kind(of: ["severity": "page", "service": "advisory-api"]) == .sev1)
        #expect(classifier.kind(of: ["severity": "page", "service": "x"]) == .auditAnomaly)
        #expect(classifier.kind(of: ["grave": "yes", "kind": "sev2"]) == .sev2)
        #expect(classifier.kind(of: ["grave": "yes", "kind": "odd"]) == .sev1)
        #expect(classifier.kind(of: ["severity": "info"]) == nil)
        let own: Labels = ["alertname": "StagegateIncidentOpen", "gate_action": "stop", "severity": "page"]
        #expect(classifier.kind(of: own) == nil, "our own alert would keep itself alive")
    }
}
