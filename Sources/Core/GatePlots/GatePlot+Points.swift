import GateModel

/// The line of values and the marks of what was not a pass.
extension GatePlot {
    /// Runs of points with a value that follow each other without a gap.
    var runs: [[GatePoint]] {
        var runs: [[GatePoint]] = []
        var previous: GatePoint?
        for point in points {
            defer { previous = point }
            guard point.value?.finite != nil else { continue }
            let follows = previous.map { $0.value?.finite != nil && point.at - $0.at <= longestStep } ?? false
            if follows, !runs.isEmpty { runs[runs.count - 1].append(point) } else { runs.append([point]) }
        }
        return runs
    }

    /// The values; a point alone is a dot.
    func line(_ frame: PlotFrame) -> [Markup] {
        let paths = runs.map { run in
            var path: [UInt8] = []
            path.reserveCapacity(12 * run.count)
            for point in run {
                path.append(path.isEmpty ? UInt8(ascii: "M") : UInt8(ascii: "L"))
                PlotFrame.write(frame.x(point.at), to: &path)
                path.append(UInt8(ascii: " "))
                PlotFrame.write(frame.y(point.value?.finite ?? 0), to: &path)
            }
            return String(decoding: path, as: UTF8.self)
        }
        let isAlone = runs.map { $0.count == 1 }
        let lines = zip(paths, isAlone).filter { !$1 }.map(\.0)
        let dots = zip(paths, isAlone).filter { $1 }.map { $0.0 + "h0" }
        return [("value", lines), ("value dot", dots)].filter { !$0.1.isEmpty }.map { Self.path($0.0, $0.1.joined()) }
    }

    /// The limit where it changes: it holds from one evaluation to the next.
    static func steps(_ points: [GatePoint], _ longestStep: TimeSpan, _ frame: PlotFrame) -> String {
        var data = ""
        var previous: GatePoint?
        for point in points {
            let place = PlotFrame.text(frame.x(point.at), frame.y(point.threshold ?? 0))
            let follows = previous.map { point.at - $0.at <= longestStep } ?? false
            let isSame = follows && previous?.threshold == point.threshold
            data += follows ? "H\(PlotFrame.text(frame.x(point.at)))" : "M\(place)h0"
            if follows, !isSame { data += "V\(PlotFrame.text(frame.y(point.threshold ?? 0)))" }
            previous = point
        }
        return data
    }

    /// One shape for each outcome that is not a pass: at its value, or on the line below where it has none.
    func marks(_ frame: PlotFrame) -> [Markup] {
        [Outcome.inconclusive, .error, .fail].compactMap { outcome in
            let data = places(of: outcome, frame).map { Self.shape(of: outcome, $0.x, $0.y) }
            return data.isEmpty ? nil : Self.path("mark \(outcome.rawValue)", data.joined())
        }
    }

    /// Where the marks of an outcome stand: so far apart that each can be told from the next.
    private func places(of outcome: Outcome, _ frame: PlotFrame) -> [(x: Double, y: Double)] {
        var places: [(x: Double, y: Double)] = []
        for point in points where point.outcome == outcome {
            let place = (x: frame.x(point.at), y: point.value?.finite.map(frame.y) ?? PlotFrame.rail)
            let isNear = places.last.map { place.x - $0.x < Self.markSize && abs(place.y - $0.y) < Self.markSize }
            if isNear != true { places.append(place) }
        }
        return places
    }

    /// Width and height of a mark with the room around it.
    private static let markSize = 11.0

    private static func shape(of outcome: Outcome, _ x: Double, _ y: Double) -> String {
        switch outcome {
        case .pass: ""
        case .fail: "M\(PlotFrame.text(x - 4, y - 4))l8 8m0-8l-8 8"
        case .inconclusive: "M\(PlotFrame.text(x - 4, y))a4 4 0 1 0 8 0a4 4 0 1 0-8 0"
        case .error: "M\(PlotFrame.text(x, y - 4))l4.5 8h-9z"
        }
    }
}
