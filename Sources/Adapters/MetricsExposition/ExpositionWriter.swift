/// Puts an exposition together from text that is written now and blocks that were written before, packed if wanted.
struct ExpositionWriter {
    let format: ExpositionFormat
    /// Whether the result is a gzip file.
    var isPacking: Bool { packer != nil }
    /// What was written since the last block.
    var text: TextFormat
    private let packer: GzipPacker?
    /// Where blocks are written before they are packed.
    private var draft: TextFormat
    private var file = GzipFile()
    private var bytes: [UInt8] = []

    /// Begins; without a packer the result is plain text.
    ///
    /// - Parameters:
    ///   - format: How it is written.
    ///   - packer: What packs it.
    ///   - expectedLength: How long it may become, so that it need not be moved while it grows.
    init(_ format: ExpositionFormat, packer: GzipPacker? = nil, expectedLength: Int = 0) {
        self.format = format
        self.packer = packer
        bytes.reserveCapacity(expectedLength)
        text = TextFormat(format)
        draft = TextFormat(format)
    }

    /// Packs a block that `write` writes, to be appended now and later.
    mutating func pack(_ write: (inout TextFormat) -> Void) -> GzipPiece? {
        draft.clear()
        write(&draft)
        return packer?.pack(draft.bytes)
    }

    /// Appends a block of text.
    mutating func append(_ block: [UInt8]) {
        flush()
        bytes += block
    }

    /// Appends a packed block.
    mutating func append(_ piece: GzipPiece) {
        flush()
        file.append(piece)
    }

    /// Everything that was written.
    mutating func finish() -> [UInt8] {
        text.finish()
        flush()
        return isPacking ? file.finish() : bytes
    }

    private mutating func flush() {
        let loose = text.take()
        guard !loose.isEmpty else { return }
        if let packer {
            file.append(packer.pack(loose))
        } else {
            bytes += loose
        }
    }
}
