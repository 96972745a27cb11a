extension SelfAlerts {
    static func down(job: String) -> SelfAlert {
        SelfAlert(
            name: "StagegateDown",
            expression: "up{job=\"\(job)\"} == 0\nor\nabsent(up{job=\"\(job)\"})",
            hold: "5m", severity: .critical,
            summary: "Stagegate is down.",
            description: "Prometheus has not reached Stagegate for 5 minutes; nobody watches the rollouts.",
            runbook: SelfAlert.Runbook(
                meaning: "Prometheus cannot scrape Stagegate, or no longer knows of it.",
                impact:
                    "Nothing is evaluated, promoted or stopped. Traffic stays at the weight it has; alerts of stops "
                    + "that were sent before end by themselves after a few minutes.",
                look: [
                    "the page of targets in Prometheus: is it the network, TLS, credentials, or the process?",
                    "the end of Stagegate's log: the line that begins with \"stagegate cannot serve\" says why",
                    "`stagegate healthy` on the machine itself",
                ],
                act: [
                    "set the weight of rollouts that look bad to 0 by hand, where the traffic is shifted",
                    "start the service; it makes up for what it missed before it is ready",
                    "when the journal is refused, keep a copy of the folder before anything else",
                ]),
            cases: SelfAlert.Cases(
                firing: SelfAlert.FiringCase(
                    series: [SelfAlert.Series("up{job=\"\(job)\",instance=\"a\"}", "1 0x10")], minute: 7,
                    labels: [("job", job), ("instance", "a")]),
                silent: SelfAlert.Case(
                    series: [SelfAlert.Series("up{job=\"\(job)\",instance=\"a\"}", "1 0x10")], minute: 4)))
    }

    static func restarting(job: String) -> SelfAlert {
        let start = "process_start_time_seconds{job=\"\(job)\",instance=\"a\"}"
        return SelfAlert(
            name: "StagegateRestarting",
            expression: "changes(process_start_time_seconds{job=\"\(job)\"}[1h]) > 3",
            hold: nil, severity: .warning,
            summary: "Stagegate keeps restarting.",
            description: "Stagegate at {{ $labels.instance }} was started more than 3 times within an hour.",
            runbook: SelfAlert.Runbook(
                meaning: "The process ends and is started again, over and over.",
                impact: "Decisions are late. What was missed is made up for, promotions wait.",
                look: [
                    "the log before each start: an error, or nothing when it was killed",
                    "memory: `process_resident_memory_bytes` against the limit of the container",
                    "the health check of whatever restarts it",
                ],
                act: ["raise the limit, or mend what the log names", "`stagegate hold` rollouts until it stays up"]),
            cases: SelfAlert.Cases(
                firing: SelfAlert.FiringCase(
                    series: [SelfAlert.Series(start, "100x5 200x5 300x5 400x5 500x30")], minute: 40,
                    labels: [("job", job), ("instance", "a")]),
                silent: SelfAlert.Case(series: [SelfAlert.Series(start, "100x5 200x5 300x50")], minute: 40)))
    }

    static let watchdog = SelfAlert(
        name: "StagegateWatchdog",
        expression: "vector(1)", hold: nil, severity: .none,
        summary: "The way from Prometheus to people works.",
        description: "This alert always fires. When it is not heard of, the alerts above would not be heard of either.",
        runbook: SelfAlert.Runbook(
            meaning: "Nothing is wrong: it is meant to fire. Its absence is the alarm.",
            impact: "None.",
            look: ["whether whoever waits for it (a dead man's switch) still gets it"],
            act: [
                "route it to a service that calls when it stops coming: the receiver `watchdog` in "
                    + "`alertmanager/alertmanager.yml`",
                "when it stopped: look at Prometheus, then at Alertmanager, then at the route between them",
            ]),
        cases: SelfAlert.Cases(
            firing: SelfAlert.FiringCase(series: [], minute: 0, labels: []),
            silent: nil))

    static let configuration = [badConfig, badWebConfig]

    private static let badConfig = SelfAlert(
        name: "StagegateBadConfig",
        expression: "max_over_time(stagegate_config_last_reload_successful[5m]) == 0",
        hold: "10m", severity: .critical,
        summary: "Stagegate could not reload its configuration.",
        description:
            "Stagegate at {{ $labels.instance }} refused its newest configuration and works with an older one.",
        runbook: SelfAlert.Runbook(
            meaning:
                "The newest reload was refused; configuration, rules and tokens are still the old ones, all of them.",
            impact: "Rollouts are judged by rules that are not the ones in the files. A restart would fail.",
            look: [
                "the log line `reload refused`, which names every problem with file, line and column",
                "`stagegate check --config.file stagegate.yml`",
            ],
            act: ["mend the files and reload, by SIGHUP or `POST /-/reload`", "or put the old files back"]),
        cases: SelfAlert.Cases(
            firing: SelfAlert.FiringCase(
                series: [series("stagegate_config_last_reload_successful", "", "1 0x30")], minute: 20, labels: place),
            silent: SelfAlert.Case(
                series: [series("stagegate_config_last_reload_successful", "", "1 0x30")], minute: 14)))

    private static let badWebConfig = SelfAlert(
        name: "StagegateBadWebConfig",
        expression: "max_over_time(stagegate_web_config_last_reload_successful[5m]) == 0",
        hold: "10m", severity: .warning,
        summary: "Stagegate cannot read its web configuration.",
        description: "Stagegate at {{ $labels.instance }} serves with an older certificate or web configuration.",
        runbook: SelfAlert.Runbook(
            meaning: "The web configuration, a certificate or a key was changed and cannot be used.",
            impact: "What was in force stays. An old certificate expires, and then nobody gets in.",
            look: [
                "the log: it names file and reason", "`promtool check web-config web.yml`",
                "whether key and certificate belong together, and who may read them",
            ],
            act: ["mend the files; they are read again by themselves"]),
        cases: SelfAlert.Cases(
            firing: SelfAlert.FiringCase(
                series: [series("stagegate_web_config_last_reload_successful", "", "1 0x30")], minute: 20, labels: place
            ),
            silent: SelfAlert.Case(
                series: [series("stagegate_web_config_last_reload_successful", "", "1 0x30")], minute: 14)))
}
