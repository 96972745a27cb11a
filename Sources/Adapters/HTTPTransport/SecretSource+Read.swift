internal import Glibc

extension SecretSource {
    /// Larger files are refused: they are not secrets or certificates.
    static let maxFileBytes = 1 << 20

    /// The text; a file is read anew each time, so that a rotated secret needs no reload.
    ///
    /// - Throws: `unreadableFile`.
    public func read() throws(TransportError) -> String {
        switch self {
        case .inline(let text): return text
        case .file(let path):
            let text = String(decoding: try Self.contents(of: path), as: UTF8.self)
            return String(text.trimmingBlanks())
        }
    }

    private static func contents(of path: String) throws(TransportError) -> [UInt8] {
        // Non-blocking, so that a named pipe in a file's place cannot hold up every other request.
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw failure(path, unsafe String(cString: strerror(errno))) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = unsafe Glibc.read(file, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(path, unsafe String(cString: strerror(errno))) }
            if count == 0 { return bytes }
            bytes += chunk[0..<count]
            guard bytes.count <= maxFileBytes else { throw failure(path, "it is larger than \(maxFileBytes) bytes") }
        }
    }

    private static func failure(_ path: String, _ why: String) -> TransportError {
        TransportError(.unreadableFile, "cannot read \(path): \(why)")
    }
}

extension String {
    /// The text without blanks, tabs and line ends around it.
    func trimmingBlanks() -> Substring {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0.isNewline }
        return Substring(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
}
