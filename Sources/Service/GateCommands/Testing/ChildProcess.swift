import Dispatch
import Glibc

/// A program that was started here and is ended here, by its pid.
struct ChildProcess: Sendable {
    /// Why a program could not be started.
    struct SpawnError: Error, CustomStringConvertible {
        let program: String
        let code: Int32

        var description: String { "\(program) cannot be started: \(unsafe String(cString: strerror(code)))" }
    }

    private static let grace = Duration.seconds(5)

    let pid: pid_t

    /// Starts a program; its input is empty, and both its outputs go to the end of a file.
    ///
    /// - Parameters:
    ///   - program: Its path.
    ///   - arguments: Its arguments.
    ///   - environment: Variables it gets besides those that are set here, which win.
    ///   - log: The file for its outputs.
    /// - Throws: `SpawnError` when the system refuses.
    init(_ program: String, _ arguments: [String], environment: [String: String] = [:], log: String) throws {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        unsafe posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        var attributes = Self.attributesForSignals()
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { unsafe free($0) } }
        let added = environment.filter { unsafe getenv($0.key) == nil }.sorted { $0.key < $1.key }
        let own = unsafe added.map { unsafe strdup("\($0.key)=\($0.value)") }
        defer { unsafe own.forEach { unsafe free($0) } }
        var variables = unsafe own + Self.variables + [nil]
        var pid: pid_t = 0
        let code = unsafe posix_spawn(&pid, program, &actions, &attributes, &words, &variables)
        guard code == 0 else { throw SpawnError(program: program, code: code) }
        self.pid = pid
    }

    /// The environment of this process.
    private static var variables: [UnsafeMutablePointer<CChar>?] {
        var variables: [UnsafeMutablePointer<CChar>?] = unsafe []
        var next = unsafe environ
        while let variable = unsafe next.pointee {
            unsafe variables.append(variable)
            unsafe next += 1
        }
        return unsafe variables
    }

    /// No signal blocked or ignored: a child inherits both, and could otherwise only be killed.
    private static func attributesForSignals() -> posix_spawnattr_t {
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        let flags = Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF)
        unsafe posix_spawnattr_setflags(&attributes, flags)
        return attributes
    }

    /// How it ended: its exit status, or 128 and its signal; `nil` while it runs.
    ///
    /// To be asked by one task at a time, and not again after an answer: the pid may then be somebody else's.
    func status() -> Int32? {
        var status: Int32 = 0
        let waited = unsafe waitpid(pid, &status, WNOHANG)
        if waited == 0 { return nil }
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    /// Waits for its end; a cancelled task ends it.
    ///
    /// - Returns: Its exit status.
    /// - Throws: `CancellationError` after the program was ended.
    func wait() async throws -> Int32 {
        while !Task.isCancelled {
            if let status = status() { return status }
            await Self.pause()
        }
        await stop()
        throw CancellationError()
    }

    /// Asks it to end, makes it when it does not, and waits until it is gone, also in a cancelled task.
    func stop() async {
        for signal in [SIGTERM, SIGKILL] {
            kill(pid, signal)
            let deadline = ContinuousClock.now + Self.grace
            while ContinuousClock.now < deadline {
                if status() != nil { return }
                await Self.pause()
            }
        }
    }

    /// A few milliseconds; a sleep of its own, because one of a cancelled task ends at once.
    static func pause() async {
        await withCheckedContinuation { done in
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(5)) { done.resume() }
        }
    }
}
