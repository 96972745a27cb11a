import GateModel
import Testing

@Suite struct RFC3339Tests {
    @Test(arguments: [
        ("2026-02-15T09:30:00Z", "2026-02-15T09:30:00.000Z"), ("2026-02-15t09:30:00.25z", "2026-02-15T09:30:00.250Z"),
        ("2026-02-15T09:30:00.123456789+01:00", "2026-02-15T08:30:00.123Z"),
        ("2026-01-01T00:15:00-23:59", "2026-01-02T00:14:00.000Z"), ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"),
        ("2024-02-29T23:59:60Z", "2024-03-01T00:00:00.000Z"), ("9999-12-31T23:59:59.9Z", "9999-12-31T23:59:59.900Z"),
    ])
    func isRead(_ text: String, _ wanted: String) {
        #expect(Timestamp(rfc3339: text)?.description == wanted)
    }

    @Test(arguments: [
        "", "2026-02-15", "2026-02-15T09:30:00", "2026-02-30T09:30:00Z", "2025-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-02-15T24:00:00Z", "2026-02-15T09:60:00Z", "2026-02-15T09:30:00.Z", "2026-02-15T09:30:00+1:00",
        "2026-02-15T09:30:00.1234567890Z", "2026-02-15 09:30:00Z", "2026-02-15T09:30:00ZZ", "2026-0x-15T09:30:00Z",
    ])
    func isRefused(_ text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test func readsWhatItWrites() {
        for day in stride(from: Int64(-20_000), through: 60_000, by: 13) {
            let time = Timestamp(milliseconds: day * 86_400_000 + day * 7)
            #expect(Timestamp(rfc3339: time.description) == time)
        }
    }
}
