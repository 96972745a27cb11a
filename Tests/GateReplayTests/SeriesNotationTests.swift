import GateModel
import GateReplay
import Testing

/// Series are written as promtool reads them.
@Suite struct SeriesNotationTests {
    private static let values: [(String, [Double?])] = [
        ("", []), ("5", [5]), ("0+10x3", [0, 10, 20, 30]), ("5-1x3", [5, 4, 3, 2]), ("1x2", [1, 1, 1]),
        ("-2+4x2", [-2, 2, 6]), ("_", [nil]), ("_x3", [nil, nil, nil]), ("1 _ stale 2", [1, nil, nil, 2]),
        ("1e3 1.5e-1+1e1x1", [1000, 0.15, 10.15]), ("0+0x1", [0, 0]), ("Inf -inf", [.infinity, -.infinity]),
        ("1\n  2\t3", [1, 2, 3]), ("0x0", [0]),
    ]

    @Test(arguments: values)
    func valuesAreRead(text: String, expected: [Double?]) throws {
        #expect(try SeriesValues.parse(text) == expected)
    }

    @Test func notANumberIsANumber() throws {
        #expect(try SeriesValues.parse("NaN").first??.isNaN == true)
    }

    @Test(arguments: [
        "x3", "1x", "1+2", "1+x3", "1x-3", "abc", "__", "1y", "1x3x4", "0x1f", "stale3", "1,2", "+", "1e999",
    ])
    func whatIsNoSampleIsRefused(text: String) {
        #expect(throws: NotationError.self) { try SeriesValues.parse(text) }
    }

    @Test func nativeHistogramsAreRefusedWithTheReason() {
        let error = #expect(throws: NotationError.self) { try SeriesValues.parse("{{schema:1 sum:4 count:3}}x4") }
        #expect(error?.message.contains("OpenMetrics") == true && error?.hint?.contains("`le`") == true)
    }

    @Test(arguments: ["0x1000001", "0x99999999999999999999", "0x600000 0x600000"])
    func aSeriesHasALimit(text: String) {
        #expect(throws: NotationError.self) { try SeriesValues.parse(text) }
    }

    private static let names: [(String, Labels)] = [
        ("up", ["__name__": "up"]), ("up{}", ["__name__": "up"]), ("a:b{c=\"d\"}", ["__name__": "a:b", "c": "d"]),
        (" up { a = 'b' , c = `d\\e` , } ", ["__name__": "up", "a": "b", "c": #"d\e"#]),
        (#"up{a="q\"\\\n"}"#, ["__name__": "up", "a": "q\"\\\n"]), (#"{__name__="x y"}"#, ["__name__": "x y"]),
    ]

    @Test(arguments: names)
    func namesAreRead(text: String, expected: Labels) throws {
        #expect(try SeriesName.parse(text) == expected)
    }

    @Test(arguments: [
        "", "{}", "{a=\"b\"}", "up{", "up{a}", "up{a=b}", "up{a=\"b\"", "up{a=\"b\" c=\"d\"}", "up{a=\"b\",a=\"c\"}",
        "up}",
        "1up", "up{1=\"a\"}", "up{a!=\"b\"}", "up{a=\"b}", #"up{a="\x"}"#,
    ])
    func whatIsNoNameIsRefused(text: String) {
        #expect(throws: NotationError.self) { try SeriesName.parse(text) }
    }
}

/// Samples travel as OpenMetrics text.
@Suite struct OpenMetricsTextTests {
    @Test func samplesHaveTheirTimes() {
        var text = OpenMetricsText()
        text.add(
            TestSeries(labels: ["__name__": "a_total", "b": "q\"\\\n"], samples: [1, nil, 2.5, 3]),
            from: Timestamp(milliseconds: 1_500), every: .seconds(10), through: Timestamp(seconds: 30))
        text.add(
            TestSeries(labels: ["__name__": "up"], samples: [.nan, .infinity]), from: Timestamp(seconds: 0),
            every: .seconds(1), through: Timestamp(seconds: 30))
        let lines = [
            #"a_total{b="q\"\\\n"} 1.0 1.500"#, #"a_total{b="q\"\\\n"} 2.5 21.500"#, "up NaN 0", "up +Inf 1", "# EOF",
            "",
        ]
        #expect(String(decoding: text.finished, as: UTF8.self) == lines.joined(separator: "\n"))
        #expect(text.count == 4)
    }
}
