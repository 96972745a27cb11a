import Foundation
import GateTestSupport
import Testing

/// The stories of the demo, seen and acted through the page in a real browser against the binary.
@Suite struct PageStoryTests {
    @Test("a good revision: log in, attest, start, see green, approve a candidate, see the weight rise")
    func goodRevision() async throws {
        let world = try await PageWorld()
        let browser = world.browser
        try await world.open("/")
        try await browser.waitFor("not started")
        try await world.keep("list-not-started")
        try await browser.click("a[href='/rollouts/advisory']")
        #expect(try await browser.text("document.querySelectorAll('a.button').length") == "0")
        try await world.logIn("wrong")
        try await browser.waitFor("the bearer token is not known")
        try await world.keep("login-refused")
        browser.forgetProblems()
        try await world.logIn("alice")
        try await world.keep("rollout-not-started")
        try await world.act("preflight", ["note": "rehearsed in staging"])
        try await browser.waitFor("The item is attested.")
        try await world.act("start", ["revision": "v2.14.0"], picture: "start")
        try await browser.waitFor("The revision is started.")
        try await world.waitForPhase("observing")
        try await world.waitForPhase("awaiting approval")
        try await browser.waitFor("99.96 %", in: "#gate-0")
        try await browser.wait("plots", "document.querySelectorAll('svg.plot').length === 5")
        try await world.keep("rollout-awaiting-approval")
        try await world.act("approve", picture: "approve")
        try await browser.waitFor("promote canary (10 %) → quarter (25 %)", in: "#decisions")
        for page in ["/", "/status", "/rollouts/advisory/rule", "/rollouts/advisory/gates/isolation"] {
            try await world.open(page)
            try await world.keep("page" + page.replacing("/", with: "-"))
        }
        try await browser.click("summary", leads: false)
        try await browser.waitFor("curl --silent")
        try await world.keep("gate-with-query")
        try Self.expectClean(world)
    }

    @Test("a stop: gates fail, the page says so by itself, resume; then kill, incident, resolve, resume")
    func stopAndKill() async throws {
        let world = try await PageWorld()
        let browser = world.browser
        try await Self.reachCanary(world)
        world.say { $0.errorRatio = 0.02 }
        // Nobody loads the page again: it is live.
        try await browser.waitFor("fail", in: "#gate-0")
        try await world.waitForPhase("stopped")
        try await browser.waitFor("Stopped by slo-breach")
        try await browser.waitFor("fired", in: "#stop-rules")
        try await world.keep("rollout-stopped")
        world.say { $0.errorRatio = 0.0004 }
        try await browser.waitFor("pass", in: "#gate-0")
        try await world.act("resume", ["reason": "the error came from elsewhere"], picture: "resume")
        try await browser.waitFor("The rollout goes on")
        try await world.waitForPhase("observing")
        try await world.act("kill", ["reason": "tenants complain"], picture: "kill")
        try await browser.waitFor("the weight is 0 %")
        try await browser.waitFor("Stopped by kill_switch")
        try await world.act("open-incident", ["note": "data is wrong"], picture: "open-incident")
        try await browser.waitFor("sev1", in: "#incidents")
        try await world.act("note-incident", ["note": "looking at it"])
        try await browser.waitFor("looking at it", in: "#incidents")
        try await world.keep("rollout-incident")
        try await world.act("resume", ["reason": "too early"])
        try await browser.waitFor("Not done")
        try await world.keep("resume-refused")
        browser.forgetProblems()
        try await world.open("/rollouts/advisory")
        try await world.act("resolve-incident", ["note": "it was a test"])
        try await browser.waitFor("resolved", in: "#incidents")
        try await world.act("resume", ["reason": "it is over"])
        try await world.waitForPhase("observing")
        try await browser.waitFor("it is over", in: "#decisions")
        try Self.expectClean(world)
    }

    @Test(
        "a failing gate: rolled back, held, lifted, an outdated candidate refused with the difference, a blind source")
    func failingGate() async throws {
        let world = try await PageWorld()
        let browser = world.browser
        try await Self.reachCanary(world)
        try await world.waitForPhase("awaiting approval")
        try await browser.click("a[href='/rollouts/advisory/actions/approve']")
        let candidate = try await browser.text("document.querySelector('[name=candidate]').value")
        // While the approver looks, a gate fails, and the candidate stands no more.
        world.say { $0.queue = 0.9 }
        _ = try await world.service.waitFor("/api/v1/rollouts/advisory") { !$0.contains(candidate) }
        try await browser.click("form.ask button")
        try await browser.waitFor("Not done")
        try await browser.waitFor("queue", in: "[role=alert] table")
        try await world.keep("approve-outdated")
        browser.forgetProblems()
        world.say { ($0.queue, $0.saturation) = (0.1, 0.9) }
        try await world.open("/rollouts/advisory")
        try await browser.waitFor("Rolled back from canary")
        try await world.keep("rollout-rolled-back")
        world.say { $0.saturation = 0.5 }
        try await world.act("hold", ["reason": "let us look first"])
        try await browser.waitFor("held", in: ".headline")
        try await browser.waitFor("Held by alice")
        try await world.keep("rollout-held")
        try await world.act("unhold", ["reason": "all clear"])
        try await browser.wait("the hold to be gone", "!document.querySelector('.headline').innerText.includes('held')")
        world.say { $0.isAnswering = false }
        try await browser.waitFor("error", in: "#gate-0")
        try await world.keep("rollout-blind")
        try await world.open("/status")
        try await browser.waitFor("failed")
        try await world.keep("status-blind")
        try Self.expectClean(world)
    }

    /// Starts a revision as alice and comes to the canary stage.
    static func reachCanary(_ world: PageWorld) async throws {
        try await world.logIn("alice")
        try await world.act("preflight", ["note": "rehearsed"])
        try await world.act("start", ["revision": "v2"])
        try await world.browser.waitFor("canary", in: ".stages [aria-current]")
    }

    /// The same without scripts: nothing changes by itself, so the page is loaded again and again.
    static func reachCanaryWithoutScripts(_ world: PageWorld) async throws {
        try await world.logIn("alice")
        try await world.act("preflight", ["note": "rehearsed"])
        try await world.act("start", ["revision": "v2"])
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            try await world.open("/rollouts/advisory")
            if try await world.browser.text("document.querySelector('.headline').innerText").contains("awaiting") {
                break
            }
        }
        try await world.act("approve")
        try await world.browser.waitFor("The candidate is approved")
    }

    /// Nothing was complained about, and nothing was asked of anybody else.
    static func expectClean(_ world: PageWorld) throws {
        #expect(world.browser.problems == [])
        let foreign = world.browser.requests.filter { !$0.hasPrefix(world.service.url) && !$0.hasPrefix("about:") }
        #expect(foreign == [])
        #expect(world.browser.requests.contains { $0.contains("/live?") })
    }
}
