/// The rules of the demo: the protocol's, with windows of seconds instead of hours and one rollout for each story.
enum DemoRules {
    /// Every stage's window in seconds.
    static let windowSeconds = 8

    /// Says why no range is filled before its window ends.
    static let longerThanWindow =
        "# stagegate:ignore range-longer-than-window: windows of seconds, so that the demo is over in minutes"

    /// The rule file.
    static var text: String {
        "rollouts:\n" + rollout(HealthyStory.rollout, approval: "required", preflight: true)
            + [BurstStory.rollout, BreachStory.rollout, OutageStory.rollout].map {
                rollout($0, approval: "auto", preflight: false)
            }.joined() + SparseRules.text
    }

    private static func rollout(_ name: String, approval: String, preflight: Bool) -> String {
        """
          - name: \(name)
            description: The advisory service, story "\(name)"
            scope:
              services: [advisory-api, advisory-dashboard, advisory-telegram]
              selector: tenant_tier="production",rollout_eligible="true"
            tracks: {canary: track="canary", baseline: track="stable"}
            interval: 1s
            scrape_interval: 1s
            query_offset: 1s
            query_timeout: 3s
            tolerance: 6s
            window: \(windowSeconds)s
            stages:
              - {name: baseline, weight: 0%, approval: \(approval)}
              - {name: canary, weight: 10%, approval: \(approval)}
              - {name: quarter, weight: 25%, approval: \(approval)}
              - {name: half, weight: 50%, approval: \(approval)}
              - {name: full, weight: 100%, approval: auto}
        \(gates)
        \(stopRules)
            approval: {roles: [tech-lead], on_call: {actors: [alice]}, expires_after: 1m}
            labels: {team: advisory}

        """ + (preflight ? preflightItems : "")
    }

    /// A window of seconds holds a few hundred requests, so the limits are wide.
    ///
    /// After a stop the service goes on serving the old share until it has asked for the new one. The errors of that
    /// moment belong to the stage that was entered; `min_events` and `objective` leave room for them, or they would take
    /// the rollout down one stage further.
    private static let gates = """
            gates:
              - name: availability
                description: Success rate within the error budget
                availability:
                  bad: sum(increase(advisory_http_requests_total{ {{ track }},code=~"5.." }[{{ over }}]))
                  total: sum(increase(advisory_http_requests_total{ {{ track }} }[{{ over }}]))
                  objective: 90%
                over: 10s \(longerThanWindow)
                for: 10s
                min_events: 120
              - name: read-p95
                description: P95 of the read path
                latency:
                  histogram: >-
                    sum by (le) (
                    increase(advisory_http_request_duration_seconds_bucket{ {{ track }},path="read" }[{{ over }}]))
                  quantile: 95%
                  target: 250ms
                over: 10s \(longerThanWindow)
                min_events: 20
              - name: conversion
                description: Accepted of shown recommendations, against the stable track
                conversion:
                  numerator: sum(increase(advisory_recommendations_accepted_total{ {{ track }} }[{{ over }}]))
                  denominator: sum(increase(advisory_recommendations_shown_total{ {{ track }} }[{{ over }}]))
                  worse: lower
                  margin: {relative: 60%}
                baseline: concurrent
                baseline_at_100: stage_0
                over: 15s \(longerThanWindow)
                min_events: 40
              - name: isolation
                description: No tenant isolation breaches
                events:
                  query: sum(increase(advisory_tenant_isolation_breaches_total{ {{ track }} }[{{ over }}]))
                  max: 0
                over: 10s \(longerThanWindow)
        """

    private static let stopRules = """
            stop_rules:
              - name: slo-breach
                description: The success rate stays below the objective
                breach: {gates: [availability], for: 3s}
                target: previous_stable
              - name: isolation-breach
                description: The canary let one tenant reach the data of another
                expr:
                  query: sum(increase(advisory_tenant_isolation_breaches_total{ {{ track }} }[{{ over }}]))
                  op: ">"
                  value: 0
                  over: 10s
                  for: 0s
                  opens_incident: tenant_isolation_breach
                target: zero
        """

    private static let preflightItems = """
            preflight:
              - name: stage-configuration-approved
                description: Rollout stage configuration approved
                proof: rule_approved
              - name: alert-routing-verified
                description: Alert routing and escalation chain verified
                proof: alert_routing
                receivers: [on-call-tech-lead, audit]
              - name: datasource-verified
                description: The datasource answers and every query returns data
                proof: datasource
              - {name: kill-switch-tested, description: Kill switch tested, proof: drill, parts: [kill]}
              - {name: rollback-rehearsed, description: Rollback rehearsed, proof: drill, parts: [rollback, stop]}
              - name: decision-log-prepared
                description: Decision log set up

        """
}
