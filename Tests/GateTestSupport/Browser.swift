internal import Foundation
internal import Glibc

/// A real Chromium without a window, driven through its DevTools protocol over a pipe.
///
/// It knows one page. Everything that went wrong there, and everything it asked for, is kept for the test to look at.
///
/// - Source: Chrome DevTools Protocol; with `--remote-debugging-pipe` messages are JSON that ends with a zero byte, read from
///   descriptor 3 and written to descriptor 4.
public final class Browser: Sendable {
    /// How long an answer, or a condition, may take: the machine may be busy with other things.
    private static let patience = 60.0

    private struct State {
        var answers: [Int: [String: Any]] = [:]
        var lastCall = 0
        var session: String?
        var problems: [String] = []
        var requests: [String] = []
        var isGone = false
    }

    private let process: Process
    private let input = Pipe()
    private let output = Pipe()
    private let profile: URL
    private let condition = NSCondition()
    // Touched only with `condition` locked.
    nonisolated(unsafe) private var state = State()

    private init() throws {
        profile = try RealServer.newFolder()
        // The shell gives the pipes the numbers that Chromium wants. It runs as root in containers, where it has no sandbox.
        process = try Tool.process(
            "sh", package: "dash",
            [
                "-c",
                """
                exec chromium --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run \
                --disable-background-networking --disable-component-update --hide-scrollbars --lang=en \
                --user-data-dir="$0" --remote-debugging-pipe about:blank 3<&0 4>&1 1>/dev/null 2>/dev/null
                """, profile.path,
            ])
        process.standardInput = input
        process.standardOutput = output
    }

    /// Starts a browser with an empty page.
    ///
    /// - Throws: `RealServerError` when Chromium is missing or does not answer.
    public static func start() async throws -> Browser {
        // Asked for by name, so that the message says what to install.
        _ = try Tool.process("chromium", package: "chromium", [])
        let browser = try Browser()
        try await Aside.run {
            try browser.process.run()
            Thread.detachNewThread { browser.read() }
            let targets = try browser.call("Target.getTargets")["targetInfos"] as? [[String: Any]] ?? []
            guard let page = targets.first(where: { $0["type"] as? String == "page" })?["targetId"] as? String else {
                throw RealServerError("chromium has no page")
            }
            let attached = try browser.call("Target.attachToTarget", ["targetId": page, "flatten": true])
            browser.locked { $0.session = attached["sessionId"] as? String }
            for domain in ["Page", "Runtime", "Log", "Network"] { _ = try browser.call("\(domain).enable") }
        }
        return browser
    }

    /// What scripts and the browser complained about so far.
    public var problems: [String] { locked { $0.problems } }

    /// Every URL that was asked for so far.
    public var requests: [String] { locked { $0.requests } }

    /// Forgets what was complained about.
    public func forgetProblems() { locked { $0.problems = [] } }

    /// Ends the browser.
    public func stop() {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        locked { $0.isGone = true }
        // A folder that stays behind is one of the system's temporary ones.
        try? FileManager.default.removeItem(at: profile)
    }

    /// Sends one command of the protocol and gives back what was answered, as JSON.
    func command(_ method: String, _ parameters: String = "{}") async throws -> Data {
        try await Aside.run {
            let object = try JSONSerialization.jsonObject(with: Data(parameters.utf8)) as? [String: Any] ?? [:]
            return try JSONSerialization.data(withJSONObject: try self.call(method, object))
        }
    }

    private func call(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
        let (number, session) = locked { state in
            state.lastCall += 1
            return (state.lastCall, state.session)
        }
        var message: [String: Any] = ["id": number, "method": method, "params": parameters]
        if let session { message["sessionId"] = session }
        try input.fileHandleForWriting.write(contentsOf: JSONSerialization.data(withJSONObject: message) + [0])
        condition.lock()
        defer { condition.unlock() }
        let deadline = Date(timeIntervalSinceNow: Self.patience)
        while unsafe state.answers[number] == nil && !state.isGone {
            guard condition.wait(until: deadline) else { throw RealServerError("chromium does not answer \(method)") }
        }
        guard let answer = unsafe state.answers.removeValue(forKey: number) else {
            throw RealServerError("chromium is gone")
        }
        if let error = answer["error"] { throw RealServerError("chromium refused \(method): \(error)") }
        return answer["result"] as? [String: Any] ?? [:]
    }

    private func read() {
        var rest = Data()
        while case let data = output.fileHandleForReading.availableData, !data.isEmpty {
            rest += data
            while let end = rest.firstIndex(of: 0) {
                let message = try? JSONSerialization.jsonObject(with: rest[rest.startIndex..<end])
                rest = Data(rest[rest.index(after: end)...])
                if let message = message as? [String: Any] { take(message) }
            }
        }
        locked { $0.isGone = true }
    }

    private func take(_ message: [String: Any]) {
        let parameters = message["params"] as? [String: Any] ?? [:]
        locked { state in
            if let number = message["id"] as? Int { state.answers[number] = message }
            switch message["method"] as? String {
            case "Network.requestWillBeSent":
                if let request = parameters["request"] as? [String: Any], let url = request["url"] as? String {
                    state.requests.append(url)
                }
            case "Runtime.exceptionThrown": state.problems.append("\(parameters["exceptionDetails"] ?? "")")
            case "Runtime.consoleAPICalled": state.problems.append("\(parameters["args"] ?? "")")
            case "Log.entryAdded":
                let entry = parameters["entry"] as? [String: Any] ?? [:]
                if ["error", "warning"].contains(entry["level"] as? String) {
                    state.problems.append("\(entry["text"] ?? "") \(entry["url"] ?? "")")
                }
            default: break
            }
        }
    }

    private func locked<Value>(_ body: (inout State) -> Value) -> Value {
        condition.lock()
        defer {
            condition.broadcast()
            condition.unlock()
        }
        return unsafe body(&state)
    }
}
