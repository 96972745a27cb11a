import GatePlots
import Testing

@Suite struct MarkupTests {
    @Test(arguments: [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("\"><img src=x onerror='a'>", "&quot;&gt;&lt;img src=x onerror=&#39;a&#39;&gt;"),
        ("a & b &amp; c", "a &amp; b &amp;amp; c"), ("]]>-->", "]]&gt;--&gt;"), ("größer ≤ 🚦", "größer ≤ 🚦"),
        ("nul\u{0}esc\u{1B}[31m\u{85}", "nul\u{FFFD}esc\u{FFFD}[31m\u{FFFD}"), ("two\nlines\t", "two\nlines\t"),
    ])
    func aTextCannotBecomeMarkup(text: String, escaped: String) {
        #expect(Markup(text).text == escaped)
        #expect(Markup.element("p", ["title": text], text: text).text == "<p title=\"\(escaped)\">\(escaped)</p>")
    }

    @Test func elementsNestAndVoidOnesHaveNoEnd() {
        let list = Markup.element("ul", [:], [.element("li", text: "a"), .element("li", [:], [.element("br")])])
        #expect(list.text == "<ul><li>a</li><li><br></li></ul>")
        #expect(Markup.element("path", ["d": "M0 0"]).text == "<path d=\"M0 0\"></path>")
    }
}
