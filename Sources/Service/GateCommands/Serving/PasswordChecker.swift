import Dispatch
import Hashing
import Synchronization

/// Looks at passwords, one at a time and on a thread of its own: hashing one takes tens of milliseconds on purpose.
///
/// What was found right is known again without hashing. The memory holds a hash over everything that was looked at and a
/// secret of this process, so that it gives no password away. What was found wrong is not kept: it is limited elsewhere, and
/// would push out what is right.
final class PasswordChecker: Sendable {
    /// What came of it.
    enum Outcome: Equatable, Sendable {
        case right
        case wrong
        /// It would have had to be hashed, and may not be, or too many wait for that.
        case notLookedAt
    }

    private struct Memory {
        var right: [String] = []
        var waiting = 0
    }

    /// - Source: prometheus/exporter-toolkit keeps 100, too.
    private static let remembered = 100
    /// How many may wait; at cost 10 the last one waits about two seconds.
    private static let queueLength = 32

    private let queue = DispatchQueue(label: "passwords")
    private let secret = (0..<32).map { _ in UInt8.random(in: .min ... .max) }
    private let memory = Mutex(Memory())

    /// Whether a password is a user's.
    ///
    /// An unknown user's is hashed, too, at the cost of the most expensive known one: the time taken does not tell who is
    /// known.
    func check(
        _ user: String, _ password: String, against users: [String: Bcrypt], mayCompute: Bool
    ) async -> Outcome {
        let known = users[user]
        let key = key(user, known?.text ?? "", password)
        let isRemembered = memory.withLock { $0.right.contains(key) }
        if isRemembered, known != nil { return .right }
        let cost = users.values.map(\.cost).max() ?? 10
        guard let hash = known ?? Bcrypt.decoy(cost: cost), mayCompute, enter() else { return .notLookedAt }
        let isRight = await matches(hash, password) && known != nil
        leave(remembering: isRight ? key : nil)
        return isRight ? .right : .wrong
    }

    private func matches(_ hash: Bcrypt, _ password: String) async -> Bool {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: hash.matches(password)) }
        }
    }

    private func enter() -> Bool {
        memory.withLock { memory in
            guard memory.waiting < Self.queueLength else { return false }
            memory.waiting += 1
            return true
        }
    }

    private func leave(remembering key: String?) {
        memory.withLock { memory in
            memory.waiting -= 1
            guard let key, !memory.right.contains(key) else { return }
            if memory.right.count >= Self.remembered { memory.right.removeFirst() }
            memory.right.append(key)
        }
    }

    /// Every part ends with its hash, so that no other parts make the same key.
    private func key(_ parts: String...) -> String {
        SHA256.hex(secret + parts.flatMap { Array(SHA256.hex($0.utf8).utf8) })
    }
}
