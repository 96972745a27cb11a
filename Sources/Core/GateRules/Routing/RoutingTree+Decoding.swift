extension RoutingTree {
    /// Decodes the routes and receivers of an Alertmanager configuration.
    ///
    /// What the tree does not depend on is left to `amtool check-config`: keys that are not known here are not reported,
    /// because newer versions have more of them.
    ///
    /// - Parameters:
    ///   - node: The whole configuration.
    ///   - context: Where problems go.
    /// - Returns: The tree; `nil` when anything that it depends on was reported.
    public static func decode(_ node: ConfigNode, in context: DecodingContext) -> RoutingTree? {
        guard let keys = lenient(node, "an Alertmanager configuration", context) else { return nil }
        let before = context.diagnostics.count
        let receivers = keys.required("receivers", .nonEmptyList(of: receiver)) ?? []
        let known = receivers.map(\.value.name)
        let root = keys.required("route", route(known: known, inherited: nil))
        NameValidation.requireUnique(
            receivers.map { Located($0.value.name, at: $0.position) }, what: "receiver", in: context)
        guard let root, context.diagnostics.count == before else { return nil }
        return RoutingTree(receivers: receivers.map(\.value), root: root)
    }

    /// A route and those below it; only the root inherits no receiver.
    private static func route(known: [String], inherited: String?) -> ValueDecoder<Route> {
        ValueDecoder("a route", as: .anything) { node, context in
            guard let keys = lenient(node, "a route", context) else { return nil }
            let receiver = keys.nullable("receiver", .located(.string))
            NameValidation.requireKnown(
                receiver.map { [$0] } ?? [], among: known, what: "receiver", in: context)
            guard let name = receiver?.value ?? inherited else {
                keys.report("the root route has no receiver", at: "receiver")
                return nil
            }
            var route = Route(receiver: name)
            route.matchers = matchers(of: keys)
            route.continues = keys.nullable("continue", .bool) ?? false
            if inherited == nil { refuseConditions(keys) }
            let inner = Self.route(known: known, inherited: name)
            route.routes = keys.nullable("routes", .list(of: inner)) ?? []
            return route
        }
    }

    private static func refuseConditions(_ keys: MappingDecoder) {
        for key in ["match", "match_re", "matchers", "continue"] where keys.has(key) {
            keys.context.report(
                "the root route has `\(key)`", at: keys.keyPosition(of: key),
                hint: "every alert enters there: put it on a route below")
        }
    }

    private static func matchers(of keys: MappingDecoder) -> [LabelMatcher] {
        let equal = keys.nullable("match", matchers(comparison: .equal)) ?? []
        let matching = keys.nullable("match_re", matchers(comparison: .matches)) ?? []
        let lists = keys.nullable("matchers", .list(of: matcherList)) ?? []
        return equal + matching + lists.flatMap(\.self)
    }

    private static func matchers(comparison: LabelMatcher.Operator) -> ValueDecoder<[LabelMatcher]> {
        ValueDecoder("labels and values", as: .anything) { node, context in
            let pairs = ValueDecoder<[(key: String, value: String)]>.dictionary(of: .string).decode(node, in: context)
            return pairs?.compactMap { name, value in
                matcher(at: node, context) { () throws(LabelMatcherError) in
                    try LabelMatcher(name: name, comparison: comparison, value: value)
                }
            }
        }
    }

    private static var matcherList: ValueDecoder<[LabelMatcher]> {
        ValueDecoder("matchers", as: .anything) { node, context in
            ValueDecoder<String>.string.decode(node, in: context).flatMap { text in
                matcher(at: node, context) { () throws(LabelMatcherError) in try LabelMatcher.list(text) }
            }
        }
    }

    private static func matcher<Value>(
        at node: ConfigNode, _ context: DecodingContext, _ read: () throws(LabelMatcherError) -> Value
    ) -> Value? {
        do throws(LabelMatcherError) {
            return try read()
        } catch {
            context.report("\(node.summary) cannot be used as a matcher: \(error.problem)", at: node.position)
            return nil
        }
    }

    private static var receiver: ValueDecoder<Located<Receiver>> {
        ValueDecoder("a receiver", as: .anything) { node, context in
            guard let keys = lenient(node, "a receiver", context), case .mapping(let entries) = node.content,
                let name = keys.required("name", .located(.nonEmptyString))
            else { return nil }
            let integrations = entries.compactMap { entry -> String? in
                guard entry.key.hasSuffix("_configs"), case .sequence(let configs) = entry.value.content else {
                    return nil
                }
                return configs.isEmpty ? nil : String(entry.key.dropLast("_configs".count))
            }
            return Located(Receiver(name: name.value, integrations: integrations), at: name.position)
        }
    }

    /// The keys of a mapping that may have more of them than are known here.
    private static func lenient(_ node: ConfigNode, _ what: String, _ context: DecodingContext) -> MappingDecoder? {
        guard case .mapping(let entries) = node.content else {
            node.reportMismatch("\(what) (a mapping)", in: context)
            return nil
        }
        return MappingDecoder(entries, of: what, at: node.position, in: context)
    }
}
