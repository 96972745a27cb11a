import CLibYAML
import GateRules

/// Goes through a text event by event.
///
/// The parser keeps a pointer to itself and to its input, so both live at fixed addresses that this object owns and no
/// caller sees.
@safe final class EventCursor {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let isReady: Bool

    init(_ bytes: [UInt8]) {
        unsafe parser = .allocate(capacity: 1)
        unsafe parser.initialize(to: yaml_parser_t())
        unsafe input = .allocate(capacity: bytes.count)
        _ = unsafe input.initialize(from: bytes)
        isReady = unsafe yaml_parser_initialize(parser) == 1
        guard isReady else { return }
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        if isReady { unsafe yaml_parser_delete(parser) }
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    /// The next event; after `streamEnd` it may not be called again.
    func next() throws(YAMLSyntaxError) -> YAMLEvent {
        var event = unsafe yaml_event_t()
        guard isReady, unsafe yaml_parser_parse(parser, &event) == 1 else { throw problem() }
        defer { unsafe yaml_event_delete(&event) }
        guard let kind = unsafe Self.kind(of: event) else { throw problem() }
        return unsafe YAMLEvent(kind: kind, position: Self.position(of: event.start_mark))
    }

    private static func kind(of event: yaml_event_t) -> YAMLEvent.Kind? {
        switch unsafe event.type {
        case YAML_STREAM_START_EVENT: return .streamStart
        case YAML_STREAM_END_EVENT: return .streamEnd
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_ALIAS_EVENT: return unsafe .alias(text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT: return unsafe scalar(event)
        case YAML_SEQUENCE_START_EVENT:
            let start = unsafe event.data.sequence_start
            return unsafe .sequenceStart(.init(anchor: text(start.anchor), tag: text(start.tag)))
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            let start = unsafe event.data.mapping_start
            return unsafe .mappingStart(.init(anchor: text(start.anchor), tag: text(start.tag)))
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        default: return nil
        }
    }

    private static func scalar(_ event: yaml_event_t) -> YAMLEvent.Kind {
        let scalar = unsafe event.data.scalar
        // The length counts, not a zero byte: `"\0"` is a legal scalar.
        let value = unsafe String(
            decoding: UnsafeBufferPointer(start: scalar.value, count: Int(scalar.length)), as: UTF8.self)
        let properties = unsafe YAMLEvent.Properties(anchor: text(scalar.anchor), tag: text(scalar.tag))
        return unsafe .scalar(value, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE, properties)
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        unsafe pointer.map { unsafe String(cString: $0) }
    }

    private static func position(of mark: yaml_mark_t) -> Position {
        Position(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }
}

extension EventCursor {
    private func problem() -> YAMLSyntaxError {
        let message = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "the text cannot be parsed"
        guard isReady, unsafe parser.pointee.error != YAML_READER_ERROR else { return unreadable(message) }
        // Where the text ends says nothing about which quote or bracket is open.
        let isAtEnd = message == "found unexpected end of stream"
        let mark = unsafe isAtEnd ? parser.pointee.context_mark : parser.pointee.problem_mark
        let position = Self.position(of: mark)
        if character(at: position) == "\t" {
            return YAMLSyntaxError(
                message: "a tab cannot be used here", hint: "indent with blanks", position: position)
        }
        return YAMLSyntaxError(message: message, hint: Self.hint(for: message), position: position)
    }

    /// The reader knows the place of a byte it cannot decode only as an offset.
    private func unreadable(_ message: String) -> YAMLSyntaxError {
        guard isReady else {
            return YAMLSyntaxError(message: message, hint: nil, position: Position(line: 1, column: 1))
        }
        let before = validText(upTo: unsafe Int(parser.pointee.problem_offset)).unicodeScalars
        let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
        let position = Position(line: lines.count, column: (lines.last?.count ?? 0) + 1)
        if message.contains("control characters") {
            return YAMLSyntaxError(
                message: "control characters are not allowed", hint: "write them as escapes in double quotes",
                position: position)
        }
        return YAMLSyntaxError(message: "invalid UTF-8", hint: "save the file as UTF-8", position: position)
    }

    /// The offset can lie behind the first bytes of a character that is not completed.
    private func validText(upTo offset: Int) -> String {
        let end = unsafe min(max(offset, 0), input.count)
        for start in stride(from: end, through: max(0, end - 3), by: -1) {
            if let text = unsafe String(validating: input[..<start], as: UTF8.self) { return text }
        }
        return ""
    }

    private func character(at position: Position) -> Unicode.Scalar? {
        let text = unsafe String(decoding: input, as: UTF8.self).unicodeScalars
        let lines = text.split(separator: "\n", maxSplits: position.line, omittingEmptySubsequences: false)
        guard position.line <= lines.count else { return nil }
        return lines[position.line - 1].dropFirst(position.column - 1).first
    }

    private static func hint(for message: String) -> String? {
        switch message {
        case "mapping values are not allowed in this context":
            "quote a text that contains `: `, or check the indentation"
        case "did not find expected key": "check the indentation and the quotes of this line and the one before"
        case "could not find expected ':'": "a key needs `:` and a blank after it, on one line"
        case "did not find expected '-' indicator": "check the indentation of the list"
        case "found character that cannot start any token": "quote a text that begins with this character"
        case "found unexpected end of stream": "what begins here is not closed"
        default: nil
        }
    }
}
