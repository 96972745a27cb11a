import Foundation

/// Tells the terminal what is going on, and keeps count of what was claimed.
///
/// On a terminal the newest progress stands on one line that is written over; elsewhere every change of state is
/// a line.
final class Narrator {
    private let isTerminal = isatty(1) == 1
    private let hasColour: Bool
    private let began = ContinuousClock.now
    private var progressShown = ""
    private var stateShown = ""
    private(set) var claims = 0
    private(set) var failures: [String] = []

    init() {
        hasColour = isTerminal && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    }

    /// Seconds since the beginning.
    var elapsedSeconds: Double {
        (ContinuousClock.now - began) / .seconds(1)
    }

    /// A headline.
    func title(_ text: String) {
        line("")
        line(colour("1", text))
    }

    /// A sentence about what is done.
    func say(_ text: String) { line("  \(clock)  \(text)") }

    /// Text as it stands.
    func print(_ text: String) { line(text) }

    /// Where things stand at this moment: the state first, and after a comma what changes more often.
    func progress(_ text: String) {
        let state = String(text.prefix { $0 != "," })
        if isTerminal, text != progressShown {
            write("\r\u{1B}[2K  \(clock)  \(colour("2", text))")
            progressShown = text
        } else if !isTerminal, state != stateShown {
            write("  \(clock)  \(text)\n")
        }
        stateShown = state
    }

    /// Something that has to be true, and what was seen instead when it is not.
    func claim(_ text: String, _ holds: Bool, seen: @autoclosure () -> String) {
        claims += 1
        if holds { return line("  \(colour("32", "✓")) \(text)") }
        let seen = seen()
        failures.append("\(text): \(seen)")
        line("  \(colour("31", "✗")) \(text)\n      \(seen)")
    }

    private var clock: String {
        let seconds = Int(elapsedSeconds.rounded(.down))
        let rest = seconds % 60
        return colour("2", "\(seconds / 60):\(rest < 10 ? "0" : "")\(rest)")
    }

    private func line(_ text: String) {
        let clear = isTerminal && !progressShown.isEmpty ? "\r\u{1B}[2K" : ""
        progressShown = ""
        write("\(clear)\(text)\n")
    }

    private func colour(_ code: String, _ text: String) -> String {
        hasColour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    private func write(_ text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }
}
