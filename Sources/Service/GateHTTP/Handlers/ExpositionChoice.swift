import MetricsExposition

/// In which form a scraper gets the metrics.
///
/// - Source: RFC 9110 §12.5; prometheus/docs `instrumenting/content_negotiation.md` and `escaping_schemes.md`.
struct ExpositionChoice: Equatable {
    /// The format.
    let format: ExpositionFormat
    /// The escaping scheme to name in the answer, where the scraper named one.
    ///
    /// Our names need no escaping, so that every scheme writes the same.
    let escaping: String?
    /// Whether the scraper unpacks gzip.
    let isPacked: Bool

    private static let escapingSchemes = ["allow-utf-8", "underscores", "dots", "values"]

    /// OpenMetrics where the scraper likes its version 1.0.0 at least as much as the text format, else the text format,
    /// which everybody gets who asks for nothing we know.
    ///
    /// - Parameters:
    ///   - accept: The header `Accept`.
    ///   - acceptEncoding: The header `Accept-Encoding`.
    init(accept: String, acceptEncoding: String = "") {
        var openMetrics = (quality: 0.0, escaping: String?.none)
        var text = 0.0
        for range in Self.ranges(accept) {
            let version = range.parameters["version"]
            switch range.name {
            case "application/openmetrics-text" where version == nil || version == "1.0.0":
                guard range.quality > openMetrics.quality else { continue }
                openMetrics = (range.quality, range.parameters["escaping"])
            case "text/plain" where version == nil || version == "0.0.4": text = max(text, range.quality)
            default: continue
            }
        }
        format = openMetrics.quality > 0 && openMetrics.quality >= text ? .openMetrics : .text
        escaping = format == .openMetrics ? openMetrics.escaping.filter(Self.escapingSchemes.contains) : nil
        isPacked = Self.isGzipWelcome(acceptEncoding)
    }

    /// The media type of the answer.
    var contentType: String {
        switch format {
        case .text: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics:
            "application/openmetrics-text; version=1.0.0; charset=utf-8" + (escaping.map { "; escaping=\($0)" } ?? "")
        }
    }

    private static func isGzipWelcome(_ header: String) -> Bool {
        let codings = ranges(header)
        let gzip = codings.first { $0.name == "gzip" || $0.name == "x-gzip" } ?? codings.first { $0.name == "*" }
        return gzip.map { $0.quality > 0 } ?? false
    }

    /// One alternative of a header, in lower case.
    private struct Range {
        let name: String
        let parameters: [String: String]
        let quality: Double
    }

    private static func ranges(_ header: String) -> [Range] {
        header.lowercased().split(separator: ",").compactMap { range in
            let parts = range.split(separator: ";").map { $0.filter { !$0.isWhitespace && $0 != "\"" } }
            guard let name = parts.first else { return nil }
            var parameters: [String: String] = [:]
            for part in parts.dropFirst() {
                guard let equals = part.firstIndex(of: "=") else { continue }
                parameters[String(part[..<equals])] = String(part[part.index(after: equals)...])
            }
            // What is no number between 0 and 1 says nothing about what is liked.
            let quality = parameters["q"].map { Double($0) ?? 0 } ?? 1
            return Range(name: name, parameters: parameters, quality: (0...1).contains(quality) ? quality : 0)
        }
    }
}

extension Optional {
    /// The value, when it is one that `isWanted`.
    fileprivate func filter(_ isWanted: (Wrapped) -> Bool) -> Wrapped? {
        flatMap { isWanted($0) ? $0 : nil }
    }
}
