import MetricsExposition

/// Which exposition format a scraper gets.
///
/// - Source: RFC 9110 §12.5.1, as far as Prometheus uses it.
enum ExpositionChoice {
    /// OpenMetrics where the scraper likes its version 1.0.0 at least as much as the text format, else the text format.
    static func format(accept: String) -> ExpositionFormat {
        var openMetrics = 0.0
        var text = 0.0
        for range in accept.lowercased().split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
            let parameters = parts.dropFirst()
            let quality = parameters.first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            let version = parameters.first { $0.hasPrefix("version=") }?.dropFirst("version=".count)
            switch parts.first {
            case "application/openmetrics-text" where version == nil || version == "1.0.0":
                openMetrics = max(openMetrics, quality)
            case "text/plain": text = max(text, quality)
            default: continue
            }
        }
        return openMetrics > 0 && openMetrics >= text ? .openMetrics : .text
    }

    /// The media type of a format.
    static func contentType(of format: ExpositionFormat) -> String {
        switch format {
        case .text: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        }
    }
}
