/// What the keys of the configuration, the web configuration and the tokens file mean.
enum ConfigTexts {
    /// Of the configuration.
    static let config = FileTexts(general + access + alerting + [webhook, filter, relabelling] + client)
    /// Of the web configuration.
    static let web = FileTexts(webServer)
    /// Of HTTP client settings.
    static let httpClient = FileTexts([MappingText("the HTTP client settings", http)] + client)
    /// Of the tokens file.
    static let tokens = FileTexts([
        MappingText("the tokens file", [KeyText("tokens", "Everybody's tokens.")]),
        MappingText(
            "a token",
            [
                KeyText("actor", "Whom it stands for.", example: "alice"),
                KeyText("roles", "What they may do.", example: "[tech-lead]"),
                KeyText(
                    "sha256", "SHA-256 of the token, in hex.",
                    example: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
                KeyText(
                    "expires_at", "From then on it is worth nothing.", example: "2026-12-31T23:59:59Z",
                    standard: "never"),
            ]),
    ])

    private static let general = [
        MappingText(
            "the configuration",
            [
                KeyText("global", "What holds for all alerts."),
                KeyText(
                    "datasources", "Where the numbers come from: exactly one.",
                    example: "[{url: http://localhost:9090}]"),
                KeyText("rule_files", "Patterns of rule files, relative to this one.", example: "[rules/*.yml]"),
                KeyText("alerting", "Where alerts go."),
                KeyText("webhooks", "Who is told of decisions."),
                KeyText("access", "Who may call."),
            ]),
        MappingText(
            "global",
            [
                KeyText(
                    "external_labels", "Added to every alert where absent.", example: "{cluster: eu1, replica: a}"),
                KeyText("resend_delay", "Least time between two sends of the same alert.", example: "2m"),
            ]),
        MappingText(
            "a datasource",
            [
                KeyText("name", "The label `datasource` of metrics.", example: "eu1"),
                KeyText("url", "Base URL; `/api/v1/query` is appended.", example: "http://localhost:9090"),
                KeyText("method", "How queries are sent.", example: "GET"),
                KeyText(
                    "params", "Extra parameters of every query.", example: #"{partial_response: "false"}"#),
            ] + http),
    ]

    private static let access = [
        MappingText(
            "access",
            [
                KeyText("tokens_file", "Bearer tokens, and who may do what with them.", example: "tokens.yml"),
                KeyText(
                    "anonymous_read",
                    "Whether reading needs no credential; users in the web configuration close it.", example: "false"),
                KeyText(
                    "users", "Whom the users of the web configuration stand for; a user without an entry may read.",
                    example: "[{user: bob, roles: [operator]}]"),
                KeyText(
                    "certificates", "Whom verified client certificates stand for.",
                    example: "[{san: alice@example.org, actor: alice, roles: [tech-lead]}]"),
                KeyText("rate_limit", "How often one client may call."),
            ]),
        MappingText(
            "an entry",
            [
                KeyText("user", "Name in the web configuration.", example: "bob"),
                KeyText("san", "An alternative name of the certificate.", example: "alice@example.org"),
                KeyText("actor", "Whom it stands for.", example: "alice", standard: "a user's own name"),
                KeyText("roles", "What they may do.", example: "[operator]"),
            ]),
        MappingText(
            "rate_limit",
            [
                KeyText(
                    "reads", "Calls that change nothing.", example: "{interval: 20ms, burst: 200}",
                    standard: "`{interval: 10ms, burst: 500}`"),
                KeyText(
                    "writes", "Calls that change something.", example: "{interval: 200ms, burst: 20}",
                    standard: "`{interval: 100ms, burst: 50}`"),
                KeyText(
                    "failed_logins", "Credentials that are wrong.", example: "{interval: 10s, burst: 5}",
                    standard: "`{interval: 5s, burst: 10}`"),
            ]),
        MappingText(
            "a limit",
            [
                KeyText("interval", "After so long one more call may come; `0s` turns the limit off.", example: "10ms"),
                KeyText("burst", "So many calls may come at once.", example: "500"),
            ]),
    ]

    private static let webhook = MappingText(
        "a webhook",
        [
            KeyText(
                "name", "Its name in metrics and receipts; it is known by it in the journal.", example: "deploy-bot"),
            KeyText("url", "Where to; never shown.", example: "https://deploy.example.com/hooks/stagegate"),
            KeyText("url_file", "The file the URL stands in.", example: "secrets/deploy-bot-url"),
            KeyText("timeout", "How long one attempt may take.", example: "5s"),
            KeyText("secret_file", "The secret that messages are signed with.", example: "secrets/deploy-bot"),
            KeyText("send_resolved", "Whether it hears that a decision no longer stands.", example: "false"),
            KeyText("filter", "Which decisions it hears of."),
        ] + http)

    private static let filter = MappingText(
        "a filter",
        [
            KeyText("decisions", "Kinds of decision.", example: "[promote, roll_back, stop]", standard: "all"),
            KeyText("phases", "Phases that a decision leads to.", example: "[stopped, completed]", standard: "all"),
            KeyText(
                "rollouts", "Names of rollouts, matched as a whole.", example: "['checkout-.*']", standard: "all"),
        ])
}
