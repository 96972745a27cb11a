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
        var histograms: [RangeHistogram]?
        try scanner.object { (scanner, name) throws(AnswerFault) in
            switch name {
            case "metric" where labels == nil: labels = try self.labels(&scanner)
            case "values" where points == nil: points = try self.points(&scanner, room: &room, limits)
            case "histograms" where histograms == nil:
                histograms = try self.histograms(&scanner, room: &room, limits)
            case "metric", "values", "histograms": throw scanner.fault("\(name) once")
            default: try scanner.skip()
            }
        }
        guard let labels, points != nil || histograms != nil else {
            throw scanner.fault("a series with labels and values")
        }
        return RangeSeries(labels: labels, points: points ?? [], histograms: histograms ?? [])
    }

    private static func histograms(
        _ scanner: inout JSONScanner, room: inout Int, _ limits: AnswerLimits
    ) throws(AnswerFault) -> [RangeHistogram] {
        var histograms: [RangeHistogram] = []
        try scanner.array { (scanner) throws(AnswerFault) in
            guard room > 0 else { throw .tooManyPoints(limit: limits.points) }
            room -= 1
            var at: Timestamp?
            var histogram: (count: SampleValue, buckets: [HistogramBucket])?
            try scanner.array { (scanner) throws(AnswerFault) in
                if at == nil {
                    at = try time(&scanner)
                } else if histogram == nil {
                    histogram = try bareHistogram(&scanner)
                } else {
                    throw scanner.fault("a time and a histogram")
                }
            }
            guard let at, let histogram else { throw scanner.fault("a time and a histogram") }
            histograms.append(RangeHistogram(at: at, count: histogram.count, buckets: histogram.buckets))
        }
        return histograms
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
        try scanner.open(UInt8(ascii: "["), "a time and a value")
        let at = try time(&scanner)
        try scanner.open(UInt8(ascii: ","), "a time and a value")
        let value = try number(&scanner)
        try scanner.open(UInt8(ascii: "]"), "a time and a value")
        return RangePoint(at: at, value)
    }

    /// A time in seconds; what a server writes with three decimals comes back to the very millisecond.
    private static func time(_ scanner: inout JSONScanner) throws(AnswerFault) -> Timestamp {
        if let milliseconds = scanner.takePlainMilliseconds() { return Timestamp(milliseconds: milliseconds) }
        guard let seconds = Double(try scanner.number()),
            let milliseconds = Int64(exactly: (seconds * 1000).rounded())
        else { throw scanner.fault("a time before this") }
        return Timestamp(milliseconds: milliseconds)
    }
}
