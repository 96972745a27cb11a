internal import Foundation
internal import Glibc

/// A small HTTP/1.1 server on 127.0.0.1 that answers as a test says, or misbehaves as a test says.
///
/// Each connection has a thread of its own; requests of all connections are kept in the order they arrived. Stop it when
/// the test is over: its threads keep it alive.
public final class LoopbackServer: Sendable {
    /// One request as it arrived.
    public struct Request: Sendable {
        /// The method.
        public let method: String
        /// The target as sent: a path, or a whole URL when we are asked as a proxy.
        public let target: String
        /// The header fields in order, names in lower case.
        public let headers: [(name: String, value: String)]
        /// The body.
        public let body: [UInt8]
        /// Which connection it came on, counted from one.
        public let connection: Int

        /// The first value of a header field; `nil` when it is absent.
        public subscript(name: String) -> String? { headers.first { $0.name == name.lowercased() }?.value }

        /// The body as text.
        public var text: String { String(decoding: body, as: UTF8.self) }

        /// The fields of a form body, decoded.
        public var form: [String: String] { Self.fields(text) }

        /// The path without its query.
        public var path: String { String(target.prefix { $0 != "?" }) }

        /// The fields of the target's query, decoded.
        public var queryFields: [String: String] { Self.fields(String(target.drop { $0 != "?" }.dropFirst())) }

        private static func fields(_ text: String) -> [String: String] {
            var fields: [String: String] = [:]
            for pair in text.split(separator: "&") {
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                    String($0).replacingOccurrences(of: "+", with: " ").removingPercentEncoding ?? ""
                }
                fields[parts[0]] = parts.count > 1 ? parts[1] : ""
            }
            return fields
        }
    }

    /// What to do about a request.
    public enum Reply: Sendable {
        /// Answer and keep the connection.
        case answer(status: Int, headers: [String: String], body: [UInt8])
        /// Send exactly these bytes and close the connection.
        case raw([UInt8])
        /// Say nothing until the client goes away or the server stops.
        case hang
        /// Close the connection with a reset.
        case reset

        /// An answer with status 200, or another one, and a text.
        public static func text(
            _ body: String, status: Int = 200, type: String = "application/json", headers: [String: String] = [:]
        ) -> Reply {
            .answer(
                status: status, headers: headers.merging(["Content-Type": type]) { given, _ in given },
                body: Array(body.utf8))
        }

        /// A redirect.
        public static func redirect(to location: String, status: Int = 302) -> Reply {
            .answer(status: status, headers: ["Location": location], body: [])
        }
    }

    private struct State {
        var requests: [Request] = []
        var connections = 0
        var open: Set<Int32> = []
        var threads = 0
        var isStopped = false
    }

    /// The port it listens on.
    public let port: Int
    private let listener: Int32
    private let handler: @Sendable (Request) -> Reply
    private let condition = NSCondition()
    // Touched only with `condition` locked.
    nonisolated(unsafe) private var state = State()

    /// Starts a server on a free port.
    public init(_ handler: @escaping @Sendable (Request) -> Reply) throws {
        self.handler = handler
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let isListening = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe bind(descriptor, generic, length) == 0 && listen(descriptor, 128) == 0
                    && getsockname(descriptor, generic, &length) == 0
            }
        }
        guard isListening else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        port = Int(UInt16(bigEndian: address.sin_port))
        spawn { $0.acceptConnections() }
    }

    /// The server's base URL.
    public var url: String { "http://127.0.0.1:\(port)" }

    /// Every request so far.
    public var requests: [Request] { locked { $0.requests } }

    /// How many connections were opened so far.
    public var connectionCount: Int { locked { $0.connections } }

    /// How many connections are open now.
    public var openConnectionCount: Int { locked { $0.open.count } }

    /// Waits until so many requests have arrived.
    ///
    /// - Parameters:
    ///   - count: How many.
    ///   - seconds: How long to wait at most.
    /// - Returns: Whether they arrived in time.
    public func waitForRequests(_ count: Int, seconds: Double = 30) async -> Bool {
        await waitAside(seconds: seconds) { $0.requests.count >= count }
    }

    /// Waits until no connection is open any more.
    ///
    /// - Parameter seconds: How long to wait at most.
    /// - Returns: Whether that was so in time.
    public func waitForDisconnect(seconds: Double = 30) async -> Bool {
        await waitAside(seconds: seconds) { $0.open.isEmpty }
    }

    /// Closes everything and waits for the threads to end.
    public func stop() {
        let isFirst = locked { state in
            defer { state.isStopped = true }
            for descriptor in state.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
            return !state.isStopped
        }
        guard isFirst else { return }
        shutdown(listener, Int32(SHUT_RDWR))
        _ = wait(seconds: 10) { $0.threads == 0 }  // a thread that hangs on is the process's to end
        close(listener)
    }

    private func locked<Result>(_ body: (inout State) -> Result) -> Result {
        condition.lock()
        defer { condition.unlock() }
        defer { condition.broadcast() }
        return unsafe body(&state)
    }

    /// Waits on a thread of its own: the tests' few threads are needed by what is being waited for.
    private func waitAside(seconds: Double, until isTrue: @escaping @Sendable (State) -> Bool) async -> Bool {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(returning: self.wait(seconds: seconds, until: isTrue))
            }
        }
    }

    private func wait(seconds: Double, until isTrue: (State) -> Bool) -> Bool {
        let deadline = Date(timeIntervalSinceNow: seconds)
        condition.lock()
        defer { condition.unlock() }
        while unsafe !isTrue(state) {
            guard condition.wait(until: deadline) else { return unsafe isTrue(state) }
        }
        return true
    }

    private func spawn(_ body: @escaping @Sendable (LoopbackServer) -> Void) {
        locked { $0.threads += 1 }
        Thread.detachNewThread {
            body(self)
            self.locked { $0.threads -= 1 }
        }
    }

    private func acceptConnections() {
        while true {
            let descriptor = accept(listener, nil, nil)
            guard descriptor >= 0 else { return }
            let number: Int? = locked { state in
                if state.isStopped { return nil }
                state.connections += 1
                state.open.insert(descriptor)
                return state.connections
            }
            guard let number else {
                close(descriptor)
                return
            }
            spawn { $0.serve(descriptor, connection: number) }
        }
    }

    private func serve(_ descriptor: Int32, connection: Int) {
        var stream = SocketStream(descriptor)
        var isOpen = true
        while isOpen, let request = stream.request(connection: connection) {
            locked { $0.requests.append(request) }
            isOpen = carryOut(handler(request), on: &stream, isHead: request.method == "HEAD")
        }
        // Closed under the lock: the number must not be given to another socket while it still counts as open here.
        locked { state in
            state.open.remove(descriptor)
            close(descriptor)
        }
    }

    private func carryOut(_ reply: Reply, on stream: inout SocketStream, isHead: Bool) -> Bool {
        switch reply {
        case .answer(let status, let headers, let body):
            var head = "HTTP/1.1 \(status) Status\r\nContent-Length: \(body.count)\r\n"
            for (name, value) in headers.sorted(by: { $0.key < $1.key }) { head += "\(name): \(value)\r\n" }
            return stream.send(Array("\(head)\r\n".utf8) + (isHead ? [] : body))
        case .raw(let bytes):
            _ = stream.send(bytes)
        case .hang:
            stream.drain()
        case .reset:
            stream.prepareReset()
        }
        return false
    }
}

