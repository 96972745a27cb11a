extension ValueDecoder {
    /// A list; elements that cannot be decoded are reported and left out.
    public static func list<Element>(of element: ValueDecoder<Element>) -> ValueDecoder where Value == [Element] {
        ValueDecoder("a list", as: .list(element.shape, isEmptyAllowed: true)) { node, context in
            guard case .sequence(let nodes) = node.content else {
                node.reportMismatch("a list", in: context)
                return nil
            }
            return nodes.compactMap { element.decode($0, in: context) }
        }
    }

    /// A list with at least one element.
    public static func nonEmptyList<Element>(
        of element: ValueDecoder<Element>
    ) -> ValueDecoder where Value == [Element] {
        ValueDecoder("a list", as: .list(element.shape, isEmptyAllowed: false)) { node, context in
            if case .sequence([]) = node.content {
                context.report("the list is empty", at: node.position)
                return nil
            }
            return list(of: element).decode(node, in: context)
        }
    }

    /// A mapping of which all keys are known.
    ///
    /// - Parameters:
    ///   - what: What the mapping describes, with its article: `a gate`.
    ///   - body: Takes the keys; every key that it did not ask for is reported when it returns.
    /// - Returns: A decoder of what `body` returns.
    public static func mapping(_ what: String, _ body: @escaping (MappingDecoder) -> Value?) -> ValueDecoder {
        ValueDecoder(what, as: .mapping(MappingOutline.shape(of: what, body))) { node, context in
            guard case .mapping(let entries) = node.content else {
                node.reportMismatch("\(what) (a mapping)", in: context)
                return nil
            }
            let keys = MappingDecoder(entries, of: what, at: node.position, in: context)
            let value = body(keys)
            keys.reportUnknownKeys()
            return value
        }
    }

    /// A mapping whose keys are data; values that cannot be decoded are reported and left out.
    ///
    /// - Parameters:
    ///   - value: Decodes each value.
    ///   - keys: What the keys look like; any do where it is left out.
    ///   - keyProblem: Says why a key is not acceptable; `nil` when it is.
    /// - Returns: A decoder of keys and values in the order of the file.
    public static func dictionary<Element>(
        of value: ValueDecoder<Element>, keys: @autoclosure @escaping () -> TextShape? = nil,
        keyProblem: @escaping (String) -> String? = { _ in nil }
    ) -> ValueDecoder where Value == [(key: String, value: Element)] {
        ValueDecoder("a mapping", as: .dictionary(keys: keys(), values: value.shape)) { node, context in
            guard case .mapping(let entries) = node.content else {
                node.reportMismatch("a mapping", in: context)
                return nil
            }
            return entries.compactMap { entry in
                if let problem = keyProblem(entry.key) { context.report(problem, at: entry.keyPosition) }
                return value.decode(entry.value, in: context).map { (entry.key, $0) }
            }
        }
    }
}
