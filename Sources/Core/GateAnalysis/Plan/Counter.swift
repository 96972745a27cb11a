import GateModel
import GateRules

/// One of the counters a subject rests on, as the rule file has it.
struct Counter: Equatable {
    /// The name its query has within the subject, without a prefix.
    let name: String
    let query: String
    /// Whether it counts observations by bucket.
    var isHistogram = false
}

extension GateKind {
    /// The counters of the kinds that count, numerator first.
    var counters: [Counter] {
        switch self {
        case .availability(let availability): availability.counters
        case .latency(let latency):
            [Counter(name: QueryName.histogram, query: latency.histogram, isHistogram: true)]
        case .conversion(let conversion):
            [
                Counter(name: QueryName.numerator, query: conversion.numerator),
                Counter(name: QueryName.denominator, query: conversion.denominator),
            ]
        case .threshold, .events: []
        }
    }
}

extension Availability {
    /// The good or bad events and all of them.
    var counters: [Counter] {
        let events =
            switch counted {
            case .good(let query): Counter(name: QueryName.good, query: query)
            case .bad(let query): Counter(name: QueryName.bad, query: query)
            }
        return [events, Counter(name: QueryName.total, query: total)]
    }
}

/// How counters are asked for.
enum CounterForm: Equatable {
    /// Their samples in a range, which only bare selectors have.
    case samples(TimeSpan)
    /// What was added in a range: the query as it stands, a bare selector in `increase()`.
    case increase(TimeSpan)
    /// The same in blocks one after the other, back so far.
    case blocks(TimeSpan, history: TimeSpan)
}

/// Asks for the counters of one subject.
struct CounterQueries {
    let writer: QueryWriter
    let counters: [Counter]
    var grouping = Grouping.single

    /// One query a counter.
    ///
    /// - Parameters:
    ///   - form: How.
    ///   - prefix: What stands in front of the counters' names.
    ///   - selector: What `{{ track }}` stands for.
    ///   - time: The evaluation time sent to the server.
    /// - Returns: The queries in the order of the counters.
    /// - Throws: `TemplateError` when a template cannot be read.
    func queries(
        _ form: CounterForm, prefix: String = "", selector: String, at time: Timestamp
    ) throws(TemplateError) -> [Query] {
        var queries: [Query] = []
        for counter in counters {
            let expression = try expression(counter, form, selector: selector)
            queries.append(Query(name: prefix + counter.name, expression: expression, time: time))
        }
        return queries
    }

    private func expression(
        _ counter: Counter, _ form: CounterForm, selector: String
    ) throws(TemplateError) -> String {
        switch form {
        case .samples(let range):
            return "\(try writer.expression(counter.query, over: range, selector: selector).trimmed)[\(range)]"
        case .increase(let over):
            let text = try writer.expression(counter.query, over: over, selector: selector)
            guard CounterSelector.isBare(counter.query) else { return text }
            return aggregated("increase(\(text.trimmed)[\(over)])", counter)
        case .blocks(let block, let history):
            return "(\(try expression(counter, .increase(block), selector: selector).trimmed))[\(history):\(block)]"
        }
    }

    /// One series for everything that is judged together; where series are reduced otherwise they stay apart.
    private func aggregated(_ expression: String, _ counter: Counter) -> String {
        var labels = counter.isHistogram ? ["le"] : []
        switch grouping {
        case .single, .reduce(.sum): break
        case .per(let names): labels += names.sorted()
        case .every, .reduce: return expression
        }
        return labels.isEmpty ? "sum(\(expression))" : "sum by (\(labels.joined(separator: ", "))) (\(expression))"
    }
}

extension String {
    /// Without the blanks around it, which come with texts of several lines.
    var trimmed: String {
        // Nearly all texts have none, and taking a text apart is slow.
        let isSolid: (UInt8?) -> Bool = { $0.map { $0 > 32 && $0 < 127 } ?? true }
        if isSolid(utf8.first), isSolid(utf8.last) { return self }
        let blank: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace }
        let scalars = unicodeScalars.drop(while: blank).reversed().drop(while: blank).reversed()
        return String(String.UnicodeScalarView(scalars))
    }
}
