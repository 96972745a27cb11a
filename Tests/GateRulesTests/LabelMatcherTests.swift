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
        #expect(try LabelMatcher(#"team!="payments""#).predicate()([:]))
        #expect(try LabelMatcher(#"team="""#).predicate()(["severity": "sev1"]))
        #expect(try !LabelMatcher(#"team=~".+""#).predicate()([:]))
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

@Suite struct LinearRegexTests {
    @Test(arguments: [
        ("sev1|sev2", "sev1 sev2", "sev3 sev12 SEV1"), ("a.c", "abc a-c", "ac abbc"), ("a*", "a aaa", "b ab"),
        ("(ab)+c?", "ab ababc", "abcab c"), ("[a-c_]{2}", "ab _c", "a abc ad"), ("[^0-9]+", "abc", "a1"),
        (#"\d+\.\d+"#, "1.2 10.25", "1x2 1."), ("^a$", "a", "ba"), ("(?:x|y){1,2}z", "xz xyz", "z xyxz"),
        ("(?i)Prod-EU", "prod-eu PROD-EU", "prod-us"), (#"\w+@\S+"#, "a_1@b.c", "@b a@"), ("a{2,}", "aa aaaa", "a"),
        ("(a*)*b", "b aab", "aa"), ("x{a}", "x{a}", "x"), ("[]a]+", "]a", "b"), ("[a\\-z]", "- a z", "b"),
        ("a??b", "ab b", "aab"),
    ])
    func matchesTheWholeText(_ pattern: String, _ matching: String, _ other: String) throws {
        let regex = try LinearRegex(pattern)
        for text in matching.split(separator: " ") { #expect(regex.matches(String(text)), "\(text)") }
        for text in other.split(separator: " ") { #expect(!regex.matches(String(text)), "\(text)") }
    }

    @Test func newlineIsNoCharacterOfADot() throws {
        #expect(try !LinearRegex("a.b").matches("a\nb"))
        #expect(try LinearRegex("a[^x]b").matches("a\nb"))
    }

    @Test(arguments: [
        "(", ")", "a)", "[", "[a", "*", "a**", "(?=a)", "(?P<n>a)", #"\b"#, #"\1"#, "\\", "a{1001}", "[z-a]",
        "[[:alpha:]]",
        "((((){1000}){1000}){1000}){1000}((a{1000}){1000}){1000}",
    ])
    func whatItDoesNotKnowIsRefused(_ pattern: String) {
        #expect(throws: LinearRegexError.self) { try LinearRegex(pattern) }
    }

    @Test func deepGroupsAreRefused() {
        let pattern = String(repeating: "(", count: 100) + String(repeating: ")", count: 100)
        #expect(throws: LinearRegexError.self) { try LinearRegex(pattern) }
    }

    @Test func aPatternThatBlowsUpElsewhereIsMatchedInLinearTime() throws {
        let text = String(repeating: "a", count: 20_000)
        #expect(try !LinearRegex("(a+)+b").matches(text))
        #expect(try LinearRegex("(a|aa)*").matches(text))
    }
}
