/// Gives a type a sample of everything it asks for, and notes what that was.
struct RecordingDecoder: Decoder {
    let recorder: SchemaRecorder
    let note: SchemaNote

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(RecordingFields<Key>(recorder: recorder, note: note))
    }

    func unkeyedContainer() -> any UnkeyedDecodingContainer {
        RecordingList(recorder: recorder, note: note)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer {
        RecordingValue(recorder: recorder, note: note)
    }
}

/// The fields of a structure, each of which is there.
private struct RecordingFields<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let recorder: SchemaRecorder
    let note: SchemaNote
    private let asked = Asked()

    /// The field that was asked whether it is there: only those that may be left out are.
    private final class Asked {
        var key = ""
    }

    init(recorder: SchemaRecorder, note: SchemaNote) {
        self.recorder = recorder
        self.note = note
    }

    var codingPath: [any CodingKey] { [] }

    /// Only a dictionary wants to know its keys.
    var allKeys: [Key] {
        note.noteMap()
        return [Key(stringValue: "key")].compactMap(\.self)
    }

    func contains(_ key: Key) -> Bool {
        asked.key = key.stringValue
        return true
    }

    func decodeNil(forKey key: Key) -> Bool { false }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        let recorded = try recorder.record(type)
        note.note(key.stringValue, recorded.schema, isRequired: asked.key != key.stringValue)
        return recorded.sample
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedDecodingContainer<Nested> {
        RecordingDecoder(recorder: recorder, note: SchemaNote()).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedDecodingContainer {
        RecordingDecoder(recorder: recorder, note: SchemaNote()).unkeyedContainer()
    }

    func superDecoder() -> any Decoder { RecordingDecoder(recorder: recorder, note: note) }

    func superDecoder(forKey key: Key) -> any Decoder { superDecoder() }
}

/// A list of one element.
private struct RecordingList: UnkeyedDecodingContainer {
    let recorder: SchemaRecorder
    let note: SchemaNote
    private(set) var currentIndex = 0

    init(recorder: SchemaRecorder, note: SchemaNote) {
        self.recorder = recorder
        self.note = note
    }

    var codingPath: [any CodingKey] { [] }
    var count: Int? { 1 }
    var isAtEnd: Bool { currentIndex > 0 }

    mutating func decodeNil() -> Bool { false }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        currentIndex += 1
        let recorded = try recorder.record(type)
        note.note(item: recorded.schema)
        return recorded.sample
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) -> KeyedDecodingContainer<Nested> {
        RecordingDecoder(recorder: recorder, note: SchemaNote()).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedDecodingContainer {
        RecordingDecoder(recorder: recorder, note: SchemaNote()).unkeyedContainer()
    }

    mutating func superDecoder() -> any Decoder { RecordingDecoder(recorder: recorder, note: note) }
}

/// A value without a name.
private struct RecordingValue: SingleValueDecodingContainer {
    let recorder: SchemaRecorder
    let note: SchemaNote

    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { false }

    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let recorded = try recorder.record(type)
        note.note(scalar: recorded.schema)
        return recorded.sample
    }
}
