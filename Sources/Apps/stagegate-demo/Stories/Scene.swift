import Foundation

/// What a story has to work with: the world, its public interfaces, and the narrator.
struct Scene {
    /// A state that was not reached in time.
    struct NotReached: Error, CustomStringConvertible {
        let description: String
    }

    private static let pollMilliseconds = 200

    let world: DemoWorld
    let inbox: Inbox
    let narrator: Narrator

    var stagegate: StagegateClient {
        StagegateClient(base: Addresses.url(world.addresses.stagegate), web: world.web)
    }

    var alertmanager: AlertmanagerClient {
        AlertmanagerClient(base: Addresses.url(world.addresses.alertmanager), web: world.web)
    }

    var simulator: SimulatorClient {
        SimulatorClient(base: Addresses.url(world.addresses.simulator), web: world.web)
    }

    /// Looks at a rollout again and again until it is in the state wanted, and shows how it gets there.
    ///
    /// Trouble with asking counts as not there yet: some stories take Stagegate away for a while.
    func watch(
        _ rollout: String, until goal: String, within seconds: Int,
        _ isReached: (StagegateFields.Rollout) -> Bool
    ) async throws -> StagegateFields.Rollout {
        var last = "never asked"
        let found = try await eventually(within: seconds) { () async throws -> StagegateFields.Rollout? in
            let view = try await stagegate.rollout(rollout)
            last = view.progress
            narrator.progress(last)
            return isReached(view) ? view : nil
        } onTrouble: {
            last = $0
        }
        if let found { return found }
        throw NotReached(description: "\(rollout) was not \(goal) within \(seconds) s; last seen: \(last)")
    }

    /// Tries again and again until there is an answer; `nil` when there is none in time.
    func eventually<Answer>(
        within seconds: Int, _ probe: () async throws -> Answer?, onTrouble: (String) -> Void = { _ in }
    ) async throws -> Answer? {
        let deadline = ContinuousClock.now + .seconds(seconds)
        repeat {
            do {
                if let answer = try await probe() { return answer }
            } catch {
                onTrouble("\(error)")
            }
            try await Task.sleep(for: .milliseconds(Self.pollMilliseconds))
        } while ContinuousClock.now < deadline
        return nil
    }

    /// Lets time pass.
    func pause(seconds: Int) async throws { try await Task.sleep(for: .seconds(seconds)) }

    /// Claims that an action was refused in this way.
    func claimRefused(_ text: String, _ reply: StagegateClient.Reply, status: Int, type: String? = nil) {
        narrator.claim(
            text, reply.status == status && (type == nil || reply.errorType == type), seen: reply.text)
    }

    /// Claims that an action was done.
    func claimDone(_ text: String, _ reply: StagegateClient.Reply) {
        narrator.claim(text, reply.isDone, seen: reply.text)
    }

    /// Claims that an alert of a rollout fires in Alertmanager, is routed to a receiver, and reached it.
    func claimAlert(_ name: String, of rollout: String, reaches receiver: String) async throws {
        var seen = "no alert at all"
        let found = try await eventually(within: 15) { () async throws -> Bool? in
            let alerts = try await alertmanager.alerts(rollout: rollout)
            if !alerts.isEmpty { seen = alerts.map(\.text).joined(separator: "; ") }
            let isActive = alerts.contains {
                $0.labels["alertname"] == name && $0.status.state == "active"
                    && $0.receivers.contains { $0.name == receiver }
            }
            return isActive ? true : nil
        } onTrouble: {
            seen = $0
        }
        narrator.claim("\(name) is active in Alertmanager, routed to \(receiver)", found == true, seen: seen)
        let received = try await eventually(within: 15) { () async throws -> Notification.Alert? in
            await inbox.alerts(receiver, "firing", name, rollout: rollout).first
        }
        narrator.claim("its webhook was called with it", received != nil, seen: "nothing came")
    }

    /// Claims that an alert is over.
    func claimResolved(_ name: String, of rollout: String, text: String) async throws {
        let gone = try await eventually(within: 20) { () async throws -> Bool? in
            let alerts = try await alertmanager.alerts(rollout: rollout)
            return alerts.contains { $0.labels["alertname"] == name } ? nil : true
        }
        narrator.claim(text, gone == true, seen: "\(name) is still active")
    }

    /// Claims that the service serves the canary this share.
    func claimServed(_ percent: Int) async throws {
        var seen = "the simulator did not answer"
        let served = try await eventually(within: 5) { () async throws -> Bool? in
            let status = try await simulator.status()
            seen = "the canary gets \(status.canaryPercent) %"
            return status.canaryPercent == Double(percent) ? true : nil
        }
        narrator.claim("the service gives the canary \(percent) % of the traffic", served == true, seen: seen)
    }
}

extension StagegateFields.Rollout {
    /// Where it stands, in one line.
    var progress: String {
        var parts = ["\(name): \(phase) at \(weightPercent) %" + (stage.map { " (\($0))" } ?? "")]
        if greenSince != nil, let windowElapsed, let window { parts.append("green \(windowElapsed) of \(window)") }
        let bad = gates.filter { $0.verdict != nil && $0.verdict != "pass" }
        parts += bad.map { "\($0.name) \($0.verdict ?? "")\($0.reason.map { " (\($0))" } ?? "")" }
        if bad.isEmpty, let first = waitingFor.first { parts.append(first) }
        return String(parts.joined(separator: ", ").prefix(110))
    }
}
