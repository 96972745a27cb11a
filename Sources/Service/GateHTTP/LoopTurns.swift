import NIOCore

/// Lets a few reads at a time through one event loop, in the order they came.
///
/// Everything an event loop finds ready is done before anything that comes meanwhile. A crowd that asks again as soon as it
/// is answered comes back as a crowd, and whoever wants to connect waits for all of it, several times. With few reads under
/// way few come back at once, and a round of the loop stays short.
final class LoopTurns {
    /// The turn of one read.
    final class Turn {
        fileprivate let since: NIODeadline
        fileprivate var isOver = false

        fileprivate init(since: NIODeadline) { self.since = since }
    }

    /// How many reads are under way at a time: enough to keep the threads busy that answer them.
    private static let width = 16
    /// After so long a read no longer counts: it waits for something else than its turn, maybe for minutes.
    private static let patience = TimeAmount.milliseconds(50)

    private let eventLoop: any EventLoop
    private var running = CircularBuffer<Turn>()
    private var count = 0
    private var waiting = CircularBuffer<(Turn) -> Bool>()
    private var isWatching = false

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    /// Calls `begin` when it is its turn, maybe at once.
    ///
    /// - Parameter begin: Takes the turn, to give it back later, and says so; `false` leaves it to the next.
    func enter(_ begin: @escaping (Turn) -> Bool) {
        waiting.append(begin)
        admit()
    }

    /// Gives a turn back; the first time counts.
    func leave(_ turn: Turn) {
        guard !turn.isOver else { return }
        end(turn)
        admit()
    }

    private func end(_ turn: Turn) {
        turn.isOver = true
        count -= 1
    }

    private func admit() {
        if waiting.isEmpty { return }
        let now = NIODeadline.now()
        while let first = running.first, first.isOver || now - first.since > Self.patience {
            if !first.isOver { end(first) }
            running.removeFirst()
        }
        while count < Self.width, let begin = waiting.popFirst() {
            let turn = Turn(since: now)
            running.append(turn)
            count += 1
            if !begin(turn) { end(turn) }
        }
        if !waiting.isEmpty { watch() }
    }

    /// Nobody may give a turn back for a long time.
    private func watch() {
        if isWatching { return }
        isWatching = true
        eventLoop.assumeIsolated().scheduleTask(in: Self.patience) {
            self.isWatching = false
            self.admit()
        }
    }
}
