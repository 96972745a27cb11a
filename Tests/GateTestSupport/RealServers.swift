public import Foundation
internal import Glibc

/// Why a server or a tool could not be used.
public struct RealServerError: Error, CustomStringConvertible {
    /// What happened and what to do.
    public let description: String

    init(_ description: String) { self.description = description }
}

/// A server nobody here wrote, started for one test on 127.0.0.1 and a free port, with a folder of its own.
public final class RealServer: @unchecked Sendable {  // the process is only read after it was started
    /// Its port.
    public let port: Int
    /// The folder that holds its configuration, data and log; removed when it stops.
    public let folder: URL
    private let process: Process

    private init(process: Process, port: Int, folder: URL) {
        self.process = process
        self.port = port
        self.folder = folder
    }

    /// Its base URL.
    public var url: String { "http://127.0.0.1:\(port)" }

    /// What it wrote so far.
    public var log: String {
        // A log that was never written is an empty one.
        (try? String(contentsOf: folder.appendingPathComponent("log"), encoding: .utf8)) ?? ""
    }

    /// Stops it by its pid, first gently, and removes its folder.
    public func stop() {
        Self.end(process)
        // What cannot be removed is the temporary folder's to lose.
        try? FileManager.default.removeItem(at: folder)
    }

    /// Ends it at once, as a crash does; its folder and its port are left for a later start.
    public func crash() {
        kill(process.processIdentifier, SIGKILL)
        let deadline = Date(timeIntervalSinceNow: 5)
        while process.isRunning, Date() < deadline { usleep(10_000) }
    }

    /// Starts a program and waits until it is ready.
    ///
    /// - Parameters:
    ///   - program: The program's name.
    ///   - package: The Debian package that has it, for the message when it is missing.
    ///   - folder: Its folder; removed if it does not start.
    ///   - readyPath: The path that answers 200 when it is ready; `nil` when accepting a connection is enough.
    ///   - wanted: The port it is to listen on; a free one when it is `nil`.
    ///   - arguments: Its arguments, for the port it is to listen on.
    /// - Returns: The running server.
    /// - Throws: `RealServerError` when it is missing or not ready within 30 seconds.
    public static func start(
        _ program: String, package: String, folder: URL, readyPath: String?, port wanted: Int? = nil,
        arguments: @escaping @Sendable (_ port: Int) throws -> [String]
    ) async throws -> RealServer {
        try await Aside.run {
            let port = try wanted ?? Loopback.freePort()
            let process = try Tool.process(program, package: package, try arguments(port))
            let log = folder.appendingPathComponent("log")
            try Data().write(to: log)
            let output = try FileHandle(forWritingTo: log)
            process.standardOutput = output
            process.standardError = output
            try process.run()
            let server = RealServer(process: process, port: port, folder: folder)
            let deadline = Date(timeIntervalSinceNow: 30)
            while !Loopback.isReady(port: port, path: readyPath) {
                guard process.isRunning, Date() < deadline else {
                    let text = server.log
                    server.stop()
                    throw RealServerError("\(program) did not become ready on port \(port): \(text.suffix(2000))")
                }
                usleep(20_000)
            }
            return server
        }
    }

    private static func end(_ process: Process) {
        for signal in [SIGTERM, SIGKILL] {
            kill(process.processIdentifier, signal)
            let deadline = Date(timeIntervalSinceNow: 5)
            while process.isRunning, Date() < deadline { usleep(10_000) }
            if !process.isRunning { return }
        }
    }
}

extension RealServer {
    /// Starts Prometheus on samples written as OpenMetrics text.
    ///
    /// - Parameters:
    ///   - openMetrics: The samples with their timestamps; ends with `# EOF`.
    ///   - arguments: Further flags.
    /// - Returns: A server that answers queries at the samples' timestamps.
    /// - Throws: `RealServerError` when a program is missing or the samples cannot be read.
    public static func prometheus(openMetrics: String, arguments: [String] = []) async throws -> RealServer {
        let folder = try newFolder()
        let samples = folder.appendingPathComponent("samples.om")
        let data = folder.appendingPathComponent("data")
        try Data(openMetrics.utf8).write(to: samples)
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        _ = try await Tool.run(
            "promtool", package: "prometheus",
            ["tsdb", "create-blocks-from", "openmetrics", samples.path, data.path])
        return try await start("prometheus", package: "prometheus", folder: folder, readyPath: "/-/ready") { port in
            [
                "--config.file=/dev/null", "--storage.tsdb.path=\(data.path)", "--storage.tsdb.retention.time=100y",
                "--web.listen-address=127.0.0.1:\(port)", "--log.level=warn",
            ] + arguments
        }
    }

    /// Starts Alertmanager with a configuration.
    ///
    /// - Parameter configuration: The YAML.
    /// - Returns: The running server.
    /// - Throws: `RealServerError` when the program is missing or refuses the configuration.
    public static func alertmanager(configuration: String) async throws -> RealServer {
        let folder = try newFolder()
        let file = folder.appendingPathComponent("alertmanager.yml")
        try Data(configuration.utf8).write(to: file)
        return try await start(
            "prometheus-alertmanager", package: "prometheus-alertmanager", folder: folder, readyPath: "/-/ready"
        ) { port in
            [
                "--config.file=\(file.path)", "--storage.path=\(folder.appendingPathComponent("data").path)",
                "--web.listen-address=127.0.0.1:\(port)", "--cluster.listen-address=", "--log.level=warn",
            ]
        }
    }

