import GateModel
import Testing

@Suite struct NumberTextTests {
    @Test(arguments: [
        (0.0, "0"), (1, "1"), (-1.5, "-1.5"), (0.30000000000000004, "0.3"), (0.0078125, "0.007813"), (99.995, "100"),
        (999.96, "1 000"), (1234.5, "1 235"), (12345, "12 350"), (0.00001234, "0.00001234"), (1.2e-7, "1.2e-7"),
        (1e21, "1e21"), (1e14, "100 000 000 000 000"), (.leastNonzeroMagnitude, "5e-324"), (.nan, "NaN"),
        (-.infinity, "-Inf"),
        (-0.0, "0"), (1e16, "1e16"),
    ])
    func numbersHaveFourSignificantDigits(_ value: Double, _ text: String) {
        #expect(NumberText.number(value) == text)
    }

    @Test(arguments: [
        (0.0021, "0.21 %"), (10.0 / 4812, "0.208 %"), (1.0, "100 %"), (0.0, "0 %"), (0.9999, "100 %"), (0.05, "5 %"),
        (0.5555, "55.6 %"), (0.000001, "0.0001 %"),
    ])
    func ratiosAreInPercent(_ ratio: Double, _ text: String) {
        #expect(NumberText.percent(ratio) == text)
    }

    @Test func objectivesKeepTheirNines() {
        #expect(NumberText.percent(0.9999, digits: 6) == "99.99 %")
        #expect(NumberText.percent(1 - 0.999, digits: 6) == "0.1 %")
    }

    @Test(arguments: [
        (0.0, "0"), (1, "1"), (12.54, "12.5"), (4812, "4 812"), (4812.37, "4 812"), (1_234_567, "1 234 567"),
        (0.5, "0.5"), (1e20, "1e20"),
    ])
    func countsAreWhole(_ count: Double, _ text: String) {
        #expect(NumberText.count(count) == text)
    }

    @Test(arguments: [
        (0.0, 0.0), (0.30000000000000004, 0.3), (-2.99573227, -2.996), (123_456, 123_500), (9.9999, 10),
        (1.23456e-12, 1.235e-12), (1.23456e200, 1.235e200), (.infinity, .infinity),
    ])
    func roundedNumbersHaveFourDigits(_ value: Double, _ expected: Double) {
        #expect(NumberText.rounded(value) == expected)
    }

    @Test(arguments: [(0.5, "p50"), (0.95, "p95"), (0.99, "p99"), (0.999, "p99.9")])
    func quantilesAreSpokenOfAsUsual(_ quantile: Double, _ text: String) {
        #expect(NumberText.quantile(quantile) == text)
    }
}
