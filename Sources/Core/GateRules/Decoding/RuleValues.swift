public import GateModel

extension ValueDecoder where Value == String {
    /// A rollout's name: it stands in URLs, labels and on the command line.
    static var rolloutName: ValueDecoder {
        string.described(as: "a name").requiring(
            "a name of a-z, 0-9 and inner dashes, at most 63 characters",
            as: .text(.rolloutName), isValid: NameValidation.isRolloutName)
    }

    /// The name of a part of a rollout.
    static var name: ValueDecoder {
        string.described(as: "a name").requiring(
            "a name of letters, digits and inner dashes, dots and underscores, at most 63 characters",
            as: .text(.name), isValid: NameValidation.isName)
    }

    /// The name of a label.
    static var labelName: ValueDecoder {
        string.described(as: "a label name").requiring(
            "a label name: letters, digits and underscores", as: .text(.labelName),
            isValid: NameValidation.isLabelName)
    }

    /// Label matchers of PromQL without braces, or nothing.
    static var matchers: ValueDecoder {
        let hint = #"for example track="canary""#
        return string.requiring("label matchers without braces", hint: hint, as: .text(.matchers)) { text in
            !text.contains("{{") && text.first { $0 != " " } != "{" && text.last { $0 != " " } != "}"
        }
    }

    /// Label matchers that may go by where the rollout stands, but not by what is asked.
    static var tenantMatchers: ValueDecoder {
        let known: [QueryTemplate.Placeholder] = [.stage, .weight, .rollout, .revision]
        let list = known.map { "{{ \($0.rawValue) }}" }.joined(separator: ", ")
        let requirement = "label matchers without braces, of the placeholders with only \(list)"
        let hint = #"for example tenant=~"a|b""#
        return string.described(as: "label matchers").requiring(requirement, hint: hint, as: .text(.tenantMatchers)) {
            text in
            let inner = text.drop { $0.isWhitespace }
            guard let first = inner.first, first != "{", inner.last(where: { !$0.isWhitespace }) != "}",
                let template = QueryTemplate(text)
            else { return false }
            return template.parts.allSatisfy { part in
                if case .placeholder(let placeholder) = part { known.contains(placeholder) } else { true }
            }
        }
    }

    /// A PromQL expression with placeholders.
    static func query(track: TrackNeed) -> ValueDecoder {
        ValueDecoder("a query", as: .text(.query(isTrackRequired: track == .required))) { node, context in
            guard let text = nonEmpty("a query", what: "the query").decode(node, in: context) else { return nil }
            return QueryValidation.check(text, track: track, at: node.position, in: context) ? text : nil
        }
    }

    /// A PromQL expression that is asked for the service as a whole and has nothing to fill in.
    static var plainQuery: ValueDecoder {
        nonEmpty("a query", what: "the query").requiring("without placeholders", as: .text(.plainQuery)) {
            !$0.contains("{{")
        }
    }
}

extension ValueDecoder where Value == Double {
    /// A share that is neither nothing nor all.
    static var openRatio: ValueDecoder {
        ratio(.open)
    }

    /// How sure a verdict has to be: a coin is right half of the time.
    static var confidenceLevel: ValueDecoder {
        ratio(.aboveHalf).described(as: "a level such as 95%")
    }

    /// A number of events: measured ones are not whole.
    static var count: ValueDecoder {
        number.requiring("0 or more", as: .number(NumberShape(from: .including(0)))) { $0 >= 0 }
    }

    /// A latency target: a duration, which becomes seconds, or a number in the histogram's unit.
    static var target: ValueDecoder {
        let number = number.requiring("above 0", as: .number(NumberShape(from: .excluding(0)))) { $0 > 0 }
        let duration = ValueDecoder<TimeSpan>.positiveDuration
        return ValueDecoder(
            "a duration, or a number in the histogram's unit", as: .either([duration.shape, number.shape])
        ) { node, context in
            if case .scalar(let text, isQuoted: false) = node.content, NumberSyntax.number(text) != nil {
                return number.decode(node, in: context)
            }
            return duration.decode(node, in: context)?.seconds
        }
    }
}

extension ValueDecoder where Value == Int {
    /// How many spikes it takes; more than a thousand are not counted by anybody.
    static var spikeCount: ValueDecoder {
        integer(in: 1...1000)
    }
}

extension ValueDecoder where Value == Weight {
    /// The weight of a stage.
    static var weight: ValueDecoder {
        ValueDecoder<String>.parsed("a weight", hint: "whole percent from 0% to 100%", as: .weight) { text in
            NumberSyntax.wholePercent(text).flatMap { Weight(percent: $0) }
        }
    }
}

extension ValueDecoder where Value == Labels {
    /// Labels or annotations.
    ///
    /// - Parameter reserved: Names that cannot be given.
    /// - Returns: A decoder that reports names that are none, and reserved ones.
    public static func labels(reserved: [String]) -> ValueDecoder {
        ValueDecoder<[(key: String, value: String)]>.dictionary(
            of: .string, keys: TextShape.labelName.refusing(reserved)
        ) { key in
            if reserved.contains(key) { return "the label `\(key)` is set by stagegate itself" }
            return NameValidation.isLabelName(key) ? nil : "`\(key)` is not a label name"
        }.map { pairs in Labels(pairs.map { ($0.key, $0.value) }) }
    }
}
