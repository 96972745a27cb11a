/// Turns a node into a value, or reports why it is none.
///
/// Decoders are put together from the ready-made ones and handed to ``MappingDecoder``:
///
/// ```swift
/// let context = DecodingContext(file: "stagegate.yml")
/// let config = ValueDecoder.mapping("the configuration") { keys in
///     let listen = keys.value("listen", .string, default: "0.0.0.0:9095")
///     let targets = keys.required("targets", .list(of: .string))
///     let timeout = keys.optional("timeout", .positiveDuration)
///     return targets.map { Config(listen: listen, targets: $0, timeout: timeout) }
/// }.decode(node, in: context)
/// ```
public struct ValueDecoder<Value> {
    /// What the value is, with its article: `a duration`.
    public let expected: String
    /// What it takes, as far as that can be said without a value.
    public var shape: Shape { describe() }

    private let describe: () -> Shape
    private let body: (ConfigNode, DecodingContext) -> Value?

    /// Makes a decoder.
    ///
    /// - Parameters:
    ///   - expected: What the value is, with its article.
    ///   - shape: What it takes; nothing that `body` takes may be missing.
    ///   - body: Gives the value, or reports to the context and gives `nil`.
    public init(
        _ expected: String, as shape: @autoclosure @escaping () -> Shape,
        _ body: @escaping (ConfigNode, DecodingContext) -> Value?
    ) {
        self.expected = expected
        describe = shape
        self.body = body
    }

    /// Decodes a node; `nil` when something was reported to the context.
    public func decode(_ node: ConfigNode, in context: DecodingContext) -> Value? {
        body(node, context)
    }

    /// The decoder of a value that is made from this one.
    public func map<Other>(_ transform: @escaping (Value) -> Other) -> ValueDecoder<Other> {
        ValueDecoder<Other>(expected, as: shape) { node, context in decode(node, in: context).map(transform) }
    }

    /// The same decoder with another word for what the value is.
    public func described(as expected: String) -> ValueDecoder {
        ValueDecoder(expected, as: shape, body)
    }

    /// The decoder that takes only some of the values.
    ///
    /// - Parameters:
    ///   - requirement: What a value has to be, as it ends the sentence `… must be`.
    ///   - hint: What to do about a value that is not.
    ///   - narrowed: What is left of the shape; the same as before where a shape cannot say it.
    ///   - isValid: Whether a value is.
    /// - Returns: A decoder that reports the others.
    public func requiring(
        _ requirement: String, hint: String? = nil, as narrowed: @autoclosure @escaping () -> Shape? = nil,
        isValid: @escaping (Value) -> Bool
    ) -> ValueDecoder {
        ValueDecoder(expected, as: narrowed() ?? shape) { node, context in
            guard let value = decode(node, in: context) else { return nil }
            if isValid(value) { return value }
            context.report("\(node.summary) must be \(requirement)", at: node.position, hint: hint)
            return nil
        }
    }
}

extension ValueDecoder {
    /// A value with its place.
    public static func located<Content>(
        _ decoder: ValueDecoder<Content>
    ) -> ValueDecoder where Value == Located<Content> {
        ValueDecoder(decoder.expected, as: decoder.shape) { node, context in
            decoder.decode(node, in: context).map { Located($0, at: node.position) }
        }
    }
}

extension ValueDecoder where Value == String {
    /// Text; plain numbers and words are text, too.
    public static var string: ValueDecoder {
        ValueDecoder("text", as: .text(.any)) { node, context in node.scalar("text", in: context)?.text }
    }

    /// Text that must not be shown.
    public static var secret: ValueDecoder {
        ValueDecoder("text", as: .text(.any)) { node, context in
            context.noteSecret(at: node.position)
            return string.decode(node, in: context)
        }
    }

    /// Text that is more than blanks.
    public static var nonEmptyString: ValueDecoder {
        nonEmpty("text", what: "the text")
    }

    static func nonEmpty(_ expected: String, what: String) -> ValueDecoder {
        ValueDecoder(expected, as: .text(.notBlank)) { node, context in
            guard let text = string.decode(node, in: context) else { return nil }
            if text.contains(where: { !$0.isWhitespace }) { return text }
            context.report("\(what) is empty", at: node.position)
            return nil
        }
    }

    /// Text of which `parse` makes something.
    ///
    /// - Parameters:
    ///   - expected: What the value is, with its article.
    ///   - hint: How such a value is written.
    ///   - shape: What such a text looks like.
    ///   - parse: Reads the text.
    /// - Returns: A decoder that reports what cannot be read.
    public static func parsed<Other>(
        _ expected: String, hint: String, as shape: @autoclosure @escaping () -> TextShape,
        _ parse: @escaping (String) -> Other?
    ) -> ValueDecoder<Other> {
        ValueDecoder<Other>(expected, as: .text(shape())) { node, context in
            guard let scalar = node.scalar(expected, hint: hint, in: context) else { return nil }
            if let value = parse(scalar.text) { return value }
            context.report("\(node.summary) is not \(expected)", at: node.position, hint: hint)
            return nil
        }
    }
}

extension ConfigNode {
    /// The text of a scalar; anything else is reported.
    func scalar(
        _ expected: String, hint: String? = nil, in context: DecodingContext
    ) -> (text: String, isQuoted: Bool)? {
        if case .scalar(let text, let isQuoted) = content { return (text, isQuoted) }
        reportMismatch(expected, hint: hint, in: context)
        return nil
    }

    /// Reports that something else was expected here.
    func reportMismatch(_ expected: String, hint: String? = nil, in context: DecodingContext) {
        if case .null = content {
            context.report("a value is missing: expected \(expected)", at: position, hint: hint)
        } else {
            context.report("expected \(expected), found \(summary)", at: position, hint: hint)
        }
    }

    /// The node in a few words, safe to show.
    var summary: String {
        switch content {
        case .null: "nothing"
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .scalar("", _): "an empty text"
        case .scalar(let text, _):
            // A long text would hide the message it stands in.
            text.count > 60 || text.contains { $0.isNewline } ? "the text" : "`\(text)`"
        }
    }
}
