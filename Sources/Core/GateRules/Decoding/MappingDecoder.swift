/// Hands out the values of one mapping and remembers which keys were asked for.
///
/// Ask for every key there is before giving up on any, so that all problems are reported at once.
public final class MappingDecoder {
    /// Where problems go.
    public let context: DecodingContext
    /// Where the mapping begins.
    public let position: Position

    private let what: String
    /// Where it is noted what is asked for; `nil` while a file is decoded.
    private let outline: MappingOutline?
    private let entries: [ConfigNode.Entry]
    private var known: [String] = []
    private var refused: Set<String> = []

    init(
        _ entries: [ConfigNode.Entry], of what: String, at position: Position, in context: DecodingContext,
        outline: MappingOutline? = nil
    ) {
        self.what = what
        self.outline = outline
        self.entries = entries
        self.position = position
        self.context = context
    }

    /// The value of a key that has to be there; `nil` when a problem was reported.
    public func required<Value>(_ key: String, _ decoder: ValueDecoder<Value>) -> Value? {
        if !has(key) { context.report("`\(key)` is missing in \(what): \(decoder.expected)", at: position) }
        let value = optional(key, decoder)
        outline?.change(key) { $0.isRequired = true }
        return value
    }

    /// The value of a key that may be left out; `nil`, too, when a problem was reported.
    public func optional<Value>(_ key: String, _ decoder: ValueDecoder<Value>) -> Value? {
        know(key)
        outline?.note(key, decoder.shape)
        guard let entry = entry(key) else { return nil }
        if case .null = entry.value.content {
            context.report("`\(key)` has no value: expected \(decoder.expected)", at: entry.keyPosition)
        } else if let value = decoder.decode(entry.value, in: context) {
            return value
        }
        refused.insert(key)
        return nil
    }

    /// The value of a key, or the default when it was left out; the default stands in, too, when a problem was reported.
    public func value<Value>(_ key: String, _ decoder: ValueDecoder<Value>, default fallback: Value) -> Value {
        let value = optional(key, decoder)
        outline?.note(key, standard: StandardText.of(fallback))
        return value ?? fallback
    }

    /// The value of a key that may be left out, or stand there without one, as Go reads YAML; `nil`, too, when a problem was
    /// reported.
    public func nullable<Value>(_ key: String, _ decoder: ValueDecoder<Value>) -> Value? {
        if let entry = entry(key), case .null = entry.value.content {
            know(key)
            return nil
        }
        let value = optional(key, decoder)
        outline?.change(key) { $0.isNullable = true }
        return value
    }

    /// The one of these keys that is there; none or several are reported.
    public func exactlyOne(of keys: [String]) -> String? {
        keys.forEach(know)
        outline?.note(.exactlyOne(keys))
        let present = entries.map(\.key).filter(keys.contains)
        if present.count == 1 { return present.first }
        let list = keys.map { "`\($0)`" }.joined(separator: ", ")
        if present.isEmpty {
            // A mistyped one of them is reported as an unknown key; saying that it is missing would say it twice.
            if !hasMistyped(keys) { context.report("\(what) needs exactly one of \(list)", at: position) }
        } else {
            let both = present.map { "`\($0)`" }.joined(separator: " and ")
            context.report(
                "\(both) exclude each other", at: keyPosition(of: present[1]),
                hint: "\(what) takes exactly one of \(list)")
        }
        return nil
    }

    /// Reports when none of these keys is there.
    public func requireAny(of keys: [String], otherwise message: String) {
        outline?.note(.atLeastOne(keys))
        if !keys.contains(where: has) { report(message, at: nil) }
    }

    /// Reports when both keys are there.
    ///
    /// - Parameters:
    ///   - second: The key that is reported.
    ///   - first: The key beside which it has no meaning.
    ///   - message: What is wrong; that they exclude each other where it is left out.
    ///   - hint: What to do about it.
    public func refuse(
        _ second: String, beside first: String, _ message: @autoclosure () -> String? = nil, hint: String? = nil
    ) {
        outline?.note(.exclusion(first, second))
        guard has(first), has(second) else { return }
        context.report(
            message() ?? "`\(first)` and `\(second)` exclude each other", at: keyPosition(of: second), hint: hint)
    }

    /// Reports a key that stands without the one that gives it a meaning.
    public func allow(_ key: String, onlyBeside other: String) {
        outline?.note(.dependency(key, on: other))
        guard has(key), !has(other) else { return }
        report("`\(key)` has a meaning only beside `\(other)`", at: key, hint: "leave it out")
    }

    /// Whether the key is there.
    public func has(_ key: String) -> Bool {
        entry(key) != nil
    }

    /// Where the value of a key begins; the mapping's place when the key is absent.
    public func position(of key: String) -> Position {
        entry(key)?.value.position ?? position
    }

    /// Where a key stands; the mapping's place when it is absent.
    public func keyPosition(of key: String) -> Position {
        entry(key)?.keyPosition ?? position
    }

    /// Notes a problem with the value of a key.
    ///
    /// - Parameters:
    ///   - message: What is wrong: lower case, no full stop.
    ///   - key: The key; the mapping as a whole when it is `nil` or absent.
    ///   - id: What it is about; says how bad it is, too.
    ///   - hint: What to do about it.
    public func report(
        _ message: String, at key: String?, id: DiagnosticID = .invalid, hint: String? = nil
    ) {
        context.report(message, at: key.map(position(of:)) ?? position, id: id, hint: hint)
    }

    /// Whether the value of a key was reported; a default stands in for it, and says nothing about the other keys.
    func wasRefused(_ key: String) -> Bool {
        refused.contains(key)
    }

    func reportUnknownKeys() {
        for entry in entries where !known.contains(entry.key) {
            let hint = Suggestion.hint(for: entry.key, orListing: known)
            context.report("unknown key `\(entry.key)` in \(what)", at: entry.keyPosition, hint: hint)
        }
    }

    /// The first entry of a key; mappings have few keys, and looking at all of them costs less than a dictionary.
    private func entry(_ key: String) -> ConfigNode.Entry? {
        entries.first { $0.key == key }
    }

    private func know(_ key: String) {
        if !known.contains(key) { known.append(key) }
    }

    private func hasMistyped(_ keys: [String]) -> Bool {
        entries.contains { !known.contains($0.key) && Suggestion.nearest(to: $0.key, among: keys) != nil }
    }
}
