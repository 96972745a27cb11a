internal import Foundation
internal import Glibc

/// A DNS server on 127.0.0.1 that knows what a test tells it, over UDP, one thread.
public final class LoopbackNameServer: @unchecked Sendable {  // the table is only touched with `lock` held
    /// A record it answers with.
    public enum Record: Sendable {
        /// An IPv4 address.
        case a([UInt8])
        /// An IPv6 address.
        case aaaa([UInt8])
        /// Port and host of a service.
        case srv(port: UInt16, host: String)
        /// Another name for what was asked for; what follows belongs to that one.
        case alias(String)

        var type: UInt16 {
            switch self {
            case .a: 1
            case .aaaa: 28
            case .srv: 33
            case .alias: 5
            }
        }

        var data: [UInt8] {
            switch self {
            case .a(let bytes), .aaaa(let bytes): bytes
            case .srv(let port, let host):
                [0, 1, 0, 2] + LoopbackNameServer.bytes(port) + LoopbackNameServer.name(host)
            case .alias(let name): LoopbackNameServer.name(name)
            }
        }
    }

    /// What it says to a question.
    public enum Answer: Sendable {
        /// These records.
        case records([Record])
        /// That there is no such name.
        case noSuchName
        /// That it cannot say.
        case failure
    }

    /// Its port.
    public let port: Int
    private let descriptor: Int32
    private let lock = NSLock()
    private var table: [String: Answer] = [:]

    /// Starts a server on a free port.
    public init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe bind(descriptor, generic, length) == 0 && getsockname(descriptor, generic, &length) == 0
            }
        }
        guard isBound else { throw RealServerError("no port for a name server") }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { self.serve() }
    }

    /// What it says about a name from now on.
    public func set(_ name: String, _ answer: Answer) {
        lock.withLock { table[name] = answer }
    }

    /// Stops it.
    public func stop() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    private func serve() {
        defer { close(descriptor) }
        var packet = [UInt8](repeating: 0, count: 4096)
        while true {
            var client = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let descriptor = descriptor
            let count = unsafe withUnsafeMutablePointer(to: &client) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                    unsafe recvfrom(descriptor, &packet, packet.count, 0, generic, &length)
                }
            }
            if count <= 12 { return }
            let reply = reply(to: Array(packet[..<count]))
            unsafe withUnsafePointer(to: &client) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                    _ = unsafe sendto(descriptor, reply, reply.count, 0, generic, length)
                }
            }
        }
    }

    private func reply(to query: [UInt8]) -> [UInt8] {
        var labels: [String] = []
        var index = 12
        while index < query.count, query[index] > 0 {
            let end = index + 1 + Int(query[index])
            labels.append(String(decoding: query[(index + 1)..<end], as: UTF8.self))
            index = end
        }
        let question = Array(query[12..<(index + 5)])
        let answer = lock.withLock { table[labels.joined(separator: ".")] } ?? .noSuchName
        var code: UInt8 = 0
        var records: [Record] = []
        switch answer {
        case .records(let known): records = known
        case .noSuchName: code = 3
        case .failure: code = 2
        }
        var body: [UInt8] = []
        var owner: [UInt8] = [0xC0, 12]
        for record in records {
            body += owner + Self.bytes(record.type) + [0, 1, 0, 0, 0, 1]
            body += Self.bytes(UInt16(record.data.count)) + record.data
            if case .alias(let name) = record { owner = Self.name(name) }
        }
        let head = Array(query[..<2]) + [0x85, 0x80 | code, 0, 1] + Self.bytes(UInt16(records.count)) + [0, 0, 0, 0]
        return head + question + body
    }

    static func bytes(_ number: UInt16) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 255)] }

    static func name(_ text: String) -> [UInt8] {
        text.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
    }
}
