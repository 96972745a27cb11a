import Foundation

/// A server of the demo's world: started, stopped by its pid, started again.
///
/// Only the one task that plays the stories touches it.
final class ManagedProcess {
    struct NotStarted: Error, CustomStringConvertible {
        let name: String
        let log: String
        let cause: String

        var description: String { "\(name) did not start: \(cause); its log is \(log)" }
    }

    private static let graceMilliseconds = 5000

    let name: String
    let executable: String
    let arguments: [String]
    let log: URL
    private var process: Process?

    init(name: String, executable: String, arguments: [String], folder: URL) {
        self.name = name
        self.executable = executable
        self.arguments = arguments
        log = folder.appendingPathComponent("\(name).log")
    }

    /// The pid while it runs.
    var pid: Int32? {
        guard let process, process.isRunning else { return nil }
        return process.processIdentifier
    }

    /// Starts it; its output goes to the end of its log.
    func start() throws {
        do {
            if !FileManager.default.fileExists(atPath: log.path) { try Data().write(to: log) }
            let output = try FileHandle(forWritingTo: log)
            defer { try? output.close() }  // the child has its own
            try output.seekToEnd()
            let process = Process()
            process.executableURL = URL(fileURLWithPath: executable)
            process.arguments = arguments
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = output
            process.standardError = output
            try Self.withAllSignals { try process.run() }
            self.process = process
        } catch {
            throw NotStarted(name: name, log: log.path, cause: "\(executable): \(error)")
        }
    }

    /// Ends it without a warning, as a crash would, and waits until it is gone.
    func crash() async {
        if let pid { kill(pid, SIGKILL) }
        await waitUntilGone(milliseconds: Self.graceMilliseconds)
    }

    /// Asks it to end, and makes it when it does not; waits until it is gone, whether or not the task is cancelled.
    func stop() async {
        guard let pid else { return }
        kill(pid, SIGTERM)
        await waitUntilGone(milliseconds: Self.graceMilliseconds)
        await crash()
    }

    /// The last lines that it logged.
    func logTail(lines: Int = 8) -> String {
        // A log that cannot be read has nothing to show.
        let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(lines).joined(separator: "\n")
    }

    /// Runs `body` with no signal blocked.
    ///
    /// A child inherits the mask of the thread that starts it, and threads of the pool block nearly everything: such a
    /// child could only be killed.
    private static func withAllSignals(_ body: () throws -> Void) rethrows {
        var none = sigset_t()
        var before = sigset_t()
        unsafe sigemptyset(&none)
        unsafe pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        try body()
    }

    private func waitUntilGone(milliseconds: Int) async {
        let deadline = ContinuousClock.now + .milliseconds(milliseconds)
        while pid != nil, ContinuousClock.now < deadline {
            // A sleep of its own: this one has to take place in a cancelled task, too.
            await withCheckedContinuation { done in
                DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(20)) { done.resume() }
            }
        }
    }
}
