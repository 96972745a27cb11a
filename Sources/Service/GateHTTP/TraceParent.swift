import GateModel

/// The header that carries a trace from one service to the next.
///
/// - Source: W3C Trace Context, `traceparent`.
enum TraceParent {
    /// The trace id of a valid header; `nil` for any other, which is then as good as absent.
    static func traceID(_ header: String) -> TraceID? {
        let parts = header.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, isHex(parts[0], 2), parts[0] != "ff", isHex(parts[2], 16), isHex(parts[3], 2),
            parts[0] != "00" || parts.count == 4, parts[2].contains(where: { $0 != "0" })
        else { return nil }
        return TraceID(String(parts[1]))
    }

    private static func isHex(_ text: Substring, _ count: Int) -> Bool {
        text.utf8.count == count && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}
