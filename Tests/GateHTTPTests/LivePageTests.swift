import Foundation
import GateModel
import GatePlots
import GateRules
import GateRuntime
import MetricsExposition
import NIOCore
import ServiceLifecycle
import Synchronization
import Testing

@testable import GateHTTP

/// What changes on pages while people look at them.
@Suite struct LivePageTests {
    private static func part(_ id: String, _ text: String) -> PagePart { PagePart(id: id, content: Markup(text)) }

    @Test func viewerIsSentWhatIsNews() throws {
        let first = PagePicture([Self.part("a", "1"), Self.part("b", "1")], frame: "f", origin: "o-1", after: nil)
        let second = PagePicture([Self.part("a", "2"), Self.part("b", "1")], frame: "f", origin: "o-1", after: first)
        let third = PagePicture(
            [Self.part("a", "2"), Self.part("b", "3\n4\r\n5")], frame: "f", origin: "o-1", after: second)
        #expect(third.news(since: 3) == nil)
        #expect(
            third.news(since: 2).map { String(buffer: $0) }
                == "id: o-1.3\nevent: part\ndata: b\ndata: 3\ndata: 4\ndata: 5\n\n")
        #expect(third.news(since: 1).map { String(buffer: $0) }?.contains("data: a\ndata: 2\n\n") == true)
        #expect(third.news(since: nil).map { String(buffer: $0) }?.components(separatedBy: "event:").count == 3)
        #expect(second.news(since: 1).map { String(buffer: $0) } == "id: o-1.2\nevent: part\ndata: a\ndata: 2\n\n")
        #expect(first.frame == third.frame)
    }

    @Test func allWhoMayDoTheSameAreServedOneDrawing() async throws {
        let service = FakeService(Samples.full)
        let pages = PageStore(control: service.control, reading: Turnstile(width: 1), now: { Samples.start })
        let first = try #require(await pages.look(at: "advisory", for: [], isPatient: true))
        for _ in 0..<50 {
            let look = try #require(await pages.look(at: "advisory", for: [], isPatient: true))
            #expect(look.picture.stamp == first.picture.stamp)
        }
        let other = try #require(await pages.look(at: "advisory", for: [.kill], isPatient: true))
        #expect(other.picture.contents["overview"] != first.picture.contents["overview"])
        #expect(await service.recordCalls.count == 1)
        #expect(await pages.look(at: "other", for: [], isPatient: true) == nil)
    }

    @Test func pagesAreReadyBeforeAnybodyLooks() async throws {
        let service = FakeService(Samples.full)
        let pages = PageStore(control: service.control, reading: Turnstile(width: 1), now: { Samples.start })
        let keeping = Task { await pages.keepUp() }
        let deadline = ContinuousClock.now + .seconds(30)
        while await service.recordCalls.isEmpty, ContinuousClock.now < deadline { await Task.yield() }
        let look = try #require(await pages.look(at: "advisory", for: [], isPatient: true))
        #expect(look.picture.stamp == 1)
        #expect(await service.recordCalls.count == 1)
        keeping.cancel()
        await keeping.value
    }

    @Test func whoLooksTogetherSeesTheSame() async {
        let count = Mutex(0)
        let lookout = Lookout {
            count.withLock {
                $0 += 1; return $0
            }
        }
        #expect(await lookout.now() == 1)
        let sights = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<50 { group.addTask { await lookout.next() } }
            return await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(sights.count < 50 && sights.isSubset(of: [2, 3, 4]))
        #expect(await lookout.next() > 2)
    }

    @Test func impatientLookSeesWhatIsTrueNow() async throws {
        let service = FakeService(Samples.full)
        let pages = PageStore(control: service.control, reading: Turnstile(width: 1), now: { Samples.start })
        let before = try #require(await pages.look(at: "advisory", for: [], isPatient: false))
        await service.update { service in
            var state = Samples.full.state
            state.sequence += 1
            state.attempt?.hold = nil
            service.view = RolloutView(
                rule: Samples.rule, state: state, servedWeight: .zero, evaluation: nil, waitingFor: [])
        }
        let after = try #require(await pages.look(at: "advisory", for: [], isPatient: false))
        #expect(after.picture.stamp == before.picture.stamp + 1)
        #expect(after.picture.contents["announcement"]?.text.contains("0 % of the traffic") == true)
    }

    @Test func streamSendsWhatThePageDoesNotHaveAndEndsWithTheService() async throws {
        let service = FakeService(Samples.full)
        try await withServer(service) { (client, services) async throws in
            let page = try await PageVisitor(client).get("/rollouts/advisory").body
            let path = try #require(page.firstMatch(of: /data-live="([^"]+)"/)).1.replacing("&amp;", with: "&")
            async let known = client.send("GET", String(path))
            async let unknown = client.send("GET", "/rollouts/advisory/live?since=other-1.1")
            async let moved = client.send("GET", "/rollouts/advisory/live?frame=other")
            #expect(try await moved.body.contains("event: reload"))
            let begun = #"stagegate_http_requests_total{handler="/rollouts/{name}/live",code="200"} 3"#
            while try await !client.send("GET", "/metrics").body.contains(begun) { await Task.yield() }
            await services.triggerGracefulShutdown()
            let (silent, all) = (try await known, try await unknown)
            #expect(silent.headers["content-type"] == "text/event-stream; charset=utf-8")
            #expect(silent.body.contains(": nothing new") && !silent.body.contains("event:"))
            #expect(all.body.contains("data: overview") && all.body.contains("id: "))
        }
    }

    @Test func viewersAreCounted() async throws {
        let service = FakeService(Samples.full)
        let options = HTTPOptions(
            lifecycleEnabled: false, build: API.BuildInfo(version: "1", revision: "1"), now: { Samples.start })
        let handlers = Handlers(
            control: service.control, metrics: MetricsRegistry(), options: options,
            gatekeeper: Gatekeeper(Tokens.access(), options))
        for _ in 0..<HTTPLimits.viewers { #expect(handlers.viewers.enter()) }
        #expect(!handlers.viewers.enter())
        handlers.viewers.leave()
        #expect(handlers.viewers.enter())
    }

    @Test func plotsGrowWithoutTheJournalAndStayBounded() throws {
        let view = Samples.full
        let visit = try #require(PlotBook.visit(of: view))
        var book = PlotBook(visit, at: Samples.start + .hours(40), interval: .seconds(15))
        #expect(book.from == Samples.start + .hours(40) + TimeSpan(milliseconds: -15_000_000))
        for step in 1...2000 {
            book.add(Evaluation(at: book.from + .seconds(Int64(step) * 15), gates: Samples.evaluation.gates))
        }
        let plot = book.plot(view.rule.gates[0], view, now: book.through)
        #expect(
            plot.map { $0.points.count <= 2 * HTTPLimits.pagePoints && $0.points.count > HTTPLimits.pagePoints / 4 }
                == true)
        #expect(plot?.points.last?.at == book.through)
    }
}