    /// Starts nginx.
    ///
    /// - Parameters:
    ///   - folder: A folder made with `newFolder`, with whatever the configuration refers to.
    ///   - server: The directives inside `server { … }`, for the port it listens on.
    /// - Returns: The running server.
    /// - Throws: `RealServerError` when the program is missing or refuses the configuration.
    public static func nginx(
        folder: URL, server: @escaping @Sendable (_ port: Int) -> String
    ) async throws -> RealServer {
        try await start("nginx", package: "nginx-light", folder: folder, readyPath: nil) { port in
            let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
                .map { "\($0)_temp_path \(folder.path)/\($0);" }.joined(separator: " ")
            // The workers would otherwise run as somebody who may not read the folder.
            let user = getuid() == 0 ? "user root;" : ""
            let text = """
                \(user) daemon off; worker_processes 1; pid \(folder.path)/pid; error_log \(folder.path)/log;
                events { worker_connections 64; }
                http { access_log off; \(temporary) server { \(server(port)) } }
                """
            let file = folder.appendingPathComponent("nginx.conf")
            try Data(text.utf8).write(to: file)
            return ["-c", file.path, "-p", folder.path, "-e", "\(folder.path)/log"]
        }
    }

    /// Makes a temporary folder for one server.
    public static func newFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("stagegate-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }
}

/// Certificates for one test.
public enum TestCertificates {
    /// Makes `ca.pem`, `server.pem` and `client.pem` with their keys (`ca.key` and so on) in a folder.
    ///
    /// - Parameters:
    ///   - folder: Where to.
    ///   - names: What the server's certificate is for, as in `subjectAltName`: `DNS:localhost,IP:127.0.0.1`.
    /// - Throws: `RealServerError` when openssl is missing or fails.
    public static func make(in folder: URL, names: String) async throws {
        let ca = signed(in: folder)
        try await make("ca", in: folder, ["-addext", "keyUsage=keyCertSign"])
        try await make("server", in: folder, ca + ["-addext", "subjectAltName=\(names)"])
        try await make("client", in: folder, ca + ["-addext", "extendedKeyUsage=clientAuth"])
    }

    /// Makes one more certificate for a server, `<name>.pem` and `<name>.key`, beside those of `make`.
    ///
    /// - Parameters:
    ///   - name: What its files are called.
    ///   - folder: Where to.
    ///   - names: What it is for, as in `subjectAltName`.
    /// - Throws: `RealServerError` when openssl is missing or fails.
    public static func server(_ name: String, in folder: URL, names: String) async throws {
        try await make(name, in: folder, signed(in: folder) + ["-addext", "subjectAltName=\(names)"])
    }

    /// Makes one more certificate for a client, `<name>.pem` and `<name>.key`, beside those of `make`.
    ///
    /// - Parameters:
    ///   - name: What its files are called.
    ///   - folder: Where to.
    ///   - names: Whose it is, as in `subjectAltName`.
    /// - Throws: `RealServerError` when openssl is missing or fails.
    public static func client(_ name: String, in folder: URL, names: String) async throws {
        let usage = ["-addext", "extendedKeyUsage=clientAuth", "-addext", "subjectAltName=\(names)"]
        try await make(name, in: folder, signed(in: folder) + usage)
    }

    private static func signed(in folder: URL) -> [String] {
        ["-CA", "\(folder.path)/ca.pem", "-CAkey", "\(folder.path)/ca.key"]
    }

    private static func make(_ name: String, in folder: URL, _ extra: [String]) async throws {
        _ = try await Tool.run(
            "openssl", package: "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=stagegate test \(name)", "-keyout", "\(folder.path)/\(name).key",
                "-out", "\(folder.path)/\(name).pem",
            ] + extra)
    }
}

/// Runs what blocks on a thread of its own: the tests' few threads are needed by what is being waited for.
enum Aside {
    static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Swift.Result { try body() }) }
        }
    }
}

/// Plain sockets on 127.0.0.1.
public enum Loopback {
    /// A port that nobody listens on at the moment.
    public static func freePort() throws -> Int {
        let server = try LoopbackServer { _ in .hang }
        defer { server.stop() }
        return server.port
    }

    /// Whether somebody accepts connections on a port and, where a path is given, answers 200 there.
    static func isReady(port: Int, path: String?) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(truncatingIfNeeded: port)).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isConnected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe connect(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected, let path else { return isConnected }
        var limit = timeval(tv_sec: 2, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let request = Array("GET \(path) HTTP/1.0\r\n\r\n".utf8)
        guard unsafe send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            return false
        }
        var start = [UInt8](repeating: 0, count: 12)
        guard unsafe recv(descriptor, &start, start.count, Int32(MSG_WAITALL)) == start.count else {
            return false
        }
        return String(decoding: start.suffix(4), as: UTF8.self) == " 200"
    }
}
