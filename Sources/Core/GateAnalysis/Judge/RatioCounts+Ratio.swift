import GateModel

extension RatioCounts {
    /// The share of the total; the total is above 0 wherever a join made the counts.
    var ratio: Double { events / total }

    /// The counts of the events that did not have the property.
    var complement: RatioCounts { RatioCounts(events: total - events, total: total) }

    /// Throws when the total does not bear a ratio.
    func require(_ minEvents: Double, of what: String) throws(Blindness) {
        guard total >= minEvents else {
            throw Blindness(
                .tooFewEvents,
                "too few \(what): \(NumberText.count(total)), at least \(NumberText.count(minEvents)) are needed")
        }
    }
}
