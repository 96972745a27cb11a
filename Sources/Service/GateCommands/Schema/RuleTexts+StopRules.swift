extension RuleTexts {
    /// What the keys of stop rules mean.
    static let stopRules = [
        MappingText(
            "a stop rule",
            [
                KeyText("name", "Unique within the rollout, gates included.", example: "slo-breach"),
                KeyText("description", "For people.", example: "The objective is missed for five minutes"),
                KeyText("breach", "Fires when gates fail for long, or burn their error budget too fast."),
                KeyText("spikes", "Fires when separate spikes keep coming."),
                KeyText("incident", "Fires when an incident of one of these kinds is open."),
                KeyText("expr", "Fires when a PromQL expression compares as said."),
                KeyText(
                    "target",
                    "Where the rollout goes; Sev-1, Sev-2 and isolation breaches always take it to 0 %.",
                    example: "zero", standard: "`previous_stable`; `zero` for incidents that demand it"),
            ]),
        MappingText(
            "a breach",
            [
                KeyText(
                    "gates", "The gates it looks at: any of them, and with `burn_rate` one availability gate.",
                    example: "[availability]"),
                KeyText("for", "How long one of them has to fail without a break.", example: "5m"),
                KeyText("burn_rate", "How fast the error budget may be spent."),
            ]),
        MappingText(
            "a burn rate",
            [
                KeyText("budget", "Share of the period's error budget.", example: "2%"),
                KeyText("period", "The period the budget is for.", example: "30d"),
                KeyText("long", "The window in which the share may be spent.", example: "1h"),
                KeyText(
                    "short", "The window that says that it is still going on.", example: "5m",
                    standard: "a twelfth of `long`"),
                KeyText("min_events", "Events both windows must rest on.", example: "500"),
            ]),
        MappingText(
            "a spikes rule",
            [
                KeyText(
                    "bad", "Counts bad events.",
                    example: #"sum(increase(http_requests_total{code=~"5..", {{ track }}}[{{ over }}]))"#),
                KeyText(
                    "total", "Counts all events.",
                    example: "sum(increase(http_requests_total{ {{ track }} }[{{ over }}]))"),
                KeyText("over", "The range of one measurement.", example: "2m"),
                KeyText(
                    "threshold",
                    "An evaluation is hot when a ratio as high as this explains its bad events with a probability of 0.5 % "
                        + "at most, and there are at least 3 of them.",
                    example: "5%"),
                KeyText("min_events", "Events a hot evaluation must rest on.", example: "50"),
                KeyText("count", "How many spikes it takes.", example: "5"),
                KeyText("within", "Within what time they have to come.", example: "2h"),
                KeyText("min_length", "How long a spike must last to count.", example: "30s"),
                KeyText(
                    "min_gap", "Quiet time that separates two spikes.", example: "5m", standard: "three times `over`"),
            ]),
        MappingText(
            "an incident rule",
            [KeyText("kinds", "Kinds of incident.", example: "[sev1, sev2, tenant_isolation_breach]")]),
        MappingText(
            "an expression rule",
            [
                KeyText(
                    "query", "The expression; an empty answer means that it is not true.",
                    example: #"ALERTS{alertstate="firing", severity="sev1"}"#),
                KeyText("op", "How it compares when it fires.", example: #"">=""#),
                KeyText("value", "With what it is compared, in the query's unit.", example: "1"),
                KeyText("over", "What `{{ over }}` stands for.", example: "10m"),
                KeyText("for", "How long it has to be true, for any series.", example: "1m"),
                KeyText(
                    "opens_incident", "The kind of incident that each series opens that is true.",
                    example: "{label: severity}"),
                KeyText(
                    "resolves",
                    "Whether such an incident resolves by itself when the series is gone for the rollout's `tolerance`.",
                    example: "true"),
            ]),
    ]
}
