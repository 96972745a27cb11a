public import GateModel

/// A plot of one gate's values against its limit, as SVG.
///
/// Colour never says anything alone: the limit is dashed, failures are crosses, undecided evaluations rings, errors
/// triangles, and where nothing is known the line is broken.
public struct GatePlot: Equatable, Sendable {
    /// What it shows, in words, for those who do not see it.
    public var label: String
    /// The points, oldest first.
    public var points: [GatePoint]
    /// How a value compares to the limit when the gate passes.
    public var comparison: String
    /// How values are written.
    public var unit: PlotUnit
    /// The first moment of the range.
    public var from: Timestamp
    /// The last moment of the range.
    public var through: Timestamp
    /// Points further apart have a gap between them.
    public var longestStep: TimeSpan
    /// When the window began that had to be green, and when it was complete or is seen now; `nil` where there is none.
    public var window: Window?

    /// The time that had to be green.
    public struct Window: Equatable, Sendable {
        /// From when on.
        public let from: Timestamp
        /// Until when.
        public let through: Timestamp

        /// Makes a window.
        public init(from: Timestamp, through: Timestamp) {
            self.from = from
            self.through = through
        }
    }

    /// Makes a plot.
    public init(
        label: String, points: [GatePoint], comparison: String, unit: PlotUnit, from: Timestamp, through: Timestamp,
        longestStep: TimeSpan, window: Window? = nil
    ) {
        self.label = label
        self.points = points
        self.comparison = comparison
        self.unit = unit
        self.from = from
        self.through = through
        self.longestStep = longestStep
        self.window = window
    }

    /// The plot.
    public var svg: Markup {
        let values = points.compactMap { $0.value?.finite } + points.compactMap(\.threshold)
        let frame = PlotFrame(times: TimeAxis(from: from, through: through), values: ValueAxis(values))
        return .element(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": "0 0 \(PlotFrame.text(PlotFrame.width)) \(PlotFrame.text(PlotFrame.height))", "role": "img",
                "aria-label": label, "class": "plot",
            ],
            shading(frame) + grid(frame) + limit(frame) + line(frame) + marks(frame))
    }

    private func shading(_ frame: PlotFrame) -> [Markup] {
        guard let window, window.through > from, window.from < through else { return [] }
        let (left, right) = (frame.x(window.from), frame.x(window.through))
        return [
            .element(
                "rect",
                [
                    "class": "window", "x": PlotFrame.text(left), "y": PlotFrame.text(PlotFrame.top),
                    "width": PlotFrame.text(right - left), "height": PlotFrame.text(PlotFrame.bottom - PlotFrame.top),
                ])
        ]
    }

    private func grid(_ frame: PlotFrame) -> [Markup] {
        let rows = frame.values.ticks.flatMap { value -> [Markup] in
            let y = frame.y(value)
            return [
                Self.path("grid", "M\(PlotFrame.text(PlotFrame.left, y))H\(PlotFrame.text(PlotFrame.right))"),
                .element(
                    "text",
                    ["x": PlotFrame.text(PlotFrame.left - 6), "y": PlotFrame.text(y + 4), "text-anchor": "end"],
                    text: unit.text(value, digits: 12)),
            ]
        }
        let columns = frame.times.ticks.flatMap { time -> [Markup] in
            let x = frame.x(time)
            let anchor = x > PlotFrame.right - 36 ? "end" : "middle"
            return [
                Self.path("grid", "M\(PlotFrame.text(x, PlotFrame.bottom))v4"),
                .element(
                    "text",
                    ["x": PlotFrame.text(x), "y": PlotFrame.text(PlotFrame.timeText), "text-anchor": anchor],
                    text: frame.times.text(time)),
            ]
        }
        let axes =
            "M\(PlotFrame.text(PlotFrame.left, PlotFrame.top))V\(PlotFrame.text(PlotFrame.bottom))"
            + "H\(PlotFrame.text(PlotFrame.right))"
        return rows + columns + [Self.path("axis", axes)]
    }

    private func limit(_ frame: PlotFrame) -> [Markup] {
        let known = points.filter { $0.threshold?.isFinite == true }
        guard let last = known.last?.threshold else { return [] }
        let isConstant = known.allSatisfy { $0.threshold == last }
        let path = isConstant ? constantLimit(last, frame) : Self.steps(known, longestStep, frame)
        let name = "limit \(unit.limit(comparison, last))" + (isConstant ? "" : " at the end")
        return [
            Self.path("limit", path),
            .element(
                "text",
                [
                    "x": PlotFrame.text(PlotFrame.left), "y": PlotFrame.text(PlotFrame.top - 7), "class": "limit-name",
                ],
                text: name),
        ]
    }

    private func constantLimit(_ value: Double, _ frame: PlotFrame) -> String {
        "M\(PlotFrame.text(PlotFrame.left, frame.y(value)))H\(PlotFrame.text(PlotFrame.right))"
    }

    static func path(_ name: String, _ data: String) -> Markup {
        .element("path", ["class": name, "d": data])
    }
}
