import GateRules
import Testing

@Suite struct LinearPatternTests {
    @Test(arguments: [
        ("abc", "abc", true), ("abc", "abcd", false), ("abc", "xabc", false), ("", "", true), ("", "a", false),
        ("a|b|", "", true), ("a|bc", "bc", true), ("(a|ab)(c|bcd)", "abcd", true), (".*", "a\nb", true),
        ("(?-s).*", "a\nb", false), ("a+?b", "aaab", true), ("a{2,3}", "a", false), ("a{2,3}", "aaa", true),
        ("a{2,}", "aaaaa", true), ("a{,2}", "a{,2}", true), ("[^a-c]+", "xyz", true), ("[^a-c]+", "xay", false),
        ("[]a]+", "]a]", true), ("[a-]+", "a-a", true), ("[\\d_-]+", "1_-", true), ("[^\\d]", "1", false),
        ("[^\\D]", "1", true), ("[[:alpha:]]+", "aZ", true), ("[[:^alpha:]]", "a", false), ("\\w+\\s\\W", "ab !", true),
        ("(?i)Über", "üBER", true), ("(?i:a)b", "AB", false), ("(?i:a)b", "Ab", true), ("a(?i)b|c", "aB", true),
        ("a(?i)b|c", "C", true), ("(a(?i)b)c", "aBC", false), ("^a$", "a", true), ("a^b", "ab", false),
        ("(?m)a\n^b$", "a\nb", true), ("\\bfoo\\b.*", "foo bar", true), ("foo\\B.*", "foo bar", false),
        ("\\x41\\x{1F600}\\t\\.", "A😀\t.", true), ("\\Qa.b\\E+", "a.b", true), ("\\101", "A", false),
        ("\\060", "0", true),
        ("(a*)*b", "aaaab", true), ("(|a)+", "aaa", true), ("(?:)*", "", true), ("é", "e\u{301}", false),
        ("am-(eu|us)[0-9]:\\d+", "am-eu1:9093", true),
    ])
    func wholeTextsMatchAsInRE2(_ expression: String, _ text: String, _ isMatch: Bool) throws {
        // A reference back is what `\101` would be in RE2, too.
        guard expression != "\\101" else {
            _ = #expect(throws: PatternError.self) { try LinearPattern(expression) }
            return
        }
        #expect(try LinearPattern(expression).matches(text) == isMatch)
    }

    @Test(arguments: [
        ("(", "has no `)`"), ("a)", "without its `(`"), ("[a", "has no `]`"), ("*a", "nothing before `*`"),
        ("a**", "two repetitions"), ("a{1001}", "counts up to 1000"), ("a{3,2}", "smaller number first"),
        ("(?=a)", "ahead or behind"), ("(?<!a)", "ahead or behind"), ("(a)\\1", "refers back"),
        ("\\p{L}", "unicode classes"),
        ("\\y", "no escape"), ("\\", "last backslash"), ("[b-a]", "backwards"), ("[[:word1:]]", "no class"),
        ("(?<a>x)(?<a>y)", "two groups"), ("(?<1-2>x)", "no name"), ("(?x)a", "nothing RE2 knows"),
        ("((a{100}){100}){100}", "too large"), ("\\x{110000}", "no character"),
        (String(repeating: "(", count: 200), "nested"),
    ])
    func whatRE2DoesNotKnowIsRefusedByName(_ expression: String, _ message: String) {
        let error = #expect(throws: PatternError.self) { try LinearPattern(expression) }
        #expect(error?.message.contains(message) == true, "\(expression): \(error?.message ?? "")")
    }

    @Test(arguments: [
        ("(\\w+)-(\\w+)", "a-b", "$2/$1", "b/a"), ("(?P<one>a)(?<two>b)?", "a", "${one}$two.", "a."),
        ("(a)", "a", "$1x", ""), ("(a)", "a", "${1}x", "ax"), ("(a)", "a", "$$1 $ ${", "$1 $ ${"),
        ("(a+)(a*)", "aaa", "$1|$2", "aaa|"), ("(a+?)(a*)", "aaa", "$1|$2", "a|aa"),
        ("(a|ab)(b?)", "ab", "$1|$2", "a|b"),
        ("(?U)(a+)(a*)", "aaa", "$1|$2", "a|aa"), (".*", "x", "$0$9", "x"), ("(a)|(b)", "b", "[$1][$2]", "[][b]"),
        ("(a)", "a", "$01", ""), ("((a)(b))*", "abab", "$1$2$3", "abab"),
    ])
    func groupsAreFilledInAsGoDoes(_ expression: String, _ text: String, _ template: String, _ expanded: String) throws
    {
        let match = try #require(try LinearPattern(expression).match(text))
        #expect(match.expand(template) == expanded)
    }

    @Test("what makes other engines try every way is over in one pass")
    func hostileExpressionsTakeLinearTime() throws {
        let text = String(repeating: "a", count: 5000) + "!"
        for expression in ["(a+)+b", "(a|a)*b", "(a*)*b", "(.*a){10}b"] {
            #expect(try !LinearPattern(expression).matches(text))
        }
    }
}
