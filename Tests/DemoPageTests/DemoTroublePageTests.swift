import Foundation
import GateTestSupport
import Testing

@testable import stagegate_demo

/// The stories of the demo in which servers fail, or in which there is little to go by, on the page.
@Suite struct DemoTroublePageTests {
    @Test(
        "Stagegate crashes in the middle of a window, then Prometheus goes away; the page says so and goes on by itself"
    )
    func outage() async throws {
        try await DemoStage.play { stage in
            let browser = stage.browser
            let visit = try await stage.start(OutageStory.rollout, revision: "v4")
            try await visit.waitForStage("canary")
            try await browser.waitFor("of 8s green", in: ".window")
            await stage.world.stagegate.crash()
            try await browser.waitFor("connection lost", in: "#liveness")
            try await visit.keep("demo-outage-connection-lost")
            try await stage.world.startStagegate()
            // Nobody loads the page again.
            try await browser.waitFor("● live", in: "#liveness")
            try await browser.waitFor("promote canary (10 %) → quarter (25 %)", in: "#decisions")
            try await visit.waitForStage("quarter")
            try await visit.keep("demo-outage-back")
            browser.forgetProblems()
            try await Self.losePrometheus(stage, visit)
            try await visit.logIn(Person.alice.token)
            try await visit.act("kill", ["reason": "end of the story"], picture: "demo-outage-kill")
            try await browser.waitFor("the weight is 0 %")
            try await browser.waitFor("Stopped by kill_switch")
            try await visit.keep("demo-outage-killed")
        }
    }

    private static func losePrometheus(_ stage: DemoStage, _ visit: RolloutVisit) async throws {
        let browser = stage.browser
        await stage.world.prometheus.stop()
        try await browser.waitFor("the source did not answer in time", in: "#gate-0")
        let evaluated = "Date.parse(document.querySelector('#gate-counts time').dateTime)"
        let began = try await browser.text(evaluated)
        // With data it would have been promoted meanwhile.
        try await browser.wait("twelve seconds without Prometheus", "\(evaluated) >= \(began) + 12000")
        #expect(try await browser.says(".stages [aria-current]").contains("quarter, now"))
        #expect(try await browser.says(".headline").contains("25 % of the traffic"))
        #expect(try await browser.says(".headline .phase").contains("observing"))
        #expect(try await browser.says("#gate-counts").contains("4 △ error"))
        try await visit.keep("demo-outage-blind")
        try await stage.world.startPrometheus()
        try await visit.waitForStage("half")
        try await browser.waitFor("pass", in: "#gate-0")
        try await visit.keep("demo-outage-seeing")
    }

    @Test(
        "little traffic: comparing numbers calls a healthy canary a failure; proof waits, and finds the real regression"
    )
    func sparse() async throws {
        try await DemoStage.play { stage in
            let browser = stage.browser
            let twin = try await stage.start(SparseStory.twin, revision: "v5")
            let visit = try await stage.start(SparseStory.rollout, revision: "v5")
            try await visit.waitForStage("canary")
            try await browser.waitFor("not proven", in: "#gate-1")
            try await visit.keep("demo-sparse-not-proven")
            // The page of a gate shows every evaluation: what failed is seen, even when it has passed again since.
            let failed = "document.querySelector('main').innerText.includes('fail')"
            let gates = ["conversion", "reject-with-reason"]
            let deadline = ContinuousClock.now + .seconds(60)
            var wronged = false
            while !wronged, ContinuousClock.now < deadline {
                for gate in gates where !wronged {
                    try await twin.open("\(twin.path)/gates/\(gate)?limit=120")
                    wronged = try await browser.text(failed) == "true"
                }
                try await Task.sleep(for: .milliseconds(300))
            }
            #expect(wronged)
            try await twin.keep("demo-sparse-hasty")
            for gate in gates {
                try await visit.open("\(visit.path)/gates/\(gate)?limit=120")
                #expect(try await browser.text(failed) == "false", "\(gate)")
            }
            try await Self.regress(stage, visit)
        }
    }

    private static func regress(_ stage: DemoStage, _ visit: RolloutVisit) async throws {
        let browser = stage.browser
        try await visit.open()
        try await visit.waitForStage("canary")
        try await stage.simulator.set("low_conversion", ["on": true, "share": 0.5])
        try await browser.wait(
            "the rollback", "document.querySelector('#overview')?.innerText.includes('Rolled back from canary')",
            within: .seconds(150))
        try await browser.waitFor("proven to be worse", in: "#decisions")
        try await browser.waitFor("roll back canary (10 %) → baseline (0 %)", in: "#decisions")
        try await visit.keep("demo-sparse-rolled-back")
        try await visit.act("abort", ["reason": "v5 goes back"])
        try await visit.waitForPhase("aborted")
    }
}
