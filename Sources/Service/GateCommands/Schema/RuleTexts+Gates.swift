extension RuleTexts {
    /// What the keys of gates mean.
    static let gates = [gate, baseline, confidence, undecided, tenantMix, margin] + kinds

    private static let gate = MappingText(
        "a gate",
        [
            KeyText("name", "Unique within the rollout, stop rules included.", example: "availability"),
            KeyText("description", "For people.", example: "API success rate"),
            KeyText("availability", "Passes when the success ratio is at least the objective."),
            KeyText("latency", "Passes when the quantile is at most the target."),
            KeyText("conversion", "Passes when a ratio is not worse than the baseline's by more than the margin."),
            KeyText("threshold", "Passes when the comparison holds."),
            KeyText("events", "Passes when the count is at most `max`."),
            KeyText(
                "over", "What `{{ over }}` stands for; `stage`: everything since the stage was entered.", example: "10m"
            ),
            KeyText(
                "confidence", "How sure a verdict has to be; left out, point values are compared.", example: "95%"),
            KeyText(
                "for", "How long it must fail before the rollout is taken back.", example: "1m",
                standard: "one interval; `0s` with `confidence`"),
            KeyText(
                "min_events", "Events a verdict must rest on, else `too_few_events`.", example: "500",
                standard: "`100`; `0` with `confidence`"),
            KeyText(
                "per", "Labels by which every series is judged on its own; the gate is as bad as the worst.",
                example: "[tenant]"),
            KeyText("reduce", "Makes one value of several series.", example: "max"),
            KeyText("stages", "Names of the stages at which it is judged.", example: "[canary, half]", standard: "all"),
            KeyText("baseline", "Where a comparing gate takes its baseline from.", example: "{offset: 7d}"),
            KeyText(
                "baseline_at_100",
                "The same at 100 %, where nothing runs beside the canary; required for concurrent baselines.",
                example: "stage_0"),
            KeyText("on_no_data", "What `no_data`, `too_few_events` and `stale` count as.", example: "fail"),
            KeyText("on_nan", "What `not_a_number` and `infinite` count as.", example: "fail"),
            KeyText(
                "on_error",
                "What `query_rejected`, `source_unavailable`, `bad_response` and `too_many_series` count as.",
                example: "fail"),
            KeyText("on_partial", "What `partial_data` counts as.", example: "fail"),
        ])

    private static let kinds = [
        MappingText(
            "an availability gate",
            [
                KeyText(
                    "bad", "Counts bad events.",
                    example: #"sum(increase(http_requests_total{code=~"5..", {{ track }}}[{{ over }}]))"#),
                KeyText(
                    "good", "Counts good events.",
                    example: #"sum(increase(http_requests_total{code!~"5..", {{ track }}}[{{ over }}]))"#),
                KeyText(
                    "total", "Counts all events.",
                    example: "sum(increase(http_requests_total{ {{ track }} }[{{ over }}]))"),
                KeyText("objective", "Success ratio to reach.", example: "99.9%"),
            ]),
        MappingText(
            "a latency gate",
            [
                KeyText(
                    "histogram",
                    "One cumulative series for each bucket (label `le`), or native histograms; with `confidence` native ones "
                        + "are counted with `increase()`.",
                    example: "sum by (le) (increase(http_seconds_bucket{ {{ track }} }[{{ over }}]))"),
                KeyText("quantile", "Which quantile.", example: "99%"),
                KeyText(
                    "target",
                    "The largest value that passes; a duration means seconds, a number has the histogram's unit.",
                    example: "300ms"),
            ]),
        MappingText(
            "a conversion gate",
            [
                KeyText(
                    "numerator", "Counts the events; contains `{{ track }}`.",
                    example: "sum(increase(orders_total{ {{ track }} }[{{ over }}]))"),
                KeyText(
                    "denominator", "Counts what they are part of; contains `{{ track }}`.",
                    example: "sum(increase(carts_total{ {{ track }} }[{{ over }}]))"),
                KeyText("worse", "The direction in which the ratio gets worse.", example: "lower"),
                KeyText("margin", "How much worse than the baseline the canary may be.", example: "{relative: 5%}"),
            ]),
        MappingText(
            "a threshold gate",
            [
                KeyText("query", "The value.", example: "max(queue_length{ {{ track }} })"),
                KeyText("op", "How it compares when it passes.", example: #""<=""#),
                KeyText("value", "With what it is compared, in the query's unit.", example: "0.8"),
            ]),
        MappingText(
            "an events gate",
            [
                KeyText(
                    "query", "Counts events that should not happen.",
                    example: "sum(increase(panics_total{ {{ track }} }[{{ over }}]))"),
                KeyText("max", "The largest count that passes.", example: "0"),
            ]),
    ]

    private static let margin = MappingText(
        "a margin",
        [
            KeyText("relative", "A share of the baseline's ratio.", example: "5%"),
            KeyText("absolute", "A difference of the ratios: `1%` is one percentage point.", example: "1%"),
        ])

    private static let baseline = MappingText(
        "a baseline", [KeyText("offset", "The baseline track so long before.", example: "7d")])

    private static let confidence = MappingText(
        "a confidence",
        [
            KeyText(
                "level",
                "A healthy rollout is failed, and a bad gate passed, at most so rarely: one time in twenty at 95 %.",
                example: "99%"),
            KeyText(
                "undecided", "What a gate that is not decided at the end of the window means.",
                example: "{extend_to: 8h}"),
            KeyText(
                "warm_up", "Nothing counts for so long after the entry into a stage; shorter than the shortest window.",
                example: "1m"),
            KeyText(
                "history",
                "How much of the baseline before the stage is looked at for its rate and its noise; `0s` for none, else at "
                    + "least ten blocks.",
                example: "1d"),
            KeyText("tenant_mix", "Tells the canary's tenants from the others; for `conversion` alone."),
        ])

    private static let undecided = MappingText(
        "a policy for undecided gates",
        [
            KeyText(
                "extend_to",
                "The whole time the stage may take, its window included; then it is held until somebody acts.",
                example: "8h")
        ])

    private static let tenantMix = MappingText(
        "a tenant mix",
        [
            KeyText(
                "canary", "Selects the tenants of the canary; stands for `{{ track }}` when the time before is asked.",
                example: #"tenant=~"acme|globex""#),
            KeyText("others", "Selects all others.", example: #"tenant!~"acme|globex""#),
            KeyText("period", "How much of the time before the attempt is looked at.", example: "1d"),
        ])
}
