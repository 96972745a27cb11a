import GateEngine
import GateModel
import GateRules
import GateTestSupport
import Testing

@Suite struct HappyPathTests {
    @Test func aHealthyRevisionGoesFromStageToStageToCompletion() {
        var course = Course()
        #expect(course.start().kinds == [.start])
        course.evaluate(times: 2)
        #expect(course.phase == .observing)
        #expect(course.evaluate().kinds == [.requestApproval])
        #expect(course.phase == .awaitingApproval)
        #expect(course.approve().kinds == [.approve])
        let promotion = course.evaluate()
        #expect(promotion.kinds == [.promote])
        #expect(promotion.weights == [25])
        #expect(promotion.decisions.first?.owner == "alice")
        #expect(course.stage == "low")
        #expect(course.attempt.stableStages == ["base"])
        for stage in ["half", "full"] {
            course.evaluate(times: 3)
            course.approve()
            course.evaluate()
            #expect(course.stage == stage)
        }
        course.evaluate(times: 2)
        #expect(course.evaluate().kinds == [.complete])
        #expect(course.phase == .completed)
        #expect(course.state.weight == .full)
        #expect(course.state.alerts.isEmpty)
    }
}
