import GateRules
import Testing

@Suite struct QueryTemplateTests {
    @Test func textWithoutBracesIsOneLiteral() {
        #expect(QueryTemplate("up == 1")?.parts == [.literal("up == 1")])
        #expect(QueryTemplate("")?.parts == [])
    }

    @Test(arguments: ["{{over}}", "{{ over }}", "{{  over\t}}"])
    func blanksInsideTheBracesAreOptional(_ text: String) {
        #expect(QueryTemplate(text)?.parts == [.placeholder(.over)])
    }

    @Test(arguments: QueryTemplate.Placeholder.allCases)
    func everyPlaceholderIsKnownByItsName(_ placeholder: QueryTemplate.Placeholder) {
        #expect(QueryTemplate("a{{\(placeholder.rawValue)}}b")?.uses(placeholder) == true)
        #expect(QueryTemplate("a{{\(placeholder.rawValue)}}b")?.parts.count == 3)
    }

    @Test(arguments: ["x{{{ track }}}[{{over}}]", "x{{{track}}}[{{ over }}]"])
    func theInnermostBracesBelongToThePlaceholder(_ text: String) {
        let parts: [QueryTemplate.Part] = [
            .literal("x{"), .placeholder(.track), .literal("}["), .placeholder(.over), .literal("]"),
        ]
        #expect(QueryTemplate(text)?.parts == parts)
    }

    @Test func promQLBracesAreNoPlaceholders() {
        #expect(QueryTemplate(#"x{a="b"} / y{}"#)?.parts.count == 1)
    }

    @Test(
        arguments: [
            ("up{{ over", TemplateError(.unclosed, offset: 2)),
            ("{{", TemplateError(.unclosed, offset: 0)),
            ("{{ over {{ track }}", TemplateError(.unclosed, offset: 0)),
            ("{{ over }", TemplateError(.unclosed, offset: 0)),
            ("é {{ tracks }}", TemplateError(.unknownPlaceholder("tracks"), offset: 2)),
            ("{{}}", TemplateError(.unknownPlaceholder(""), offset: 0)),
            ("{{ Over }}", TemplateError(.unknownPlaceholder("Over"), offset: 0)),
        ])
    func badTemplateSaysWhatAndWhere(_ text: String, _ error: TemplateError) {
        #expect(QueryTemplate.parse(text) == .failure(error))
    }
}
