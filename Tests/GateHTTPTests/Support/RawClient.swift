import Foundation
import Synchronization

/// An HTTP/1.1 client of a few lines over a POSIX socket, so that tests see the bytes the server sends.
struct RawClient: Sendable {
    let port: Int

    /// Sends a request on a connection of its own and reads until the server closes it.
    func send(
        _ method: String, _ path: String, token: String? = nil, headers: [String: String] = [:], body: String? = nil
    ) async throws -> RawResponse {
        var lines = ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
        if let token { lines.append("Authorization: Bearer \(token)") }
        if let body { lines.append("Content-Length: \(body.utf8.count)") }
        lines += headers.map { "\($0.key): \($0.value)" }
        return try await exchange((lines + ["", body ?? ""]).joined(separator: "\r\n"))
    }

    /// Sends bytes as they are.
    func exchange(_ text: String) async throws -> RawResponse {
        let bytes = try await blocking { try Self.exchange(Array(text.utf8), port: port) }
        return try RawResponse(bytes)
    }

    /// Runs blocking work on a thread of its own: the server under test needs the cooperative pool.
    func blocking(_ work: @escaping @Sendable () throws -> [UInt8]) async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
        }
    }

    private static func exchange(_ request: [UInt8], port: Int) throws -> [UInt8] {
        let handle = try open(port)
        defer { close(handle) }
        try send(request, handle)
        return try receive(handle)
    }

    /// A connection to the loopback interface that gives up after a while.
    static func open(_ port: Int) throws -> Int32 {
        let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard handle >= 0 else { throw RawClientError("socket: \(errno)") }
        var timeout = timeval(tv_sec: 20, tv_usec: 0)
        unsafe setsockopt(handle, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let connected = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            close(handle)
            throw RawClientError("connect: \(errno)")
        }
        return handle
    }

    /// Sends all bytes, or as many as the server takes.
    static func send(_ request: [UInt8], _ handle: Int32) throws {
        var sent = 0
        while sent < request.count {
            let count = unsafe request[sent...].withUnsafeBytes {
                unsafe Glibc.send(handle, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            // A server that refuses a large body may close before it has read it all; its answer still counts.
            guard count > 0 else { break }
            sent += count
        }
    }

    private static func receive(_ handle: Int32) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe recv(handle, $0.baseAddress, $0.count, 0) }
            if count < 0, errno != ECONNRESET { throw RawClientError("recv: \(errno)") }
            guard count > 0 else { return bytes }
            bytes += chunk.prefix(count)
        }
    }
}

struct RawClientError: Error {
    let message: String

    init(_ message: String) { self.message = message }
}

/// What the server sent.
struct RawResponse {
    let status: Int
    /// By lower-case name.
    let headers: [String: String]
    let body: String

    init(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { throw RawClientError("no response: \(text)") }
        let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw RawClientError("no status line: \(text)")
        }
        self.status = status
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            headers[line[..<colon].lowercased()] = value
        }
        self.headers = headers
        body = String(text[end.upperBound...])
    }

    /// The body as a type of the API.
    func decoded<T: Decodable>(_ type: T.Type) throws -> T {
        try JSONDecoder().decode(type, from: Data(body.utf8))
    }
}
