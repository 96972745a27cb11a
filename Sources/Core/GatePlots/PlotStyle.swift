/// The style sheet of plots: what is drawn how, in the colours of the page.
public enum PlotStyle {
    /// Rules for elements below `svg.plot`; the page defines the custom properties, for light and for dark.
    public static let sheet = Markup(
        trusted: """
            svg.plot{display:block;width:100%;height:auto;font:12px system-ui,sans-serif}
            svg.plot text{fill:var(--soft)}
            svg.plot path{fill:none;stroke-linecap:round;stroke-linejoin:round}
            svg.plot .grid{stroke:var(--rule);stroke-width:1}
            svg.plot .axis{stroke:var(--soft);stroke-width:1}
            svg.plot .window{fill:var(--window)}
            svg.plot .limit{stroke:var(--limit);stroke-width:1.5;stroke-dasharray:6 4;stroke-linecap:butt}
            svg.plot .limit-name{fill:var(--limit)}
            svg.plot .value{stroke:var(--value);stroke-width:1.75}
            svg.plot .dot{stroke-width:4}
            svg.plot .mark{stroke-width:1.75;fill:var(--paper)}
            svg.plot .fail{stroke:var(--fail);fill:none}
            svg.plot .inconclusive{stroke:var(--unsure)}
            svg.plot .error{stroke:var(--fail)}
            @media (max-width:30rem){svg.plot{font-size:14px}}

            """)
}
