import Testing

@testable import GateMonitoring

@Suite struct SelfAlertTests {
    private static let alerts = SelfAlerts.all()

    @Test func namesAreTheProductsAndDiffer() {
        let names = Self.alerts.map(\.name)
        #expect(names.count >= 20 && Set(names).count == names.count)
        #expect(names.allSatisfy { $0.hasPrefix("Stagegate") })
    }

    /// Stagegate's own alerts, about rollouts: one name must not mean two things.
    @Test func namesAreNotThoseOfAlertsAboutRollouts() {
        let taken = [
            "StagegateAutoStop", "StagegateRollback", "StagegateIncidentOpen", "StagegateGateFailing",
            "StagegateNoData",
            "StagegateAwaitingApproval", "StagegateDecision",
        ]
        #expect(Self.alerts.map(\.name).filter(taken.contains) == [])
    }

    @Test func alertsRunbookSectionsAndTestCasesAreTheSame() {
        let names = Self.alerts.map(\.name).sorted()
        let sections = Monitoring.runbook().matches(of: /(?m)^## (\w+)$/).map { String($0.1) }.sorted()
        #expect(sections == names)
        let tests = Monitoring.tests()
        let firing = tests.matches(of: /(?m)^  - name: (\w+) fires$/).map { String($0.1) }.sorted()
        let silent = tests.matches(of: /(?m)^  - name: (\w+) is silent$/).map { String($0.1) }
        #expect(firing == names)
        #expect((silent + ["StagegateWatchdog"]).sorted() == names)
    }

    @Test func runbooksSayEverything() {
        for alert in Self.alerts {
            let book = alert.runbook
            let texts = [alert.summary, alert.description, book.meaning, book.impact] + book.look + book.act
            #expect(texts.allSatisfy { !$0.isEmpty } && !book.look.isEmpty && !book.act.isEmpty, "\(alert.name)")
        }
    }

    @Test func labelsOfTextsAreLabelsOfTheAlert() {
        for alert in Self.alerts {
            var asked: [String] = []
            for text in [alert.summary, alert.description] {
                _ = LabelTemplate.expand(text) { name in
                    asked.append(name)
                    return ""
                }
            }
            let known = alert.cases.firing.labels.map(\.name)
            #expect(asked.allSatisfy(known.contains), "\(alert.name) asks for \(asked), has \(known)")
        }
    }

    @Test(arguments: [
        ("a {{ $labels.x }} b", "a 1 b"), ("{{ $labels.x }}{{ $labels.y }}", "1"), ("{ no }", "{ no }"), ("", ""),
    ])
    func labelsAreFilledIn(_ text: String, _ expanded: String) {
        #expect(LabelTemplate.expand(text, [("x", "1")]) == expanded)
    }
}
