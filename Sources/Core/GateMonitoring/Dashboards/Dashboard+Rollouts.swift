import GateModel

extension Dashboard {
    /// Where the rollouts stand, what the gates see, what was decided.
    static let rollouts = Dashboard(
        uid: "stagegate-rollouts", title: "Stagegate / Rollouts",
        description:
            "Where rollouts stand, each gate's value against its threshold, verdicts, decisions and incidents.",
        variables: [
            Variable(
                name: "rollout", label: "Rollout", query: "label_values(stagegate_rollout_weight_ratio, rollout)"),
            Variable(
                name: "gate", label: "Gate", query: #"label_values(stagegate_gate_value{rollout=~"$rollout"}, gate)"#),
        ],
        annotations: [
            Annotation(
                name: "Decisions",
                expression:
                    "sum by (rollout, decision) (increase(stagegate_decisions_total{\(chosen)}[$__rate_interval])) > 0",
                title: "{{rollout}}: {{decision}}")
        ],
        rows: [
            Row(title: "Where they stand", panels: [weight, green, weightOverTime, phase, stage]),
            Row(title: "What the gates see", panels: [verdicts, evidence, passing, gate]),
            Row(title: "What happened", panels: [decisions, incidents, rejections, noData]),
        ])

    private static let chosen = #"rollout=~"$rollout""#
    private static let chosenGates = #"rollout=~"$rollout", gate=~"$gate""#

    private static let weight = Panel(
        "Weight", "Share of traffic the revision under rollout is given now.", .stat,
        "stagegate_rollout_weight_ratio{\(chosen)}", "{{rollout}}"
    ).with(unit: "percentunit", width: 6, height: 6)

    private static let green = Panel(
        "Green for", "Time since which every gate has passed; 0 while one does not.", .stat,
        """
        (time() - stagegate_green_since_timestamp_seconds{\(chosen)})
        * (stagegate_green_since_timestamp_seconds{\(chosen)} > bool 0)
        """, "{{rollout}}"
    ).with(unit: "s", width: 6, height: 6)

    private static let weightOverTime = Panel(
        "Weight over time", "", .lines(isStepped: true), "stagegate_rollout_weight_ratio{\(chosen)}", "{{rollout}}"
    ).with(unit: "percentunit", width: 12, height: 6)

    private static let phase = Panel(
        "Phase", "The phase each rollout is in.",
        .states([Panel.State(word: "unknown", colour: "#808080")] + Phase.allCases.map(state)),
        code("stagegate_rollout_phase", chosen, "phase", Phase.allCases.map(\.rawValue), by: "rollout"), "{{rollout}}")

    private static func state(of phase: Phase) -> Panel.State {
        let colour =
            switch phase {
            case .pending: "#808080"
            case .observing: "blue"
            case .awaitingApproval: "yellow"
            case .stopped: "red"
            case .completed: "green"
            case .aborted: "#555555"
            }
        return Panel.State(word: phase.rawValue, colour: colour)
    }

    private static let stage = Panel(
        "Stage", "1 for the stage each rollout is at.",
        .states([Panel.State(word: "no", colour: "transparent"), Panel.State(word: "here", colour: "blue")]),
        "stagegate_rollout_stage{\(chosen)}", "{{rollout}} {{stage}}")

    private static let verdicts = Panel(
        "Verdicts", "The newest verdict of each gate over time.",
        .states([
            Panel.State(word: "none", colour: "#808080"), Panel.State(word: "pass", colour: "green"),
            Panel.State(word: "fail", colour: "red"), Panel.State(word: "inconclusive", colour: "yellow"),
            Panel.State(word: "error", colour: "purple"),
        ]),
        code(
            "stagegate_gate_verdict", chosenGates, "verdict", Outcome.allCases.map(\.rawValue), by: "rollout, gate"),
        "{{rollout}} {{gate}}"
    ).with(width: 24, height: 10)

    private static let evidence = Panel(
        "Evidence", "How far the evidence of gates with confidence has come; 1 is a proof.", .lines(isStepped: true),
        "stagegate_gate_proof_ratio{\(chosenGates)}", "{{rollout}} {{gate}} {{side}}"
    ).with(unit: "percentunit")

    private static let passing = Panel(
        "Gates that pass", "Share of the gates of each rollout that pass.", .lines(isStepped: true),
        #"avg by (rollout) (stagegate_gate_verdict{\#(chosenGates), verdict="pass"})"#, "{{rollout}}"
    ).with(unit: "percentunit")

    private static let gate = Panel(
        "$gate", "The gate's value against its threshold.", .lines(isStepped: false),
        [
            Panel.Query("stagegate_gate_value{\(chosenGates)}", "{{rollout}} value"),
            Panel.Query("stagegate_gate_threshold{\(chosenGates)}", "{{rollout}} threshold"),
        ]
    ).with(width: 8, limits: ["/threshold$/"]).repeated(for: "gate")

    private static let decisions = Panel(
        "Decisions", "Decisions by kind; the examples carry trace ids.", .bars,
        "sum by (rollout, decision) (increase(stagegate_decisions_total{\(chosen)}[$__rate_interval]))",
        "{{rollout}} {{decision}}")

    private static let incidents = Panel(
        "Open incidents", "Safety events that are open.", .lines(isStepped: true),
        "sum by (rollout, kind) (stagegate_incidents_open{\(chosen)})", "{{rollout}} {{kind}}")

    private static let rejections = Panel(
        "Refused requests", "Requests that the rules of a rollout refused.", .bars,
        "sum by (rollout, code) (increase(stagegate_rejections_total{\(chosen)}[$__rate_interval]))",
        "{{rollout}} {{code}}")

    private static let noData = Panel(
        "Gates without data", "1 while the newest verdict of a gate had no data.", .lines(isStepped: true),
        "stagegate_gate_no_data{\(chosenGates)}", "{{rollout}} {{gate}}")

    /// A set of states as one number: the place of the one that is 1 in the list, counted from 1; 0 when none is.
    private static func code(
        _ metric: String, _ selector: String, _ label: String, _ states: [String], by labels: String
    ) -> String {
        let terms = states.enumerated().map { index, state in
            "\(index + 1) * \(metric){\(selector), \(label)=\"\(state)\"}"
        }
        return "max by (\(labels)) (\n  \(terms.joined(separator: "\n  or "))\n)"
    }
}