/// Reads requests from a socket and writes bytes to it.
private struct SocketStream {
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    mutating func request(connection: Int) -> LoopbackServer.Request? {
        let separator = Array("\r\n\r\n".utf8)
        var end = buffer.firstRange(of: separator)
        while end == nil {
            guard receive() else { return nil }
            end = buffer.firstRange(of: separator)
        }
        guard let end else { return nil }
        let lines = String(decoding: buffer[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (
                name: parts[0].lowercased(),
                value: parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
            )
        }
        buffer.removeSubrange(..<end.upperBound)
        let count = headers.first { $0.name == "content-length" }.flatMap { Int($0.value) } ?? 0
        while buffer.count < count {
            guard receive() else { return nil }
        }
        let start = lines[0].split(separator: " ")
        defer { buffer.removeFirst(count) }
        return LoopbackServer.Request(
            method: start.first.map(String.init) ?? "", target: start.count > 1 ? String(start[1]) : "",
            headers: headers, body: Array(buffer.prefix(count)), connection: connection)
    }

    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { all in
                unsafe Glibc.send(
                    descriptor, all.baseAddress.map { unsafe $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return false }
            sent += count
        }
        return true
    }

    mutating func drain() {
        while receive() { buffer = [] }
    }

    func prepareReset() {
        var now = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    }

    private mutating func receive() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(descriptor, &chunk, chunk.count, 0)
        if count > 0 { buffer += chunk[0..<count] }
        return count > 0
    }
}
