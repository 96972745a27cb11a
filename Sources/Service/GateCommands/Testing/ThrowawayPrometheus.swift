import FoundationEssentials
import GateModel
import Glibc
import HTTPTransport
import PrometheusAPI

/// A Prometheus on 127.0.0.1 that holds the samples of rule tests and nothing else.
struct ThrowawayPrometheus: Sendable {
    /// Why there is none.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// How long it may take until it answers.
    private static let patience = Duration.seconds(60)
    /// Another program may take the free port first; then the next one is tried.
    private static let attempts = 3
    /// Both programs live for seconds: they may take some memory instead of time to tidy up.
    private static let environment = ["GOGC": "600"]

    /// Asks it.
    let client: PrometheusClient
    /// Whether a range leaves out a sample exactly at its beginning.
    ///
    /// - Source: Prometheus 3.0's release notes: range selectors are left-open.
    let isLeftOpen: Bool

    /// Starts one on samples, runs `body` and stops it, whatever happens; its folder is removed.
    ///
    /// - Parameters:
    ///   - samples: OpenMetrics texts that are loaded side by side; those of one text may not lie between those of another.
    ///   - programs: The programs.
    ///   - transport: What sends the requests.
    ///   - body: What it is needed for.
    /// - Returns: What `body` returns.
    /// - Throws: `Failure`, and what `body` throws.
    static func with<Result: Sendable>(
        _ samples: [[UInt8]], _ programs: PrometheusPrograms, _ transport: HTTPTransport,
        _ body: @Sendable (ThrowawayPrometheus) async throws -> Result
    ) async throws -> Result {
        let folder = try newFolder()
        // What cannot be removed lies in the system's temporary folder and harms nobody.
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await load(samples, in: folder, programs)
        for attempt in 1...attempts {
            let port = try FreePort.take()
            let process = try ChildProcess(
                programs.prometheus,
                [
                    "--config.file=/dev/null", "--storage.tsdb.path=\(folder)/data",
                    "--storage.tsdb.retention.time=100y", "--web.listen-address=127.0.0.1:\(port)", "--log.level=warn",
                ], environment: environment, log: "\(folder)/log")
            do {
                guard let server = try await ready(process, port: port, transport) else {
                    if attempt < attempts { continue }
                    throw Failure(description: "prometheus does not start: \(log(in: folder))")
                }
                let result = try await body(server)
                await process.stop()
                return result
            } catch {
                await process.stop()
                throw error
            }
        }
        throw Failure(description: "prometheus does not start: \(log(in: folder))")
    }

    private static func newFolder() throws -> String {
        let base = FileManager.default.temporaryDirectory.path
        var template = Array("\(base)/stagegate-test-XXXXXX".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer -> String? in
            guard let start = buffer.baseAddress, let path = unsafe mkdtemp(start) else { return nil }
            return unsafe String(cString: path)
        }
        guard let made else { throw Failure(description: "no folder can be made in \(base) for the samples") }
        return made
    }

    /// Turns the samples into blocks, one a text.
    private static func load(_ samples: [[UInt8]], in folder: String, _ programs: PrometheusPrograms) async throws {
        try FileManager.default.createDirectory(atPath: "\(folder)/data", withIntermediateDirectories: true)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, text) in samples.enumerated() {
                group.addTask { try await load(text, as: "samples-\(index)", in: folder, programs) }
            }
            try await group.waitForAll()
        }
    }

    /// Turns a text into blocks; the longest blocks there are, because promtool reads the text once for each.
    private static func load(
        _ text: [UInt8], as name: String, in folder: String, _ programs: PrometheusPrograms
    ) async throws {
        let file = "\(folder)/\(name).om"
        try Data(text).write(to: URL(filePath: file))
        for option in [["--max-block-duration=876000h"], []] {
            let process = try ChildProcess(
                programs.promtool,
                ["tsdb", "create-blocks-from", "openmetrics", "--quiet"] + option + [file, "\(folder)/data"],
                environment: environment, log: "\(folder)/\(name).log")
            if try await process.wait() == 0 { return }
            // The option is not a documented one.
            guard log("\(name).log", in: folder).contains("unknown long flag") else { break }
        }
        throw Failure(description: "promtool cannot load the samples: \(log("\(name).log", in: folder))")
    }

    /// Waits until the server answers; `nil` when it ended before.
    private static func ready(
        _ process: ChildProcess, port: Int, _ transport: HTTPTransport
    ) async throws -> ThrowawayPrometheus? {
        let url = "http://127.0.0.1:\(port)"
        let deadline = ContinuousClock.now + patience
        while ContinuousClock.now < deadline {
            try Task.checkCancellation()
            if process.status() != nil { return nil }
            if await text("\(url)/-/ready", transport) != nil {
                let client = PrometheusClient(
                    url: url, transport: transport, maxResponseBytes: 1 << 30, maxPoints: 20_000_000)
                let build = await text("\(url)/api/v1/status/buildinfo", transport) ?? ""
                return ThrowawayPrometheus(client: client, isLeftOpen: !build.contains(#""version":"2."#))
            }
            await ChildProcess.pause()
        }
        throw Failure(description: "prometheus was not ready within \(patience)")
    }

    private static func text(_ url: String, _ transport: HTTPTransport) async -> String? {
        let request = HTTPRequest(.get, url, timeoutMilliseconds: 2000)
        // A server that does not answer yet is asked again.
        guard let response = try? await transport.send(request), response.status == 200 else { return nil }
        return String(decoding: response.body, as: UTF8.self)
    }

    /// The last words of whatever ran, in one line.
    private static func log(_ name: String = "log", in folder: String) -> String {
        // A log that was never written has nothing to say.
        let bytes = (try? Data(contentsOf: URL(filePath: "\(folder)/\(name)"))).map { [UInt8]($0) } ?? []
        let lines = String(decoding: bytes.suffix(2000), as: UTF8.self).split(separator: "\n").suffix(5)
        return lines.isEmpty ? "it says nothing" : lines.joined(separator: "; ")
    }
}

/// A port on 127.0.0.1 that nobody listens on at this moment.
enum FreePort {
    static func take() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let done = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                guard unsafe bind(descriptor, generic, length) == 0 else { return false }
                return unsafe getsockname(descriptor, generic, &length) == 0
            }
        }
        guard descriptor >= 0, done else {
            throw ThrowawayPrometheus.Failure(description: "no free port on 127.0.0.1")
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
