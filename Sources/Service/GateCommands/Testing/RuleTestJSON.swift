import GateModel
import GateReplay
import GateRules

/// A run of rule tests for programs.
struct RuleTestJSON: Encodable {
    struct File: Encodable {
        let file: String
        let tests: [Test]
    }

    struct Test: Encodable {
        let name: String
        let line: Int
        let column: Int
        let ok: Bool
        let evaluations: Int
        let seconds: Double
        let mismatches: [Failure]
        /// Only with `--debug`.
        let timeline: [String]?
    }

    struct Failure: Encodable {
        let evalTime: String
        let path: String
        let line: Int
        let column: Int
        let expected: [String]
        let actual: [String]
        let remark: String?

        private enum CodingKeys: String, CodingKey {
            case evalTime = "eval_time"
            case path, line, column, expected, actual, remark
        }
    }

    struct Coverage: Encodable {
        struct Item: Encodable {
            let part: String
            let name: String
            let sight: String
            let seen: Bool
        }

        let ruleFile: String
        let rollout: String
        let ratio: Double
        let items: [Item]

        private enum CodingKeys: String, CodingKey {
            case ruleFile = "rule_file"
            case rollout, ratio, items
        }
    }

    let ok: Bool
    let files: [File]
    let coverage: [Coverage]

    init(_ report: RuleTestReport, ok: Bool, withTimeline: Bool) {
        self.ok = ok
        files = report.files.map { file in
            File(file: file.file, tests: file.results.map { Self.test($0, withTimeline: withTimeline) })
        }
        coverage = report.coverage.map { part in
            Coverage(
                ruleFile: part.ruleFile, rollout: part.rollout, ratio: part.coverage.ratio,
                items: part.coverage.items.map { item in
                    Coverage.Item(
                        part: item.part.rawValue, name: item.name, sight: item.sight,
                        seen: part.coverage.seen.contains(item))
                })
        }
    }

    private static func test(_ result: RuleTestRunner.Result, withTimeline: Bool) -> Test {
        let outcome = result.outcome
        return Test(
            name: outcome.test, line: outcome.position.line, column: outcome.position.column, ok: outcome.isPassed,
            evaluations: outcome.evaluations, seconds: result.duration / .seconds(1),
            mismatches: outcome.mismatches.map { mismatch in
                Failure(
                    evalTime: "\(mismatch.at)", path: mismatch.path, line: mismatch.position.line,
                    column: mismatch.position.column, expected: mismatch.expected, actual: mismatch.actual,
                    remark: mismatch.remark)
            }, timeline: withTimeline ? outcome.timeline : nil)
    }
}
