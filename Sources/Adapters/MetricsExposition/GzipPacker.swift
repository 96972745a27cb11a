import CZlib

/// A stretch of a gzip file that was packed on its own: it may stand anywhere in any file.
struct GzipPiece: Sendable {
    let bytes: [UInt8]
    /// Checksum and length of what is packed in it.
    let checksum: UInt
    let length: Int
}

/// Packs pieces of gzip files.
///
/// A full flush ends every piece on a byte and lets nothing after it refer to anything before it, so that pieces can be
/// kept and put together in any order.
///
/// - Source: RFC 1951 and zlib's manual, `Z_FULL_FLUSH`.
@safe
final class GzipPacker {
    private let stream: UnsafeMutablePointer<z_stream>
    /// Where pieces are packed: kept, because memory that is fresh for every piece costs about as much as the packing saves.
    private var room: [UInt8] = []

    /// The quickest: the text repeats itself so much that the levels above pack a tenth better in three times the time.
    private static let level: Int32 = 1
    /// The largest window, and no header or checksum of zlib's around the data.
    private static let rawWindow: Int32 = -15
    private static let memoryLevel: Int32 = 8

    /// Prepares zlib; `nil` when there is no memory for it.
    init?() {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let code = unsafe deflateInit2_(
            stream, Self.level, stagegate_z_deflated, Self.rawWindow, Self.memoryLevel,
            stagegate_z_default_strategy, zlibVersion(), Int32(MemoryLayout<z_stream>.size))
        guard code == stagegate_z_ok else {
            unsafe stream.deallocate()
            return nil
        }
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Packs one piece.
    func pack(_ bytes: [UInt8]) -> GzipPiece {
        let checksum = unsafe bytes.withUnsafeBufferPointer { unsafe crc32(0, $0.baseAddress, UInt32($0.count)) }
        // What deflate may make of it at most, and the few bytes of the flush.
        let limit = unsafe Int(deflateBound(stream, UInt(bytes.count))) + 16
        if room.count < limit { room = [UInt8](repeating: 0, count: limit) }
        let count = unsafe room.withUnsafeMutableBufferPointer { output in
            unsafe bytes.withUnsafeBufferPointer { input in
                unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                unsafe stream.pointee.avail_in = UInt32(input.count)
                unsafe stream.pointee.next_out = output.baseAddress
                unsafe stream.pointee.avail_out = UInt32(output.count)
                let code = unsafe deflate(stream, stagegate_z_full_flush)
                let left = unsafe stream.pointee.avail_out
                precondition(code == stagegate_z_ok && left > 0, "deflate failed with \(code)")
                return output.count - Int(left)
            }
        }
        return GzipPiece(bytes: Array(room[..<count]), checksum: checksum, length: bytes.count)
    }
}

/// A gzip file that is put together from pieces.
///
/// - Source: RFC 1952.
struct GzipFile {
    /// Magic number, method deflate, no flags, no time, no hints, system Unix.
    private var bytes: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]
    private var checksum: UInt = 0
    private var length = 0

    /// Appends a piece.
    mutating func append(_ piece: GzipPiece) {
        bytes += piece.bytes
        checksum = crc32_combine(checksum, piece.checksum, piece.length)
        length += piece.length
    }

    /// The whole file: an empty last block, the checksum and the length go to its end.
    func finish() -> [UInt8] {
        var whole = bytes
        whole += [3, 0]
        for number in [UInt32(truncatingIfNeeded: checksum), UInt32(truncatingIfNeeded: length)] {
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                whole.append(UInt8(truncatingIfNeeded: number >> shift))
            }
        }
        return whole
    }
}
