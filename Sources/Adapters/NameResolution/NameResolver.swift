internal import CLibresolv
internal import Dispatch
internal import Synchronization

/// Asks the DNS for the records of a name; libresolv speaks to the servers.
public struct NameResolver: Sendable {
    /// The records that can be asked for.
    public enum RecordType: String, CaseIterable, Sendable {
        /// IPv4 addresses.
        case a = "A"
        /// IPv6 addresses.
        case aaaa = "AAAA"
        /// Hosts and ports of a service.
        case srv = "SRV"

        /// - Source: the IANA registry of DNS parameters.
        fileprivate var number: Int32 {
            switch self {
            case .a: 1
            case .aaaa: 28
            case .srv: 33
            }
        }
    }

    /// One record.
    public struct Record: Equatable, Sendable {
        /// An address, or the name of a host without the dot at its end.
        public let host: String
        /// The port of a service; 0 for an address.
        public let port: Int
    }

    /// A server to ask instead of the machine's own ones.
    public struct Server: Equatable, Sendable {
        /// Its IPv4 address.
        public let address: String
        /// Its port.
        public let port: Int

        /// Names a server.
        public init(address: String, port: Int) {
            self.address = address
            self.port = port
        }
    }

    private let server: Server?

    /// Makes a resolver.
    ///
    /// - Parameter server: Who to ask; the servers of `/etc/resolv.conf` when it is `nil`.
    public init(server: Server? = nil) {
        self.server = server
    }

    /// The records of a type under a name, sorted by the server; empty when there are none.
    ///
    /// Asks on a thread of its own, some ten seconds at most; a cancelled task does not wait for that.
    ///
    /// - Parameters:
    ///   - type: Which records.
    ///   - name: The name; the machine's search list applies.
    /// - Returns: The records.
    /// - Throws: `ResolutionError` when no server gives an answer, or the task was cancelled.
    public func records(_ type: RecordType, of name: String) async throws(ResolutionError) -> [Record] {
        let answer = Answer()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                answer.wait(continuation)
                DispatchQueue.global().async { [server] in answer.give(Self.ask(type, name, server)) }
            }
        } onCancel: {
            answer.give(.failure(ResolutionError(name: name, type: type, reason: "it was given up")))
        }
        return try result.get()
    }

    private static func ask(_ type: RecordType, _ name: String, _ server: Server?) -> Result<[Record], ResolutionError>
    {
        var message = [UInt8](repeating: 0, count: Int(stagegate_answer_size))
        var text = [CChar](repeating: 0, count: Int(stagegate_text_size))
        let problem = unsafe stagegate_resolve(
            name, type.number, server?.address, Int32(server?.port ?? 0), &message, &text)
        guard problem == 0 else {
            let reason = unsafe hstrerror(problem).map { unsafe String(cString: $0) } ?? "error \(problem)"
            return .failure(ResolutionError(name: name, type: type, reason: reason.lowercased()))
        }
        let lines = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }.split(separator: UInt8(ascii: "\n"))
        return .success(
            lines.compactMap { line in
                let parts = String(decoding: line, as: UTF8.self).split(separator: " ")
                guard parts.count == 2, let port = Int(parts[1]) else { return nil as Record? }
                return Record(host: String(parts[0]), port: port)
            })
    }
}

/// Why nothing is known about a name.
public struct ResolutionError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was asked for.
    public let name: String
    /// Which records.
    public let type: NameResolver.RecordType
    /// What happened.
    public let reason: String

    /// What was tried, on what, and what happened.
    public var description: String { "cannot look up the \(type.rawValue) records of \(name): \(reason)" }
}

/// The first answer of two: what the servers say, or that nobody waits any more.
private final class Answer: Sendable {
    typealias Outcome = Result<[NameResolver.Record], ResolutionError>

    private enum State {
        case open
        case waited(CheckedContinuation<Outcome, Never>)
        case given(Outcome)
        case over
    }

    private let state = Mutex(State.open)

    func wait(_ continuation: CheckedContinuation<Outcome, Never>) {
        let early = state.withLock { state -> Outcome? in
            guard case .given(let outcome) = state else {
                state = .waited(continuation)
                return nil
            }
            state = .over
            return outcome
        }
        if let early { continuation.resume(returning: early) }
    }

    func give(_ outcome: Outcome) {
        let continuation = state.withLock { state -> CheckedContinuation<Outcome, Never>? in
            switch state {
            case .open: state = .given(outcome)
            case .waited(let continuation):
                state = .over
                return continuation
            case .given, .over: break
            }
            return nil
        }
        continuation?.resume(returning: outcome)
    }
}
