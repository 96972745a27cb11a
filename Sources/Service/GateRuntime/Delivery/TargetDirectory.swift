import GateEngine
public import GateModel
import Synchronization

/// The Alertmanagers that are known at this moment, and how each of them does.
final class TargetDirectory: Sendable {
    private struct Contents {
        /// What each source said last; `nil` before the first answer.
        var found: [[AlertTarget]?]
        var troubles: [String: TargetTrouble] = [:]
    }

    /// Whether there is any source at all.
    let hasSources: Bool
    private let contents: Mutex<Contents>

    init(sourceCount: Int) {
        hasSources = sourceCount > 0
        contents = Mutex(Contents(found: Array(repeating: nil, count: sourceCount)))
    }

    /// Every target once, in the order of the sources.
    var targets: [AlertTarget] {
        contents.withLock { Self.union($0.found) }
    }

    /// Whether a target is still there.
    func has(_ name: String) -> Bool {
        targets.contains { $0.name == name }
    }

    /// Takes over what a source said; false when that is nothing new.
    func take(_ targets: [AlertTarget], from source: Int) -> Bool {
        contents.withLock { contents in
            let before = contents.found[source]?.map(\.name)
            contents.found[source] = targets
            let names = Set(Self.union(contents.found).map(\.name))
            contents.troubles = contents.troubles.filter { names.contains($0.key) }
            return before != targets.map(\.name)
        }
    }

    /// Notes that a target fails, or that it does not.
    func note(_ trouble: TargetTrouble?, of name: String) {
        contents.withLock { $0.troubles[name] = trouble }
    }

    /// What is wrong with a target; `nil` when nothing is.
    func trouble(of name: String) -> TargetTrouble? {
        contents.withLock { $0.troubles[name] }
    }

    private static func union(_ found: [[AlertTarget]?]) -> [AlertTarget] {
        var seen: Set<String> = []
        return found.compactMap(\.self).flatMap(\.self).filter { seen.insert($0.name).inserted }
    }
}

/// That a receiver does not take what it is sent.
public struct TargetTrouble: Equatable, Sendable {
    /// Since when.
    public let since: Timestamp
    /// Failures in a row.
    public let failureCount: Int
    /// When it is tried again.
    public let retryAt: Timestamp
    /// What it said last, safe to show.
    public let message: String

    /// The trouble after one more failure.
    ///
    /// - Parameters:
    ///   - now: When it failed.
    ///   - message: What was said.
    ///   - before: The trouble so far.
    ///   - backoff: How long to pause.
    ///   - chance: A number that nobody can foresee.
    init(
        at now: Timestamp, _ message: String, after before: TargetTrouble?, backoff: Backoff, chance: UInt64
    ) {
        since = before?.since ?? now
        failureCount = (before?.failureCount ?? 0) + 1
        retryAt = now + backoff.pause(afterFailures: failureCount, chance: chance)
        self.message = message
    }

    /// Until when the target is left alone; `nil` when the pause is over, or the clock went back behind it.
    func pause(at now: Timestamp, _ backoff: Backoff) -> Timestamp? {
        now < retryAt && retryAt - now <= backoff.longest ? retryAt : nil
    }
}
