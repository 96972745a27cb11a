import GateModel

extension RuleDecoder {
    /// One gate; what it fails for is an interval by default, which is two evaluations in a row, and nothing where a
    /// failure is proven: what is proven needs no second look.
    static func gate(in surroundings: GateSurroundings) -> ValueDecoder<Draft<Gate>> {
        .mapping("a gate") { keys in
            let name = keys.required("name", .located(.name))
            let draft = gateKind(of: keys)
            let kind = draft?.kind
            let stages = surroundings.stages
            refuseMeaningless(keys)
            let stageNames = keys.optional("stages", .nonEmptyList(of: .located(.string)))
            let judged = surroundings.stages(named: stageNames?.map(\.value))
            let confidence = keys.optional(
                "confidence", confidence(of: kind, at: judged, block: surroundings.historyBlock))
            // With a kind that could not be read the rest is decoded all the same: its problems are reported, too.
            var gate = Gate(
                name: name?.value ?? "", kind: kind ?? .events(SafetyEvents(query: "")), confidence: confidence)
            decodeTiming(keys, interval: surroundings.interval, into: &gate)
            decodeSeries(keys, into: &gate)
            gate.blindness = blindness(of: keys)
            gate.stages = stageNames?.map(\.value)
            NameValidation.requireKnown(stageNames ?? [], among: stages.names, what: "stage", in: keys.context)
            guard let name, let kind else { return Draft(name: name, value: nil) }
            gate.name = name.value
            gate.kind = kind
            GateValidation.check(gate, keys, stages: stages.complete)
            if keys.has("confidence"), kind.countsEvents {
                ConfidenceValidation.check(gate, counting: draft?.counting ?? [], in: surroundings, keys)
            }
            return Draft(name: name, value: gate)
        }
    }

    /// Keys that mean something to some kinds only.
    private static func refuseMeaningless(_ keys: MappingDecoder) {
        func refuse(_ names: [String], for kinds: [String]) {
            for kind in kinds {
                for key in names {
                    keys.refuse(key, beside: kind, "`\(key)` has no meaning for the kind \(kind)", hint: "leave it out")
                }
            }
        }
        refuse(["min_events", "confidence"], for: ["threshold", "events"])
        refuse(["baseline", "baseline_at_100"], for: ["availability", "latency", "threshold", "events"])
    }

    private static func decodeTiming(_ keys: MappingDecoder, interval: TimeSpan, into gate: inout Gate) {
        gate.description = keys.value("description", .string, default: "")
        gate.over = keys.value("over", gateRange, default: gate.over)
        gate.failFor = keys.value("for", .duration, default: gate.confidence == nil ? interval : .zero)
        gate.minEvents = keys.value("min_events", .count, default: gate.minEvents)
        gate.baseline = keys.value("baseline", baselineSource, default: gate.baseline)
        gate.baselineAtFull = keys.optional("baseline_at_100", baselineSource)
        if case .sliding(let over) = gate.over {
            QueryValidation.warnAboutBlindTime(over: over, interval: interval, keys)
        }
    }

    private static func decodeSeries(_ keys: MappingDecoder, into gate: inout Gate) {
        let per = keys.value("per", .nonEmptyList(of: .located(.labelName)), default: [])
        NameValidation.requireUnique(per, what: "label", in: keys.context)
        gate.per = per.map(\.value)
        gate.reducer = keys.optional("reduce", .choice)
        keys.refuse("reduce", beside: "per", hint: "either every series is judged, or they become one")
        for key in ["per", "reduce"] {
            keys.refuse(
                key, beside: "confidence", hint: "the series are added up; write one gate for each tenant")
        }
    }

    private static func blindness(of keys: MappingDecoder) -> BlindnessPolicies {
        BlindnessPolicies(
            onNoData: keys.value("on_no_data", .choice, default: .hold),
            onNaN: keys.value("on_nan", .choice, default: .hold),
            onError: keys.value("on_error", .choice, default: .hold),
            onPartial: keys.value("on_partial", .choice, default: .hold))
    }

    private static var gateRange: ValueDecoder<GateRange> {
        let span = ValueDecoder<TimeSpan>.positiveDuration
        return ValueDecoder("a duration, or `stage`", as: .either([span.shape, .words(["stage"])])) { node, context in
            if case .scalar("stage", _) = node.content { return .stage }
            return span.decode(node, in: context).map { .sliding($0) }
        }
    }

    private static var baselineSource: ValueDecoder<BaselineSource> {
        let word = ValueDecoder<BaselineWord>.choice
        let earlier = ValueDecoder<BaselineSource>.mapping("a baseline") { keys in
            keys.required("offset", .positiveDuration).map { .offset($0) }
        }
        return ValueDecoder("`concurrent`, `stage_0` or {offset: 7d}", as: .either([word.shape, earlier.shape])) {
            node, context in
            if case .mapping = node.content { return earlier.decode(node, in: context) }
            return word.decode(node, in: context).map { $0 == .concurrent ? .concurrent : .stageZero }
        }
    }

    private enum BaselineWord: String, CaseIterable {
        case concurrent
        case stageZero = "stage_0"
    }
}
