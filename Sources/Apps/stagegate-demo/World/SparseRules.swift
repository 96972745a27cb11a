/// The rules of the story about little traffic: the same counters and margins, once compared, once proven.
enum SparseRules {
    /// Two rollouts of a rule file; the one that compares is kept at 10 % by a long window.
    static var text: String {
        let compared = rollout(
            SparseStory.twin, window: "5m", counted: { "sum(increase(\($0)[{{ over }}]))" },
            judged: "over: 3s\n        min_events: 1")
        let proven = rollout(
            SparseStory.rollout, window: "\(DemoRules.windowSeconds)s", counted: { $0 },
            judged: "confidence: {level: 95%, history: 0s}")
        return compared + proven
    }

    /// One surface only: a few requests a second at 10 %.
    private static func rollout(
        _ name: String, window: String, counted: (String) -> String, judged: String
    ) -> String {
        """
          - name: \(name)
            description: The advisory dashboard, story "little traffic"
            scope: {services: [advisory-dashboard], selector: 'service="advisory-dashboard",rollout_eligible="true"'}
            tracks: {canary: track="canary", baseline: track="stable"}
            interval: 1s
            scrape_interval: 1s
            query_offset: 1s
            query_timeout: 3s
            tolerance: 6s
            window: \(DemoRules.windowSeconds)s
            stages:
              - {name: baseline, weight: 0%, approval: auto}
              - {name: canary, weight: 10%, window: \(window), approval: auto}
              - {name: full, weight: 100%, approval: auto}
            gates:
              - name: availability
                availability:
                  bad: sum(increase(advisory_http_requests_total{ {{ track }},code=~"5.." }[{{ over }}]))
                  total: sum(increase(advisory_http_requests_total{ {{ track }} }[{{ over }}]))
                  objective: 90%
                over: 10s \(DemoRules.longerThanWindow)
                min_events: 20
        \(gate("conversion", "accepted", worse: "lower", counted, judged))
        \(gate("reject-with-reason", "rejected", worse: "higher", counted, judged))

        """
    }

    private static func gate(
        _ name: String, _ event: String, worse: String, _ counted: (String) -> String, _ judged: String
    ) -> String {
        """
              - name: \(name)
                conversion:
                  numerator: '\(counted("advisory_recommendations_\(event)_total{ {{ track }} }"))'
                  denominator: '\(counted("advisory_recommendations_shown_total{ {{ track }} }"))'
                  worse: \(worse)
                  margin: {relative: 10%}
                stages: [baseline, canary]
                \(judged)
        """
    }
}
