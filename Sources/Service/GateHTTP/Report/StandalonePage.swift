public import GatePlots

/// An HTML page that can be saved and mailed: no script, no font, no image from elsewhere.
public enum StandalonePage {
    /// The whole document.
    ///
    /// - Parameters:
    ///   - title: What the browser shows above it.
    ///   - content: The page's own content.
    /// - Returns: The document.
    public static func text(title: String, _ content: [Markup]) -> String {
        let head = Markup.element(
            "head", [:],
            [
                .element("meta", ["charset": "utf-8"]),
                .element("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
                .element(
                    "meta",
                    // A saved file has no header that says so; `frame-ancestors` has a meaning in the header only.
                    [
                        "http-equiv": "Content-Security-Policy",
                        "content": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
                    ]),
                .element("meta", ["name": "color-scheme", "content": "light dark"]),
                .element("title", text: title), .element("style", [:], [ReportStyle.sheet, PlotStyle.sheet]),
            ])
        let body = Markup.element("body", [:], [.element("main", [:], content)])
        return "<!doctype html>\n" + Markup.element("html", ["lang": "en"], [head, Markup("\n"), body]).text + "\n"
    }
}
