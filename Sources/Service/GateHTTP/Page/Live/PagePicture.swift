import GatePlots
import Hashing
import NIOCore

/// What a live page shows at one moment, ready to be sent to everybody who looks at it.
struct PagePicture: Sendable {
    /// Names the frame the parts belong to: with another one the page has to be loaded anew.
    let frame: String
    /// The parts in their order.
    let parts: [PagePart]
    /// Counts the pictures of this page since the process began.
    let stamp: Int
    /// Names this picture among those of all processes and readers.
    var mark: String { "\(origin).\(stamp)" }
    private let origin: String
    /// The picture in which each part came to be what it is.
    private let stamps: [String: Int]
    /// What is news to somebody who has the picture before this one: made once, sent to many.
    private let news: ByteBuffer

    /// The picture that comes after another.
    ///
    /// - Parameters:
    ///   - parts: What it shows.
    ///   - frame: What the frame is made from.
    ///   - origin: The process and what the reader may do: only pictures of the same origin follow one another.
    ///   - last: The picture before; `nil` for the first.
    init(_ parts: [PagePart], frame: String, origin: String, after last: PagePicture?) {
        let stamp = (last?.stamp ?? 0) + 1
        let old = Dictionary((last?.parts ?? []).map { ($0.id, $0.content) }) { first, _ in first }
        var stamps = last?.stamps ?? [:]
        for part in parts where old[part.id] != part.content { stamps[part.id] = stamp }
        // As it stands in a query: nothing in it that one browser or another would write in another way.
        self.frame = String(SHA256.hex(frame.utf8).prefix(16))
        self.parts = parts
        self.stamp = stamp
        self.origin = origin
        self.stamps = stamps
        news = Self.message(parts.filter { stamps[$0.id] == stamp }, "\(origin).\(stamp)")
    }

    /// The content of each part by id.
    var contents: [String: Markup] {
        Dictionary(parts.map { ($0.id, $0.content) }) { first, _ in first }
    }

    /// What somebody has to be sent who has an earlier picture, or none; `nil` when nothing is news.
    func news(since known: Int?) -> ByteBuffer? {
        if known == stamp { return nil }
        if let known, known == stamp - 1 { return news }
        let parts = parts.filter { stamps[$0.id, default: stamp] > known ?? 0 }
        return parts.isEmpty ? nil : Self.message(parts, mark)
    }

    /// One event a part: its id in the first line, its content in the others; the mark is that of all of them.
    ///
    /// - Source: WHATWG HTML, "server-sent events": a line ends with CR, LF or both, and every line of data has its name.
    private static func message(_ parts: [PagePart], _ mark: String) -> ByteBuffer {
        var buffer = ByteBuffer(string: "id: \(mark)\n")
        for part in parts {
            buffer.writeString("event: part\ndata: \(part.id)\n")
            for line in lines(of: part.content.text) {
                buffer.writeString("data: ")
                buffer.writeBytes(line)
                buffer.writeString("\n")
            }
            buffer.writeString("\n")
        }
        return buffer
    }

    /// Lines that end with LF, as nearly all do, are found without looking at each character.
    private static func lines(of text: String) -> [Substring.UTF8View] {
        if text.utf8.contains(UInt8(ascii: "\r")) {
            return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(\.utf8)
        }
        return text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    }
}
