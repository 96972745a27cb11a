import Foundation

/// What to try in a world that stays up.
enum Playbook {
    /// Addresses and commands.
    static func text(_ world: DemoWorld) -> String {
        let addresses = world.addresses
        let stagegate = Addresses.url(addresses.stagegate)
        let simulator = Addresses.url(addresses.simulator)
        return """

              Stagegate      \(stagegate)
              Prometheus     \(Addresses.url(addresses.prometheus))
              Alertmanager   \(Addresses.url(addresses.alertmanager))
              Simulator      \(simulator)/metrics and /faults
              files and logs \(world.files.folder.path)

              # look, as anybody
              alias stagegate=\(world.stagegate.executable)
              export STAGEGATE_URL=\(stagegate)
              stagegate status
              curl -s \(stagegate)/metrics | grep stagegate_rollout

              # let the traffic follow a rollout and start it as alice, tech lead on call
              curl -X PUT \(simulator)/rollout -d '{"name": "\(BurstStory.rollout)"}'
              STAGEGATE_TOKEN=\(Person.alice.token) stagegate start \(BurstStory.rollout) --revision v1
              stagegate status \(BurstStory.rollout)

              # break it: 5xx_burst, slow_write, low_conversion, isolation_breach, audit_anomaly, no_traffic, counter_reset
              curl -d '{"on": true}' \(simulator)/faults/5xx_burst

              # pull the kill switch as bob, an operator, and read the evidence
              STAGEGATE_TOKEN=\(Person.bob.token) stagegate kill \(BurstStory.rollout) --reason 'trying it out'
              stagegate report \(BurstStory.rollout)

              Ctrl-C ends it all.
            """
    }
}
