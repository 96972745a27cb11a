import MetricsExposition
import Testing

@testable import GateHTTP

@Suite struct ExpositionChoiceTests {
    /// What Prometheus 3 asks for.
    private static let prometheus3 =
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
        + "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
        + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2"

    @Test(arguments: [
        ("", ExpositionFormat.text), ("*/*", .text), ("text/plain", .text), ("application/json", .text),
        ("text/plain;version=9.9.9", .text), (";;,=,q=1", .text),
        ("application/openmetrics-text", .openMetrics),
        // Prometheus 2.42 and 3.
        (
            "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
                + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1", .openMetrics
        ),
        (prometheus3, .openMetrics),
        ("application/openmetrics-text; version=0.0.1, text/plain;q=0.5", .text),
        ("application/openmetrics-text; version=\"1.0.0\"", .openMetrics),
        ("application/openmetrics-text;q=0.1, text/plain", .text), ("application/openmetrics-text;q=0", .text),
        ("application/openmetrics-text;q=nan", .text), ("application/openmetrics-text;q=7", .text),
        ("application/openmetrics-text;q=0.5, text/plain;version=1.0.0;q=0.9", .openMetrics),
    ])
    func scraperGetsWhatItLikesBest(_ accept: String, _ wanted: ExpositionFormat) {
        #expect(ExpositionChoice(accept: accept).format == wanted)
    }

    @Test(arguments: [
        ("application/openmetrics-text;version=1.0.0", nil), ("text/plain;escaping=dots", nil),
        (prometheus3, "allow-utf-8"), ("application/openmetrics-text;escaping=\"dots\"", "dots"),
        ("application/openmetrics-text;escaping=a-b;q=1", nil),
    ])
    func schemeOfEscapingIsEchoedWhereItIsKnown(_ accept: String, _ scheme: String?) {
        let choice = ExpositionChoice(accept: accept)
        #expect(choice.escaping == scheme)
        #expect(choice.contentType.hasSuffix(scheme.map { "; escaping=\($0)" } ?? "; charset=utf-8"))
    }

    @Test(arguments: [
        ("", false), ("gzip", true), ("deflate, GZIP;q=0.5", true), ("gzip;q=0", false), ("*", true),
        ("gzip;q=0, *", false), ("identity", false), ("br, zstd", false),
    ])
    func packedOnlyForThoseWhoUnpack(_ acceptEncoding: String, _ isPacked: Bool) {
        #expect(ExpositionChoice(accept: "", acceptEncoding: acceptEncoding).isPacked == isPacked)
    }
}
