import GateModel
import Glibc

/// How far a replay has come, on a terminal alone: one line of standard error that is written over.
final class ReplayProgress {
    private let from: Timestamp
    private let through: Timestamp
    private let start = ContinuousClock.now
    private var shown = ContinuousClock.now - .seconds(1)

    /// Progress over a range; `nil` where standard error is no terminal.
    init?(from: Timestamp, through: Timestamp) {
        guard isatty(STDERR_FILENO) == 1, through > from else { return nil }
        self.from = from
        self.through = through
    }

    /// Says where the replay stands, at most a few times in a second.
    func show(_ point: Timestamp) {
        let now = ContinuousClock.now
        guard now - shown >= .milliseconds(250) else { return }
        shown = now
        Complaint.write(
            "\r\u{1B}[2K" + Self.text(done: fraction(point), elapsed: now - start, at: point), terminator: "")
    }

    /// Clears the line.
    func end() {
        Complaint.write("\r\u{1B}[2K", terminator: "")
    }

    /// The line: what is done, where in the past it is, and the time that is left if it goes on like this.
    static func text(done: Double, elapsed: Duration, at point: Timestamp) -> String {
        let percent = Int((done * 100).rounded(.down))
        guard done > 0.01 else { return "replay \(percent) %, at \(point)" }
        let left = (elapsed / .seconds(1)) * (1 - done) / done
        return "replay \(percent) %, at \(point), \(TimeSpan.seconds(Int64(left.rounded(.up)))) left"
    }

    private func fraction(_ point: Timestamp) -> Double {
        min(1, max(0, (point - from).seconds / (through - from).seconds))
    }
}
