extension SelfAlerts {
    static let journal = [journalErrors, killNotWritten]

    private static let journalErrors = SelfAlert(
        name: "StagegateJournalErrors",
        expression: "increase(stagegate_journal_errors_total[5m]) > 0",
        hold: "5m", severity: .critical,
        summary: "Stagegate cannot use its journal.",
        description: "Calls of the journal of {{ $labels.instance }} fail; what cannot be written is not done.",
        runbook: SelfAlert.Runbook(
            meaning: "The disk is full, slow or broken, or the file may not be written.",
            impact: "Nothing is decided or acknowledged. The kill switch still serves 0 %, and is written later.",
            look: [
                "`stagegate status`: `waiting_for` has the error", "`df` for the folder of `--storage.path`",
                "`stagegate_journal_size_bytes`",
            ],
            act: [
                "make room; it goes on by itself",
                "shorten `--storage.retention` when the journal itself is what is large",
                "`stagegate kill` what should not be left as it is",
            ]),
        cases: SelfAlert.Cases(
            firing: SelfAlert.FiringCase(
                series: [series("stagegate_journal_errors_total", "", "0+1x30")], minute: 15, labels: place),
            silent: SelfAlert.Case(series: [series("stagegate_journal_errors_total", "", "0 1x30")], minute: 15)))

    private static let killNotWritten = SelfAlert(
        name: "StagegateKillNotWritten",
        expression: "stagegate_kill_pending == 1",
        hold: "1m", severity: .critical,
        summary: "The kill of {{ $labels.rollout }} is not in the journal yet.",
        description: "The weight is 0 now, but a restart would not know of it.",
        runbook: SelfAlert.Runbook(
            meaning: "Somebody pulled the kill switch while the journal could not be written.",
            impact: "0 % is served. If the process ended now, the old weight would be served after its start.",
            look: ["StagegateJournalErrors"],
            act: ["do not restart the service", "make room on the disk; the kill is written at once"]),
        cases: SelfAlert.Cases(
            firing: SelfAlert.FiringCase(
                series: [series("stagegate_kill_pending", #"rollout="demo""#, "0 1x20")], minute: 5,
                labels: place + [("rollout", "demo")]),
            silent: SelfAlert.Case(
                series: [series("stagegate_kill_pending", #"rollout="demo""#, "0 1 0x20")], minute: 5)))
}
