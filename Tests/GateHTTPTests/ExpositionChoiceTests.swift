import MetricsExposition
import Testing

@testable import GateHTTP

@Suite struct ExpositionChoiceTests {
    @Test(arguments: [
        ("", ExpositionFormat.text), ("*/*", .text), ("text/plain", .text),
        ("application/openmetrics-text", .openMetrics),
        // Prometheus 2.42 and 3.
        (
            "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
                + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1", .openMetrics
        ),
        (
            "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=1.0.0;q=0.4,*/*;q=0.1",
            .openMetrics
        ),
        ("application/openmetrics-text; version=0.0.1, text/plain;q=0.5", .text),
        ("application/openmetrics-text;q=0.1, text/plain", .text), ("application/openmetrics-text;q=0", .text),
    ])
    func scraperGetsWhatItLikesBest(_ accept: String, _ wanted: ExpositionFormat) {
        #expect(ExpositionChoice.format(accept: accept) == wanted)
    }
}
