import GateRules
import Testing

@Suite struct CounterSelectorTests {
    @Test(arguments: [
        "requests_total", "requests_total{ {{ track }} }", "  requests_total {code=~\"5..\",{{track}}}\n",
        "{__name__=\"requests_total\", {{ track }}}", #"x{a="}", b='{"', c=`\`, d="\"]["}"#, "x{r=\"{{ rollout }}\"}",
        "{\"http.requests\", {{ track }}}", "x{}", #"x{a="\{{ revision }}"}"#,
    ])
    func selectorsAreBare(_ text: String) {
        #expect(CounterSelector.isBare(text))
    }

    @Test(arguments: [
        "", " ", "1", "9x", "sum(x)", "x[5m]", "x[{{ over }}]", "x{ {{ over }} }", "x{a=\"b\"} offset 5m",
        "x{a=\"b\"} @ 0", "x{} + x{}", "x y", "x or y", "x{", "x{a=\"b", "x}", "{}{}", "-x",
        "job:errors:rate5m{ {{ track }} }",
        "{{ rollout }}", "x_{{ weight }}", "{{ stage }}{a=\"b\"}", "x{a=\"b\"} {{ track }}", "x{{ nonsense }}",
        "x{a=\"b\" # }\n}", "x # {}", "increase(x{ {{ track }} }[{{ over }}])", "é{}",
    ])
    func whatComputesIsNot(_ text: String) {
        #expect(!CounterSelector.isBare(text))
    }
}
