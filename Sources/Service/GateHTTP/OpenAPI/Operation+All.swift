import GateModel

/// Every route's operation: the one place where a route is described; the web page's are for people and not among them.
extension Operation {
    /// All of them.
    static let all = process + status + reading + acting

    private static let process: [Operation] = [
        Operation(route: .healthy, summary: "Whether the process lives.", answer: .text),
        Operation(
            route: .ready, summary: "Whether it can take requests; 503 says why not.", answer: .text, failures: [503]),
        Operation(
            route: .reload, summary: "Reads configuration and rule files anew; 500 says why they were not taken.",
            answer: .text, failures: [500]),
        Operation(
            route: .metrics, summary: "The metrics.",
            answer: .media(["text/plain", "application/openmetrics-text"])),
        Operation(route: .version, summary: "The build.", answer: .json(API.BuildInfo.self)),
        Operation(
            route: .openAPI, summary: "This description.",
            answer: .media(["application/json"])),
    ]

    private static let status: [Operation] = [
        Operation(route: .buildInfo, summary: "The build.", answer: .data(API.BuildDetails.self)),
        Operation(route: .config, summary: "The configuration without secrets.", answer: .data(API.Configuration.self)),
        Operation(route: .flags, summary: "The command line flags.", answer: .data([String: String].self)),
        Operation(route: .runtimeInfo, summary: "The running process.", answer: .data(API.RuntimeInfo.self)),
        Operation(
            route: .rules, summary: "Gates and stop rules as Prometheus shows alerting rules.",
            parameters: [
                .words("type", ["alert", "record"], "Only rules of this type; all of ours are of type alert."),
                .texts("rule_name[]", "Only rules of these names."),
                .texts("rule_group[]", "Only groups of these names."),
                .texts("file[]", "Only groups of these files."),
                .texts("match[]", "Only rules whose labels fit one of these selectors."),
                Parameter(
                    name: "exclude_alerts", schema: ["type": "boolean"], summary: "Whether to leave out the alerts."),
                .number("group_limit", 1...Int.max, "How many groups at the most."),
                .text("group_next_token", "`groupNextToken` of the page before."),
            ],
            answer: .data(API.RuleGroups.self), failures: [400]),
        Operation(
            route: .alerts, summary: "The alerts as Prometheus shows them.", answer: .data(API.AlertList.self)),
        Operation(
            route: .deliveries, summary: "What became of alerts and webhooks.",
            parameters: [.text("rollout", "Only what is about this rollout.")], answer: .data(API.Deliveries.self),
            failures: [503]),
    ]

    private static let reading: [Operation] = [
        Operation(route: .rollouts, summary: "All rollouts.", answer: .data(API.RolloutList.self)),
        Operation(
            route: .rollout, summary: "One rollout.", parameters: Parameter.watching, answer: .data(API.Rollout.self),
            failures: [400], further: [304]),
        Operation(
            route: .weight, summary: "Its weight, for whatever shifts the traffic.", parameters: Parameter.watching,
            answer: .data(API.Weight.self), failures: [400], further: [304]),
        Operation(
            route: .evaluation, summary: "Its newest evaluation with every query and value.",
            answer: .data(API.Evaluation.self)),
        Operation(
            route: .decisions, summary: "Its newest decisions.", parameters: [.limit],
            answer: .data(API.DecisionList.self), failures: [400, 503]),
        Operation(
            route: .journal, summary: "The newest records of its journal.",
            parameters: [
                .limit,
                Parameter(
                    name: "evaluations", schema: ["type": "string", "enum": ["true", "false"]],
                    summary: "Whether evaluations without a decision are among them."),
            ],
            answer: .data(API.Journal.self), failures: [400, 503]),
        Operation(
            route: .report, summary: "The evidence log of an attempt.", parameters: [.attempt],
            answer: .data(API.Report.self), failures: [400, 503]),
        Operation(
            route: .reportPage, summary: "The same as a page with plots.", parameters: [.attempt], answer: .page,
            failures: [400, 503]),
        Operation(
            route: .history, summary: "What its gates came to over time.",
            parameters: [
                .text("gate", "Only this gate."), .time("from", "The beginning; the entry into the stage by default"),
                .time("to", "The end; now by default"),
                .number("limit", 4...HTTPLimits.points, "Points of each gate at the most."),
            ],
            answer: .data(API.History.self), failures: [400, 503]),
        Operation(
            route: .explain, summary: "What it asks, and what each answer leads to.",
            parameters: [.text("stage", "The stage; the first with a canary by default.")],
            answer: .data(API.Explanation.self)),
        Operation(
            route: .checklist, summary: "What has to be proven before a start, and where it stands.",
            answer: .data(API.Preflight.self)),
    ]

    private static let acting: [Operation] = [
        act(.start, "Starts an attempt.", .fields([.name("revision")])),
        act(.approve, "Approves a candidate.", .fields([.name("candidate")])),
        act(.hold, "Suspends promotions.", .fields([.text("reason")])),
        act(.unhold, "Lifts the hold.", .fields([.text("reason")])),
        act(
            .rollback, "Takes the rollout back to a lower stage; to the previous stable one where none is named.",
            .fields([.name("to_stage", isRequired: false), .text("reason")])),
        act(
            .kill, "Pulls the kill switch: weight 0, whatever the body says; 202 means in force and not written yet.",
            .anything, further: [202]),
        act(.resume, "Lets a stopped rollout go on.", .fields([.text("reason")])),
        act(.abort, "Ends the attempt.", .fields([.text("reason")])),
        act(.preflight, "Attests a preflight item.", .fields([.name("item"), .text("note")])),
        act(.prove, "Proves by machine what can be proven without a drill.", nil, answer: API.Proving.self),
        act(.drill, "Rehearses stop, rollback and kill switch.", nil, answer: API.Proving.self),
        act(
            .openIncident, "Opens an incident.",
            .fields([
                .name("id", isRequired: false), .words("kind", IncidentKind.allCases.map(\.rawValue)), .text("note"),
            ])),
        act(.resolveIncident, "Resolves an incident.", .fields([.text("note")])),
        act(.noteIncident, "Adds a note to an incident.", .fields([.text("note")])),
        Operation(
            route: .alertmanager, summary: "Takes the notifications of Alertmanager's webhook, version 4.",
            body: .notification, answer: .data(API.NotificationReceipt.self), failures: [400, 403, 409, 413, 503]),
    ]

    /// What is the same for everything that is done to a rollout.
    private static func act(
        _ route: Route, _ summary: String, _ body: Body?,
        answer: any (Decodable & Sendable).Type = API.Rollout.self, further: [Int] = []
    ) -> Operation {
        Operation(
            route: route, summary: summary,
            parameters: [
                Parameter(
                    name: "traceparent", place: .header, schema: ["type": "string"],
                    summary: "W3C Trace Context; one that is not valid is ignored.")
            ],
            body: body, answer: .data(answer), failures: [400, 409, 413, 503], further: further)
    }
}
