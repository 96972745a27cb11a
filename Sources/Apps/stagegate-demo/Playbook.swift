import Foundation

/// What to try in a world that stays up.
enum Playbook {
    /// Addresses and commands.
    static func text(_ addresses: Addresses, _ files: DemoFiles) -> String {
        let stagegate = Addresses.url(addresses.stagegate)
        let simulator = Addresses.url(addresses.simulator)
        return """

              Stagegate      \(stagegate)
              Prometheus     \(Addresses.url(addresses.prometheus))
              Alertmanager   \(Addresses.url(addresses.alertmanager))
              Simulator      \(simulator)/metrics and /faults
              files and logs \(files.folder.path)

              # look
              curl -s \(stagegate)/api/v1/rollouts/\(BurstStory.rollout)
              curl -s \(stagegate)/metrics | grep stagegate_rollout

              # let the traffic follow a rollout and start it as alice, tech lead on call; bob is an operator
              curl -X PUT \(simulator)/rollout -d '{"name": "\(BurstStory.rollout)"}'
              curl -H 'Authorization: Bearer \(Person.alice.token)' -d '{"revision": "v1"}' \\
                \(stagegate)/api/v1/rollouts/\(BurstStory.rollout)/start

              # break it: 5xx_burst, slow_write, low_conversion, isolation_breach, audit_anomaly, no_traffic, counter_reset
              curl -d '{"on": true}' \(simulator)/faults/5xx_burst

              # pull the kill switch
              curl -H 'Authorization: Bearer \(Person.bob.token)' -d '{"reason": "trying it out"}' \\
                \(stagegate)/api/v1/rollouts/\(BurstStory.rollout)/kill

              Ctrl-C ends it all.
            """
    }
}
