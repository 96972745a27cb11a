import GateModel
import GateRules

/// Fills in the templates of one rollout at one grid point.
struct QueryWriter {
    let rule: RolloutRule
    let context: PlanContext
    /// The evaluation time sent with the queries: the grid point, less the rule's query offset.
    let time: Timestamp

    init(rule: RolloutRule, context: PlanContext, at: Timestamp) {
        self.rule = rule
        self.context = context
        time = at - rule.queryOffset
    }

    /// Makes one query.
    ///
    /// - Parameters:
    ///   - name: Its name within the subject.
    ///   - template: The text from the rule file.
    ///   - over: What `{{ over }}` stands for.
    ///   - track: Whom `{{ track }}` selects.
    ///   - offset: How far back from the evaluation time it asks.
    /// - Returns: The query, ready to send.
    /// - Throws: `TemplateError` when the template cannot be read.
    func query(
        _ name: String, _ template: String, over: TimeSpan, track: Track, offset: TimeSpan = .zero
    ) throws(TemplateError) -> Query {
        Query(
            name: name, expression: try expression(template, over: over, selector: selector(of: track)),
            time: time - offset)
    }

    /// Fills in a template.
    ///
    /// - Parameters:
    ///   - template: The text from the rule file.
    ///   - over: What `{{ over }}` stands for.
    ///   - selector: What `{{ track }}` stands for.
    /// - Returns: The text without placeholders.
    /// - Throws: `TemplateError` when the template cannot be read.
    func expression(_ template: String, over: TimeSpan, selector: String) throws(TemplateError) -> String {
        let parts = try QueryTemplate.parse(template).get()
        return parts.map { part in
            switch part {
            case .literal(let text): text
            case .placeholder(let placeholder): value(of: placeholder, over: over, selector: selector)
            }
        }.joined()
    }

    /// The matchers of a track within the rollout's scope.
    func selector(of track: Track) -> String { inScope(rule.tracks.selector(of: track)) }

    /// These matchers within the rollout's scope.
    func inScope(_ matchers: String) -> String {
        [rule.scope.selector, matchers].filter { !$0.isEmpty }.joined(separator: ",")
    }

    /// The range of a gate: what the rule says, cut at the entry into the stage.
    ///
    /// A stage is judged on its own data: after a rollback the errors of the stage that was left must not fail the one
    /// that was entered. At stage 0 the baseline is asked, which has no entry. One interval is always looked at.
    func range(_ range: GateRange) -> TimeSpan {
        switch range {
        case .stage: elapsed
        case .sliding(let span): sliding(span)
        }
    }

    /// A sliding range, cut at the entry into the stage.
    func sliding(_ span: TimeSpan) -> TimeSpan {
        context.isBeforeCanary ? span : min(span, elapsed)
    }

    /// The time from the entry into the stage to the time asked for, at least one interval.
    private var elapsed: TimeSpan {
        max(time - context.stageEnteredAt, rule.interval)
    }

    private func value(of placeholder: QueryTemplate.Placeholder, over: TimeSpan, selector: String) -> String {
        switch placeholder {
        case .over: over.description
        case .track: selector
        case .rollout: PromQLString.escape(rule.name)
        case .revision: PromQLString.escape(context.revision)
        case .stage: PromQLString.escape(context.stage.name)
        case .weight: "\(context.stage.weight.percent)"
        }
    }
}
