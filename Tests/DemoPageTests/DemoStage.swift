import Foundation
import GateTestSupport
import HTTPTransport
import Testing

@testable import stagegate_demo

/// The demo's own world with a browser in front of it: the servers, rules and people are the demo's, and whatever people do
/// they do on the page.
final class DemoStage {
    let world: DemoWorld
    let browser: Browser
    let simulator: SimulatorClient
    /// For what has no button: proofs that machines make.
    let stagegate: StagegateClient
    private let transport = HTTPTransport()
    private let folder: URL

    /// Plays on a stage that is built before and taken down afterwards.
    static func play(_ story: (DemoStage) async throws -> Void) async throws {
        let addresses = try Addresses.free()
        let receiver = Task { try await WebhookReceiver(port: addresses.webhook, inbox: Inbox()).run() }
        defer { receiver.cancel() }
        let stage = try await DemoStage(addresses)
        do {
            try await stage.world.start()
            try await story(stage)
            stage.expectClean()
        } catch {
            await stage.takeDown()
            throw error
        }
        await stage.takeDown()
    }

    private init(_ addresses: Addresses) async throws {
        let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../..").standardizedFileURL
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("stagegate-demo-\(UUID().uuidString)")
        let web = WebClient(transport: transport)
        world = DemoWorld(
            files: DemoFiles(project: project, folder: folder),
            programs: URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent(),
            addresses: addresses, web: web)
        simulator = SimulatorClient(base: Addresses.url(addresses.simulator), web: web)
        stagegate = StagegateClient(base: Addresses.url(addresses.stagegate), web: web)
        browser = try await Browser.start()
        try await browser.resize(1280, 900)
        try await browser.prefer(dark: false)
    }

    /// A visit to the page of a rollout.
    func visit(_ rollout: String) -> RolloutVisit {
        RolloutVisit(to: rollout, at: Addresses.url(world.addresses.stagegate), in: browser)
    }

    /// A person comes to the page of a rollout, to which the traffic belongs from now on, and starts a revision.
    func start(_ rollout: String, revision: String) async throws -> RolloutVisit {
        try await simulator.follow(rollout)
        let visit = visit(rollout)
        try await visit.logIn(Person.alice.token)
        try await visit.act("start", ["revision": revision])
        try await browser.waitFor("The revision is started.")
        try await browser.waitFor(revision, in: ".headline")
        return visit
    }

    private func takeDown() async {
        browser.stop()
        await world.stop()
        transport.shutdown()
        // What cannot be removed is the temporary folder's to lose.
        try? FileManager.default.removeItem(at: folder)
    }

    /// Nothing was complained about, and nothing was asked of anybody else.
    private func expectClean() {
        #expect(browser.problems == [])
        let base = Addresses.url(world.addresses.stagegate)
        #expect(browser.requests.filter { !$0.hasPrefix(base) && !$0.hasPrefix("about:") } == [])
        #expect(browser.requests.contains { $0.contains("/live?") })
    }
}

extension Browser {
    /// What a place on the page says, words that are only read out included.
    func says(_ place: String) async throws -> String {
        try await text("document.querySelector('\(place)')?.textContent ?? ''")
    }
}
