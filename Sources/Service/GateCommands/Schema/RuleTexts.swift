/// What the keys of a rule file mean: the rollout and everything but its gates and stop rules.
enum RuleTexts {
    static let all = FileTexts(
        [file, rollout, scope, tracks, stage, safety, preflight] + approvals + incidents + gates + stopRules)

    private static let file = MappingText(
        "a rule file", [KeyText("rollouts", "The rollouts, each with its stages, gates and stop rules.")])

    private static let rollout = MappingText(
        "a rollout",
        [
            KeyText("name", "Unique among all rule files; it stands in URLs and labels.", example: "checkout"),
            KeyText("description", "For people.", example: "Checkout service"),
            KeyText("scope", "What takes part in the rollout."),
            KeyText("interval", "Distance between two evaluations.", example: "30s"),
            KeyText(
                "query_offset",
                "How far behind the evaluation timestamp data is asked; one scrape interval, 30 s with VictoriaMetrics.",
                example: "15s"),
            KeyText(
                "scrape_interval",
                "Distance between two samples of a series, as Prometheus is configured; for gates with `confidence`.",
                example: "15s"),
            KeyText("query_timeout", "How long one query may take, at most one interval.", example: "5s"),
            KeyText(
                "tolerance", "How long the rollout may be undecided before its green time is lost.", example: "1m",
                standard: "two intervals"),
            KeyText(
                "min_coverage", "Share of the window's grid points that need a verdict.", example: "95%"),
            KeyText("tracks", "How the canary is told from the baseline."),
            KeyText("window", "Window of the stages that say none.", example: "4h"),
            KeyText(
                "stages", "The stages; their weights rise strictly from 0 % to 100 %.",
                example: "[{name: baseline, weight: 0%}, {name: full, weight: 100%}]",
                standard: "0, 10, 25, 50, 100 %"),
            KeyText("gates", "What has to pass before a stage may be left upwards."),
            KeyText("stop_rules", "What stops the rollout at once."),
            KeyText("approval", "Who may approve a promotion."),
            KeyText("incidents", "Where incidents come from beside people and stop rules."),
            KeyText("safety", "What becomes of open safety events."),
            KeyText("preflight", "What has to be proven before a start."),
            KeyText("labels", "Added to every alert.", example: "{team: checkout}"),
            KeyText(
                "annotations", "Added to every alert.", example: "{runbook_url: https://wiki.example.com/checkout}"),
        ])

    private static let scope = MappingText(
        "a scope",
        [
            KeyText(
                "services", "The services that take part; the label `service` of alerts.", example: "[api, dashboard]"),
            KeyText(
                "selector", "Put in front of each track's matchers.", example: #"tenant_tier="production""#),
            KeyText("exclusions", "What is left out, for people.", example: "[experimental integrations]"),
        ])

    private static let tracks = MappingText(
        "the tracks",
        [
            KeyText("canary", "Selects the revision under rollout.", example: #"version="v2""#),
            KeyText("baseline", "Selects what it is compared with.", example: #"version="v1""#),
        ])

    private static let stage = MappingText(
        "a stage",
        [
            KeyText("name", "Unique within the rollout.", example: "canary"),
            KeyText("weight", "Share of traffic on the canary, in whole percent.", example: "10%"),
            KeyText(
                "window", "How long the stage must be green without a break before it may be left upwards.",
                example: "4h", standard: "the rollout's `window`"),
            KeyText(
                "approval",
                "Whether leaving it upwards needs an approval; no meaning for the last stage.", example: "auto"),
        ])

    private static let safety = MappingText(
        "the safety settings",
        [
            KeyText(
                "unresolved_after", "How long an audit anomaly may stay open before the weight goes to 0.",
                example: "15m")
        ])

    private static let preflight = MappingText(
        "a preflight item",
        [
            KeyText("name", "Unique within the rollout.", example: "kill-switch-tested"),
            KeyText("description", "For people.", example: "Kill switch tested"),
            KeyText(
                "valid_for", "How long a proof counts.", example: "30d", standard: "as long as the rule stays the same"),
            KeyText("proof", "What proves it.", example: "drill", standard: "a person's attestation"),
            KeyText(
                "receivers", "Whom the test alert of `proof: alert_routing` has to be routed to.",
                example: "[on-call-tech-lead]", standard: "any receiver"),
            KeyText("parts", "What `proof: drill` has to rehearse.", example: "[kill]", standard: "all of it"),
        ])

    private static let approvals = [
        MappingText(
            "the approval settings",
            [
                KeyText(
                    "roles", "An approver needs one of these roles.", example: "[tech-lead, admin]",
                    standard: "`[tech-lead]`"),
                KeyText("on_call", "Who is on call at the moment of the approval.", standard: "anyone"),
                KeyText(
                    "two_person", "Whether it has to be somebody else than who started the attempt.", example: "true"),
                KeyText("expires_after", "How long an approval is valid.", example: "30m"),
            ]),
        MappingText(
            "the on-call list",
            [
                KeyText("actors", "They are always on call.", example: "[alice, bob]"),
                KeyText("rota", "Shifts; they may overlap, and where there is none nobody can approve."),
                KeyText(
                    "query", "PromQL whose series with a value above 0 name who is on call.",
                    example: #"oncall_member{team="checkout"}"#),
                KeyText("label", "The label in which the query's series name an actor.", example: "user"),
            ]),
        MappingText(
            "a shift",
            [
                KeyText("actor", "Who is on call.", example: "alice"),
                KeyText(
                    "from", "When the shift begins: a point in time, or a time of the week.", example: "Mon 09:00+01:00"
                ),
                KeyText("until", "When it is over.", example: "Fri 17:00+01:00"),
            ]),
    ]

    private static let incidents = [
        MappingText(
            "the incident settings",
            [
                KeyText(
                    "from_alerts",
                    "Which of the alerts that Alertmanager posts open an incident; the first rule counts that matches.")
            ]),
        MappingText(
            "a rule for alerts",
            [
                KeyText(
                    "matchers", "All of them have to match, in Alertmanager's syntax.",
                    example: #"['severity="sev1"', 'service=~"advisory-.+"']"#),
                KeyText("kind", "What the alert stands for.", example: "sev1"),
            ]),
        MappingText(
            "a kind of incident", [KeyText("label", "The label that names the kind.", example: "severity")]),
    ]
}
