import GateRules
import Testing

@Suite struct NumberSyntaxTests {
    @Test(arguments: [("99.9%", 0.999), ("99.9 %", 0.999), ("0.1%", 0.001), ("5%", 0.05), ("100%", 1), ("0%", 0)])
    func percentageIsTheSameNumberAsTheShare(_ text: String, _ share: Double) throws {
        let ratio = try #require(NumberSyntax.ratio(text))
        #expect(ratio.value == share)
        #expect(ratio.isPercent)
    }

    @Test(arguments: [("0.999", 0.999), ("1", 1), ("-0.5", -0.5), ("1e-3", 0.001)])
    func shareNeedsNoSign(_ text: String, _ share: Double) throws {
        let ratio = try #require(NumberSyntax.ratio(text))
        #expect(ratio.value == share)
        #expect(!ratio.isPercent)
    }

    @Test(arguments: ["", "%", " %", "a%", "1e3%", "99,9%", "nan%", "50%%", "% 50", "--1%", "1.%", ".5%"])
    func otherTextIsNoRatio(_ text: String) {
        #expect(NumberSyntax.ratio(text) == nil)
    }

    @Test(arguments: [("0", 0), ("-3", -3), ("+3", 3), ("0.8", 0.8), ("1e6", 1e6), ("2.5e-3", 0.0025)])
    func decimalIsANumber(_ text: String, _ number: Double) {
        #expect(NumberSyntax.number(text) == number)
    }

    @Test(
        arguments: [
            "", " ", "1 ", " 1", "0x10", "1p3", "inf", "-inf", "nan", "1e999", "1_000", "1,5", ".5", "5.", "1e", "e5",
            "1.2.3",
            "١",
        ])
    func otherTextIsNoNumber(_ text: String) {
        #expect(NumberSyntax.number(text) == nil)
    }

    @Test(arguments: [("10", 10), ("10%", 10), ("10 %", 10), ("0", 0), ("100%", 100)])
    func weightIsWholePercent(_ text: String, _ percent: Int) {
        #expect(NumberSyntax.wholePercent(text) == percent)
    }

    @Test(arguments: ["", "%", "0.5", "-1", "+1", "1e1", "99999999999999999999"])
    func otherTextIsNoWholePercent(_ text: String) {
        #expect(NumberSyntax.wholePercent(text) == nil)
    }

    @Test func integersHaveASignAtMost() {
        #expect(NumberSyntax.integer("-12") == -12)
        for text in ["", "-", "+1", "1.0", "0x1", "99999999999999999999"] { #expect(NumberSyntax.integer(text) == nil) }
    }
}
