import GateModel

extension InstantData {
    /// Reads the series of a range selector.
    static func ranges(_ scanner: inout JSONScanner, _ limits: AnswerLimits) throws(AnswerFault) -> [RangeSeries] {
        var ranges: [RangeSeries] = []
        var room = limits.points
        try scanner.array { (scanner) throws(AnswerFault) in
            guard ranges.count < limits.series else { throw .tooManySeries(limit: limits.series) }
            ranges.append(try range(&scanner, room: &room, limits))
        }
        return ranges
    }

    private static func range(
        _ scanner: inout JSONScanner, room: inout Int, _ limits: AnswerLimits
    ) throws(AnswerFault) -> RangeSeries {
        var labels: Labels?
        var points: [RangePoint]?
        try scanner.object { (scanner, name) throws(AnswerFault) in
            switch name {
            case "metric" where labels == nil: labels = try self.labels(&scanner)
            case "values" where points == nil: points = try self.points(&scanner, room: &room, limits)
            case "histograms": throw .unusable("the query returns a range of native histograms, not of numbers")
            case "metric", "values": throw scanner.fault("\(name) once")
            default: try scanner.skip()
            }
        }
        guard let labels, let points else { throw scanner.fault("a series with labels and values") }
        return RangeSeries(labels: labels, points: points)
    }

    private static func points(
        _ scanner: inout JSONScanner, room: inout Int, _ limits: AnswerLimits
    ) throws(AnswerFault) -> [RangePoint] {
        var points: [RangePoint] = []
        try scanner.array { (scanner) throws(AnswerFault) in
            guard room > 0 else { throw .tooManyPoints(limit: limits.points) }
            room -= 1
            points.append(try rangePoint(&scanner))
        }
        return points
    }

    private static func rangePoint(_ scanner: inout JSONScanner) throws(AnswerFault) -> RangePoint {
        var at: Timestamp?
        var value: SampleValue?
        try scanner.array { (scanner) throws(AnswerFault) in
            if at == nil {
                at = try time(&scanner)
            } else if value == nil {
                value = try number(&scanner)
            } else {
                throw scanner.fault("a time and a value")
            }
        }
        guard let at, let value else { throw scanner.fault("a time and a value") }
        return RangePoint(at: at, value)
    }

    /// A time in seconds; what a server writes with three decimals comes back to the very millisecond.
    private static func time(_ scanner: inout JSONScanner) throws(AnswerFault) -> Timestamp {
        guard let seconds = Double(try scanner.number()),
            let milliseconds = Int64(exactly: (seconds * 1000).rounded())
        else { throw scanner.fault("a time before this") }
        return Timestamp(milliseconds: milliseconds)
    }
}
