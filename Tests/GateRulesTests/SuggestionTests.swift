import GateRules
import Testing

@Suite struct SuggestionTests {
    @Test(
        arguments: [
            ("", "", 0), ("a", "", 1), ("", "abc", 3), ("over", "over", 0), ("ovre", "over", 1), ("ovr", "over", 1),
            ("overr", "over", 1), ("oser", "over", 1), ("ca", "abc", 3), ("kitten", "sitting", 3),
        ])
    func distanceCountsTypingErrors(_ left: String, _ right: String, _ distance: Int) {
        #expect(EditDistance.between(Array(left), Array(right)) == distance)
        #expect(EditDistance.between(Array(right), Array(left)) == distance)
    }

    @Test(
        arguments: [
            ("objctive", "objective"), ("Objective", "objective"), ("min-events", "min_events"),
            ("minEvents", "min_events"), ("quantle", "quantile"), ("ojbective", "objective"),
        ])
    func nearWordIsSuggested(_ written: String, _ meant: String) {
        let known = ["over", "objective", "quantile", "min_events"]
        #expect(Suggestion.hint(for: written, among: known) == "did you mean `\(meant)`?")
    }

    @Test(arguments: ["color", "=", "", String(repeating: "objective", count: 1000)])
    func farWordIsNot(_ written: String) {
        #expect(Suggestion.hint(for: written, among: ["over", "objective", "<"]) == nil)
        #expect(Suggestion.hint(for: written, orListing: ["a", "b"]) == "one of: a, b")
    }

    @Test func ofEquallyNearWordsTheFirstIsSuggested() {
        #expect(Suggestion.hint(for: "stage-9", among: ["stage-0", "stage-1"]) == "did you mean `stage-0`?")
    }
}
