import GateRules
import Testing

@testable import GateLint

@Suite struct PromQLTextTests {
    @Test(arguments: [
        ("a / b", [2]), ("sum(a) / on(x) group_left(y) sum(b)", [7]), ("a / 60", []), ("a / -60", []),
        ("a / (60 * 60)", []), ("a / (60 * b)", [2]), (#"a{x="1/2"}"#, []), ("a # b / c\n", []), ("a # b\n / c", [7]),
        (#"a{x="\"/"} / b"#, [11]), ("a{x=`\\`} / b", [9]), (#"label_replace(a, "x", "$1", "y", "(.*)/(.*)")"#, []),
        ("a{ {{ track }} } / b", [17]), ("{{{ track }}} / b", [14]), ("a / on(x) 60", []), ("a[5m] / 1e-3", []),
        ("", []), ("/", [0]), ("a / (", [2]), ("a{b / c", []),
    ])
    func divisionsByMoreThanANumberAreFound(_ query: String, _ offsets: [Int]) {
        #expect(PromQLText(query).divisions == offsets)
    }

    @Test(arguments: [
        ("a > 5", [2]), ("a > bool 5", []), ("a{b!=\"c\"} != 1", [10]), ("a{b=~\"c\"}", []), ("a == b", [2]),
        ("a - b", []), ("a >= 1 and b < bool 2", [2]),
    ])
    func comparisonsThatDropAreFound(_ query: String, _ offsets: [Int]) {
        #expect(PromQLText(query).filters == offsets)
    }

    @Test(arguments: [
        ("sum(a) or vector(0)", [7]), ("a or on(x) vector(0)", [2]), ("a or b", []), ("vector(1)", []), ("a or", []),
    ])
    func numbersForMissingDataAreFound(_ query: String, _ offsets: [Int]) {
        #expect(PromQLText(query).fillings == offsets)
    }

    @Test func rangesKnowTheirFunction() {
        let ranges = PromQLText("sum(rate(a{ {{ track }} }[{{ over }}])) + max_over_time(b[5m]) + c[1h:1m]").ranges
        #expect(ranges.map(\.text) == ["{{ over }}", "5m", "1h:1m"])
        #expect(ranges.map(\.function) == ["rate", "max_over_time", nil])
        #expect(ranges.map(\.offset) == [25, 57, 66])
    }

    @Test(arguments: [
        ("sum by (code, le) (rate(a_total{x=\"1\"}[5m])) / on(x) group_left(y) b:c", ["a_total{x=\"1\"}", "b:c"]),
        ("{__name__=~\"a.*\"} offset 5m and up @ start()", ["{__name__=~\"a.*\"}", "up"]),
        ("time() - a unless b", ["a", "b"]), ("1 + Inf", []), ("sum(a) by (b)", ["a"]),
        ("count_values(\"v\", a)", ["a"]), ("quantile(0.9, a{})", ["a{}"]),
    ])
    func selectorsAreFound(_ query: String, _ texts: [String]) {
        #expect(VectorSelector.all(in: query).map(\.text) == texts)
    }

    @Test func conditionsAreTakenApart() {
        let selector = VectorSelector.all(in: #"a{x="1,2",y!~"b}",z="", w!="",}"#)[0]
        #expect(selector.conditions.map(\.text) == [#"x="1,2""#, #"y!~"b}""#, #"z="""#, #"w!="""#])
        #expect(selector.conditions.map(\.mayBeAbsent) == [false, true, true, false])
    }

    @Test(
        "any text is cut into pieces and ends",
        arguments: ["{{", "{{ over", "[", "\"", "\\", "{{{{", "a{\"\\", "..", "1e", "é{", "}])"])
    func brokenTextEnds(_ text: String) {
        let query = PromQLText(text)
        #expect(query.tokens.allSatisfy { $0.offset < text.unicodeScalars.count })
        _ = (query.divisions, query.filters, query.ranges, query.selectors)
    }
}

@Suite struct TemplateMapTests {
    @Test func piecesOfAQueryLieWhereTheyWereWritten() {
        let template = "sum(rate(a{ {{ track }} }[{{ over }}])) / b"
        let filled = #"sum(rate(a{ track="canary",x="y" }[5m])) / b"#
        let map = TemplateMap(template, filled)
        #expect(map.offset(inTemplateOf: 0) == 0 && map.offset(inTemplateOf: 9) == 9)
        #expect(map.offset(inTemplateOf: 16) == 12, "inside of a placeholder is its beginning")
        #expect(map.offset(inTemplateOf: filled.unicodeScalars.count - 1) == template.unicodeScalars.count - 1)
    }

    @Test func aBareSelectorIsFoundInsideOfWhatIsSent() {
        let map = TemplateMap(#"a{ {{ track }},code="5" }"#, #"sum(increase(a{ track="x",code="5" }[5m]))"#)
        #expect(map.offset(inTemplateOf: 13) == 0)
        #expect(map.offset(inTemplateOf: 26) == 15)
    }

    @Test(arguments: ["", "{{ over }}", "a", "{{ nope }}", "{{ track }}{{ over }}"])
    func anythingCanBeLaidBesideAnything(_ template: String) {
        for offset in 0..<5 { #expect(TemplateMap(template, "b").offset(inTemplateOf: offset) >= 0) }
    }
}
