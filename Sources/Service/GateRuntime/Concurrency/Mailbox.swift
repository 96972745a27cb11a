import Synchronization

/// A bounded queue with many senders and one receiver.
final class Mailbox<Item: Sendable>: Sendable {
    private struct Contents {
        var items: [Item] = []
        var isClosed = false
    }

    /// How many items it holds at most.
    let capacity: Int
    /// Raised once, when the mailbox is closed.
    let closing = Signal()
    private let contents = Mutex(Contents())
    private let arrival = Signal()

    /// Makes an empty mailbox.
    init(capacity: Int) {
        self.capacity = capacity
    }

    /// How many items wait.
    var count: Int { contents.withLock { $0.items.count } }

    /// Whether it takes no more items.
    var isClosed: Bool { contents.withLock { $0.isClosed } }

    /// The oldest item as soon as there is one; `nil` when the mailbox is closed and empty, or the task is cancelled.
    func next() async -> Item? {
        while !Task.isCancelled {
            let seen = arrival.count
            let (item, isClosed) = contents.withLock { contents in
                (contents.items.isEmpty ? nil : contents.items.removeFirst(), contents.isClosed)
            }
            if item != nil || isClosed { return item }
            await arrival.wait(beyond: seen)
        }
        return nil
    }

    /// Puts an item at the end; `false` when the mailbox is full or closed.
    func offer(_ item: Item) -> Bool {
        let isTaken = contents.withLock { contents in
            if contents.isClosed || contents.items.count >= capacity { return false }
            contents.items.append(item)
            return true
        }
        if isTaken { arrival.raise() }
        return isTaken
    }

    /// Puts an item in front of all others, full or not; `false` when the mailbox is closed.
    ///
    /// Whoever calls it has to have a limit of their own.
    func offerFirst(_ item: Item) -> Bool {
        let isTaken = contents.withLock { contents in
            if contents.isClosed { return false }
            contents.items.insert(item, at: 0)
            return true
        }
        if isTaken { arrival.raise() }
        return isTaken
    }

    /// Takes out the items that answer a description, oldest first.
    func take(where isWanted: (Item) -> Bool) -> [Item] {
        contents.withLock { contents in
            let wanted = contents.items.filter(isWanted)
            contents.items.removeAll(where: isWanted)
            return wanted
        }
    }

    /// Takes no more items; the ones that wait can still be received.
    func close() {
        let wasOpen = contents.withLock { contents in
            defer { contents.isClosed = true }
            return !contents.isClosed
        }
        guard wasOpen else { return }
        closing.raise()
        arrival.raise()
    }
}
