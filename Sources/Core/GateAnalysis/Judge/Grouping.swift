import GateModel
import GateRules

/// How a subject takes more than one series.
enum Grouping: Equatable {
    /// One series is expected.
    case single
    /// Every series with its own values of these labels is judged on its own.
    case per(Set<String>)
    /// Every series is judged on its own, whatever its labels.
    case every
    /// All series become one value.
    case reduce(Reducer)

    /// What the rule says of a gate.
    init(_ gate: Gate) {
        if !gate.per.isEmpty {
            self = .per(Set(gate.per))
        } else if let reducer = gate.reducer {
            self = .reduce(reducer)
        } else {
            self = .single
        }
    }

    /// What series of numerator, denominator and baseline that belong together have in common.
    func key(_ labels: Labels) -> Labels {
        switch self {
        case .single: [:]
        case .per(let names): labels.keeping(names)
        case .every: labels
        case .reduce: labels.removing(["__name__"])
        }
    }

    /// How series are told apart where nothing has to be put together.
    var forLoneValues: Grouping {
        if case .reduce = self { .every } else { self }
    }

    /// Elements by their key.
    ///
    /// - Parameters:
    ///   - series: What belongs to each series, with the series' labels.
    ///   - name: The query they came from.
    /// - Returns: Each element under its key.
    /// - Throws: `tooManySeries` when two series have the same key.
    func index<Element>(
        _ series: [(labels: Labels, value: Element)], _ name: String
    ) throws(Blindness) -> [Labels: Element] {
        var index: [Labels: Element] = [:]
        var repeated: [Labels] = []
        for (labels, value) in series where index.updateValue(value, forKey: key(labels)) != nil {
            repeated.append(key(labels))
        }
        if let first = repeated.min(by: Labels.precedes) { throw tooMany(series.count, name, first) }
        return index
    }

    private func tooMany(_ count: Int, _ name: String, _ key: Labels) -> Blindness {
        let trouble =
            switch self {
            case .single: "returned \(count) series where one is expected; add `per` or `reduce`, or aggregate"
            case .per, .every, .reduce: "returned more than one series with the labels \(key)"
            }
        return Blindness(.tooManySeries, "query \(name) \(trouble)")
    }
}

extension Labels {
    /// A fixed order of label sets, so that the order of an answer never shows.
    static func precedes(_ left: Labels, _ right: Labels) -> Bool {
        for (one, other) in zip(left.pairs, right.pairs) {
            if one.name != other.name { return one.name < other.name }
            if one.value != other.value { return one.value < other.value }
        }
        return left.pairs.count < right.pairs.count
    }
}
