public import GateModel
import GateStatistics
import Glibc

/// How sure a verdict is, in words.
public enum CertaintyText {
    /// What is known of the measured quantity, then what is proven or still missing for a proof.
    public static func lines(_ certainty: API.Certainty) -> [String] {
        [bounds(certainty), proof(certainty), noise(certainty)].compactMap(\.self)
    }

    /// The same beside a verdict's summary, which says all of it but the chance; not so when something could not be seen.
    public static func lines(_ certainty: API.Certainty, beside reason: Reason) -> [String] {
        switch reason {
        case .withinThreshold, .beyondThreshold, .notProven: [chance(certainty)].compactMap(\.self)
        default: lines(certainty)
        }
    }

    /// Rows with lines below each.
    public static func below(_ rows: [String], _ lines: [[String]], indent: Int = 2) -> [String] {
        let margin = String(repeating: " ", count: indent)
        return zip(rows, lines).flatMap { row, lines in [row] + lines.map { margin + $0 } }
    }

    /// Which of many gates are bad.
    public static func sentence(_ found: API.ProvenWorse) -> String {
        "proven worse, corrected for \(NumberText.events(Double(found.tested), "gate")) "
            + "(\(found.method), \(NumberText.percent(1 - found.confidence))): "
            + (found.gates.isEmpty ? "none" : found.gates.joined(separator: ", "))
    }

    private static func bounds(_ certainty: API.Certainty) -> String? {
        let unit = Unit(certainty.quantity)
        let range: String
        switch (certainty.lower, certainty.upper) {
        case (let lower?, let upper?): range = "between \(unit.text(lower)) and \(unit.text(upper))"
        case (let lower?, nil): range = "at least \(unit.text(lower))"
        case (nil, let upper?): range = "at most \(unit.text(upper))"
        case (nil, nil): return nil
        }
        let bound = certainty.comparison.hasPrefix(">") ? "at least" : "at most"
        let limit = certainty.limit.map { ", must be \(bound) \(unit.text($0, digits: 6))" } ?? ""
        return "\(NumberText.percent(certainty.confidence, digits: 6)) sure at any look: \(unit.name) \(range)\(limit)"
    }

    private static func proof(_ certainty: API.Certainty) -> String {
        let chance = chance(certainty).map { ": \($0)" } ?? ""
        return switch certainty.proof {
        case .refuted: "proven worse" + chance
        case .proven: "proven within its limit" + chance
        case .unknown: "not proven yet" + (certainty.forecast.map { ": \($0)" } ?? "")
        }
    }

    /// How often chance makes such evidence, whenever one looks; `nil` while nothing is proven.
    private static func chance(_ certainty: API.Certainty) -> String? {
        let (place, odds): (String, String)
        switch certainty.proof {
        case .refuted: (place, odds) = ("within", self.odds(certainty.fail))
        case .proven: (place, odds) = ("beyond", self.odds(certainty.pass))
        case .unknown: return nil
        }
        return "a canary \(place) its limit shows such evidence at most \(odds), however often one looks"
    }

    private static func noise(_ certainty: API.Certainty) -> String? {
        guard let dispersion = certainty.dispersion, dispersion >= 1.05 else { return nil }
        return
            "counts vary \(NumberText.number(dispersion, digits: 2)) times as much as those of independent requests, "
            + "so evidence grows that much slower"
    }

    /// How often chance does this: e to the power of the evidence, rounded down to two digits, so that it stays true.
    ///
    /// A fail stays when the evidence sinks again, so it is at least what it took.
    private static func odds(_ evidence: API.Evidence) -> String {
        let nats = max(evidence.nats ?? 0, evidence.thresholdNats ?? 0)
        let times = min(exp(max(nats, 0)), largestOdds)
        var unit = 1.0
        while times / unit >= 100 { unit *= 10 }
        return "1 time in \(NumberText.count((times / unit).rounded(.down) * unit))"
    }

    /// Beyond it the assumptions are the larger doubt.
    private static let largestOdds = 1e12
}

/// What a quantity is called and how its values are written.
private struct Unit {
    let quantity: String

    init(_ quantity: String) {
        self.quantity = quantity
    }

    var name: String {
        switch quantity {
        case "ratio": "ratio to the baseline"
        case "difference": "difference from the baseline"
        case "canary_rate": "the canary's rate"
        default: quantity
        }
    }

    func text(_ value: Double, digits: Int = 3) -> String {
        switch quantity {
        case "difference": "\(NumberText.number(value * 100, digits: digits)) points"
        case "canary_rate": NumberText.percent(value, digits: digits)
        default: NumberText.number(value, digits: digits)
        }
    }
}
