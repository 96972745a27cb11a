import Foundation
import GateTestSupport
import Testing

@testable import stagegate_demo

/// The stories of the demo in the demo's own world, seen and acted through the page in a real browser.
@Suite struct DemoPageTests {
    @Test("a healthy revision is approved on the page from stage to stage up to 100 %")
    func healthy() async throws {
        try await DemoStage.play { stage in
            let browser = stage.browser
            try await stage.simulator.follow(HealthyStory.rollout)
            let visit = stage.visit(HealthyStory.rollout)
            try await visit.open("/")
            #expect(
                try await browser.text("document.querySelectorAll('a[href^=\"/rollouts/\"]').length >= 6") == "true")
            try await visit.keep("demo-list")
            try await Self.workOffChecklist(stage, visit)
            try await visit.act("start", ["revision": "v1"], picture: "demo-healthy-start")
            try await browser.waitFor("The revision is started.")
            let steps = [
                "baseline (0 %) → canary (10 %)", "canary (10 %) → quarter (25 %)", "quarter (25 %) → half (50 %)",
            ]
            for (index, step) in (steps + ["half (50 %) → full (100 %)"]).enumerated() {
                try await visit.waitForPhase("awaiting approval")
                try await browser.waitFor("waits for an approval", in: "#candidate")
                try await visit.keep("demo-healthy-\(index)-candidate")
                try await visit.act("approve")
                try await browser.waitFor("promote \(step)", in: "#decisions")
                #expect(try await browser.says("#overview .headline").contains(" of the traffic on revision v1"))
            }
            try await visit.waitForStage("full")
            try await browser.waitFor("4 ✓ pass", in: "#gate-counts")
            try await visit.keep("demo-healthy-full")
            try await visit.waitForPhase("completed")
            #expect(try await browser.says(".headline").contains("100 % of the traffic"))
            #expect(try await browser.text("document.querySelectorAll('.stages .past').length") == "5")
            try await browser.waitFor("complete", in: "#decisions")
            try await visit.keep("demo-healthy-completed")
        }
    }

    /// What people vouch for is clicked; what machines prove is asked for as its item on the page says, by other means.
    private static func workOffChecklist(_ stage: DemoStage, _ visit: RolloutVisit) async throws {
        let (browser, stagegate, rollout) = (stage.browser, stage.stagegate, HealthyStory.rollout)
        try await visit.logIn(Person.alice.token)
        try await visit.act("start", ["revision": "v1"])
        try await browser.waitFor("Not done")
        try await visit.keep("demo-healthy-start-refused")
        browser.forgetProblems()
        try await visit.open()
        try await browser.waitFor("stagegate drill healthy", in: ".checklist")
        #expect(try await browser.text("document.querySelectorAll('.checklist a.button').length") == "2")
        try await visit.act("preflight?item=decision-log-prepared", ["note": "the log is set up"])
        try await browser.waitFor("The item is attested.")
        try await visit.act(
            "preflight?item=stage-configuration-approved", ["note": "read it"], picture: "demo-healthy-approve-rule")
        try await browser.waitFor("rule approved by alice", in: ".checklist")
        let deadline = ContinuousClock.now + .seconds(60)
        // The service has just begun to be scraped, so that the first answers may be empty.
        while try await !stagegate.preflight(rollout).items.filter({ $0.name.hasSuffix("-verified") })
            .allSatisfy({ $0.state == "proven" }), ContinuousClock.now < deadline
        {
            _ = try await stagegate.prove(rollout, as: .bob)
            // Whoever asks without a pause is told to come back later.
            try await Task.sleep(for: .milliseconds(300))
        }
        let drill = try await stagegate.drill(rollout, as: .bob)
        #expect(drill.isDone, "\(drill.text)")
        try await visit.open()
        let done = try await browser.text(
            "[...document.querySelectorAll('.checklist li')].filter(i => i.innerText.startsWith('☑')).length")
        #expect(done == "6")
        try await visit.keep("demo-healthy-checklist")
    }

    @Test("a burst of errors at 25 % stops the next revision; an operator cannot resume it, a tech lead does")
    func burst() async throws {
        try await DemoStage.play { stage in
            let browser = stage.browser
            let visit = try await stage.start(BurstStory.rollout, revision: "v2")
            try await visit.waitForStage("quarter")
            try await stage.simulator.set("5xx_burst", ["on": true, "share": 0.3, "above_percent": 20])
            try await visit.waitForPhase("stopped")
            try await browser.waitFor("Stopped by slo-breach")
            try await browser.waitFor("fired", in: "#stop-rules")
            try await browser.waitFor("stop quarter (25 %) → canary (10 %)", in: "#decisions")
            #expect(try await browser.says(".stages .stopped").contains("canary, stopped here"))
            #expect(try await browser.says(".headline").contains("10 % of the traffic"))
            try await visit.keep("demo-burst-stopped")
            try await visit.logIn(Person.bob.token)
            #expect(try await browser.text("document.querySelector('a[href$=\"/actions/resume\"]')") == "null")
            try await visit.open("\(visit.path)/actions/resume")
            try await browser.waitFor("tech-lead")
            try await visit.keep("demo-burst-operator-refused")
            browser.forgetProblems()
            try await visit.logIn(Person.alice.token)
            try await visit.waitForPhase("stopped")
            try await visit.act(
                "resume", ["reason": "connection pool was too small"], picture: "demo-burst-resume")
            try await browser.waitFor("The rollout goes on")
            try await visit.waitForPhase("observing")
            try await browser.waitFor("connection pool was too small", in: "#decisions")
            try await visit.act("abort", ["reason": "v2 goes back"])
            try await visit.waitForPhase("aborted")
            try await visit.keep("demo-burst-aborted")
        }
    }

    @Test("a tenant isolation breach takes the canary to 0 % at once, and its incident keeps it there")
    func breach() async throws {
        try await DemoStage.play { stage in
            let browser = stage.browser
            let visit = try await stage.start(BreachStory.rollout, revision: "v3")
            try await visit.waitForStage("canary")
            // The counter's rise can only be seen once the stage has two samples of it.
            try await browser.wait(
                "three green seconds at 10 %", #"/^[3-9]s of 8s/.test(document.querySelector('.window p')?.innerText)"#)
            try await stage.simulator.set("isolation_breach", ["on": true])
            try await visit.waitForPhase("stopped")
            try await browser.waitFor("→ baseline (0 %)", in: "#decisions")
            #expect(try await browser.says(".headline").contains("0 % of the traffic"))
            try await browser.waitFor("tenant isolation breach", in: "#incidents")
            try await browser.waitFor("■ open", in: "#incidents")
            try await visit.keep("demo-breach-stopped")
            try await visit.act("resume", ["reason": "it was only one"])
            try await browser.waitFor("Not done")
            try await visit.keep("demo-breach-resume-refused")
            browser.forgetProblems()
            try await visit.logIn(Person.bob.token)
            try await visit.act("resolve-incident", ["note": "cache key lacked the tenant"])
            try await browser.waitFor("✓ resolved", in: "#incidents")
            try await visit.logIn(Person.alice.token)
            try await visit.act("abort", ["reason": "v3 goes back"], picture: "demo-breach-abort")
            try await visit.waitForPhase("aborted")
        }
    }
}
