import GateModel
import GateRules

/// Judges an expression that stops the rollout: the condition is true when any series compares.
///
/// An empty answer means that it is not true: a filtering expression, `ALERTS{alertstate="firing"}` for one, says "no"
/// by returning nothing. Whoever wants missing data to be seen writes an expression that always returns a series.
struct ExpressionJudge {
    let expression: StopExpression
    var detail = Judge.Detail.full

    func findings(_ answers: SubjectAnswers) throws(Blindness) -> [Finding] {
        let limit = detail.words(
            "\(expression.comparison.rawValue) \(NumberText.number(expression.value, digits: 6))")
        let judge = ValueJudge(comparison: expression.comparison.negated, limit: expression.value, detail: detail) {
            "value \(NumberText.number($0)), stops when \(limit)"
        }
        if answers.samples(QueryName.value).isEmpty {
            var finding = Finding(Blindness(.noData, ""), comparison: judge.comparison)
            finding.reason = .withinThreshold
            finding.threshold = expression.value
            finding.text = "no series, which is how an expression says that it is not true; stops when \(limit)"
            return [finding]
        }
        return try judge.findings(answers, .every)
    }
}
