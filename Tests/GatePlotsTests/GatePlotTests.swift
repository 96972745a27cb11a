import Foundation
import GateModel
import GateTestSupport
import Testing

@testable import GatePlots

@Suite struct GatePlotTests {
    static let start = Timestamp(seconds: 1_771_146_000)

    static func point(
        _ minute: Int64, _ value: Double?, _ outcome: Outcome = .pass, _ threshold: Double? = 0.3
    ) -> GatePoint {
        GatePoint(
            at: start + .minutes(minute), outcome: outcome, reason: .withinThreshold,
            value: value.map(SampleValue.init), threshold: threshold)
    }

    static func plot(_ points: [GatePoint], _ unit: PlotUnit = .seconds, minutes: Int64 = 60) -> GatePlot {
        GatePlot(
            label: "read-p95 <at> \"canary\"", points: points, comparison: "<=", unit: unit, from: start,
            through: start + .minutes(minutes), longestStep: .seconds(90))
    }

    /// A latency that rises, is lost, comes back alone, fails, and is lost again; the limit changes once.
    static var eventful: GatePlot {
        let rise = (0...20).map { point($0, 0.18 + Double($0) * 0.004) }
        let blind = [point(21, nil, .inconclusive), point(22, .nan, .inconclusive), point(23, nil, .error, nil)]
        let alone = [point(25, 0.2)]
        let fails = (30...40).map { point($0, 0.25 + Double($0 - 30) * 0.01, $0 > 35 ? .fail : .pass) }
        let after = (41...45).map { point($0, 0.22, .inconclusive, 0.25) } + [point(46, .infinity, .fail, 0.25)]
        var plot = plot(rise + blind + alone + fails + after)
        plot.window = GatePlot.Window(from: start + .minutes(5), through: start + .minutes(20))
        return plot
    }

    @Test func eventfulPlotIsTheGoldenOne() {
        let lines = Self.eventful.svg.text.replacingOccurrences(of: "><", with: ">\n<") + "\n"
        #expect(Golden.difference(lines, from: "eventful.svg") == nil)
    }

    @Test func anEmptyPlotHasAxesAndNothingElse() {
        let lines = Self.plot([]).svg.text.replacingOccurrences(of: "><", with: ">\n<") + "\n"
        #expect(Golden.difference(lines, from: "empty.svg") == nil)
    }

    @Test func lineIsBrokenWhereNothingIsKnown() {
        let runs = Self.eventful.runs.map { $0.map { ($0.at - Self.start).milliseconds / 60_000 } }
        #expect(runs == [Array(0...20), [25], Array(30...45)])
    }

    @Test(arguments: [
        (PlotUnit.ratio, 0.9995, "99.95 %"), (.seconds, 0.3, "0.3 s"), (.number, 12_345, "12 345"),
        (.seconds, 0.0125, "0.0125 s"),
    ])
    func valuesAreNamedWithTheirUnit(unit: PlotUnit, value: Double, text: String) {
        #expect(unit.text(value) == text)
        #expect(Self.plot([Self.point(0, 1, .pass, value)], unit).svg.text.contains("limit ≤ \(text)"))
    }

    @Test(arguments: 0..<300)
    func everyPointLiesInTheViewBoxAndNoSpecialNumberIsWritten(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let extremes = [
            0, -0.0, 1, .nan, .infinity, -.infinity, 1.7e308, -1.7e308, .leastNonzeroMagnitude, 1e-300, 0.1 + 0.2, 0.3,
            1e15 + 1,
        ]
        let scale = extremes.randomElement(using: &generator) ?? 1
        let points = (0..<Int.random(in: 0...60, using: &generator)).map { minute in
            let value: Double? =
                generator.once(in: 6)
                ? nil
                : generator.once(in: 4)
                    ? extremes.randomElement(using: &generator)
                    : scale * Double.random(in: 0.9...1.1, using: &generator)
            let limit = generator.once(in: 5) ? extremes.randomElement(using: &generator) : scale
            return Self.point(
                Int64(minute) - 5, value, Outcome.allCases.randomElement(using: &generator) ?? .pass, limit)
        }
        var plot = Self.plot(
            points, PlotUnit.allCases.randomElement(using: &generator) ?? .number,
            minutes: Int64.random(in: -3...50, using: &generator))
        plot.window = GatePlot.Window(from: Self.start - .hours(3), through: Self.start + .hours(300))
        let svg = plot.svg.text
        for word in ["nan", "inf", "NaN", "Inf"] { #expect(!svg.contains(word)) }
        let paths = svg.matches(of: /d="([^"]*)"/).map { String($0.1) }
        for place in paths.flatMap({ $0.matches(of: /[ML](-?[\d.]+) (-?[\d.]+)/) }) {
            let x = try #require(Double(place.1))
            let y = try #require(Double(place.2))
            #expect((0...PlotFrame.width).contains(x) && (0...PlotFrame.height).contains(y), "\(place.0)")
        }
        for place in svg.matches(of: /[ ](x|width|y|height)="([^"]*)"/) {
            let coordinate = try #require(Double(place.2))
            #expect((0...PlotFrame.width).contains(coordinate), "\(place.0)")
        }
    }
}
