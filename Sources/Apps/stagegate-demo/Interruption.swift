import Glibc
import Synchronization

/// Ctrl-C, or a polite kill.
///
/// A handler and not an ignored signal with a watcher: children inherit what is ignored, and could not be ended politely.
enum Interruption {
    private static let happened = Atomic(false)

    /// Waits for one of the signals; ends without an answer when the task is cancelled.
    static func wait() async -> Outcome? {
        // Read once before a handler can: the first use of a static makes it, which a handler must not.
        guard !happened.load(ordering: .relaxed) else { return .interrupted }
        for number in [SIGINT, SIGTERM] {
            signal(number) { _ in Interruption.happened.store(true, ordering: .relaxed) }
        }
        while !Task.isCancelled {
            if happened.load(ordering: .relaxed) { return .interrupted }
            // Cancelled: the loop's condition ends it.
            try? await Task.sleep(for: .milliseconds(100))
        }
        return nil
    }
}
