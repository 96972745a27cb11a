import ArgumentParser
import Foundation
import HTTPTransport

/// Plays the rollout protocol against real servers and checks every claim through public interfaces.
@main
struct StagegateDemo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stagegate-demo",
        abstract: "Play the rollout protocol against a real Prometheus and Alertmanager on loopback.",
        discussion: "Exits 0 when every claim holds, 1 when one does not. Nothing is left running.")

    private static let limitSeconds = 480

    @Flag(help: "Start the world, print what to try, and leave it up until Ctrl-C.")
    var keep = false

    @Option(help: "The project's folder: it holds alertmanager/ and rules/.")
    var project = "."

    @Option(help: "Where configurations, data and logs go; made anew.")
    var folder = ".demo"

    func run() async throws {
        let outcome = try await withThrowingTaskGroup(of: Outcome?.self, returning: Outcome.self) { group in
            let ports = try Addresses.free()
            let inbox = Inbox()
            group.addTask {
                try await WebhookReceiver(port: ports.webhook, inbox: inbox).run()
                return nil
            }
            group.addTask { await Interruption.wait() }
            if !keep { group.addTask { try await Self.outOfTime() } }
            group.addTask { try await play(ports, inbox) }
            defer { group.cancelAll() }
            while let ended = try await group.next() {
                guard let outcome = ended else { continue }
                // The stories end in their own time: they have a world to take down.
                group.cancelAll()
                return outcome
            }
            return .failed
        }
        if outcome == .outOfTime {
            FileHandle.standardError.write(Data("\nthe demo did not end within \(Self.limitSeconds) s\n".utf8))
        }
        // Ctrl-C is how a world that stays up is meant to end.
        if keep, outcome == .interrupted { return }
        throw outcome.exitCode
    }

    private func play(_ addresses: Addresses, _ inbox: Inbox) async throws -> Outcome {
        let transport = HTTPTransport()
        defer { transport.shutdown() }
        let files = DemoFiles(
            project: URL(fileURLWithPath: project), folder: URL(fileURLWithPath: folder).absoluteURL)
        let programs = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let world = DemoWorld(
            files: files, programs: programs, addresses: addresses, web: WebClient(transport: transport))
        let show = Show(world: world, inbox: inbox)
        do {
            let outcome = try await keep ? show.keepOpen() : show.play()
            await world.stop()
            return outcome
        } catch {
            await world.stop()
            throw error
        }
    }

    private static func outOfTime() async throws -> Outcome {
        try await Task.sleep(for: .seconds(limitSeconds))
        return .outOfTime
    }
}
