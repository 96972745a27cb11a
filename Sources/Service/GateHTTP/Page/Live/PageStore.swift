import GateModel
import GatePlots
import GateRules
import GateRuntime
import Synchronization

/// What all who look at live pages share.
final class PageStore: Sendable {
    let list: ListBoard
    /// Tells the pictures of this process from those of the one before.
    let boot = String(UInt64.random(in: .min ... .max), radix: 36)
    private let control: Control
    private let reading: Turnstile
    private let now: @Sendable () -> Timestamp
    private let boards = Mutex<[String: RolloutBoard]>([:])

    init(control: Control, reading: Turnstile, now: @escaping @Sendable () -> Timestamp) {
        self.control = control
        self.reading = reading
        self.now = now
        list = ListBoard(control, reading)
    }

    /// The page of a rollout; `nil` when there is no such rollout.
    func look(at rollout: String, for actions: Set<PageAction>, isPatient: Bool) async -> RolloutBoard.Look? {
        // Only rollouts that exist get a board, so that there are never more of them than rules.
        guard let board = await board(of: rollout) else { return nil }
        let look = await board.look(for: actions, isPatient: isPatient)
        if look == nil { boards.withLock { $0[rollout] = nil } }
        return look
    }

    /// The plot of a gate over the present visit; `nil` where nothing is known of it.
    func plot(of gate: Gate, in rollout: String) async -> GatePlot? {
        guard let board = await board(of: rollout), await board.look(for: [], isPatient: true) != nil else {
            return nil
        }
        return board.plot(of: gate)
    }

    private func board(of rollout: String) async -> RolloutBoard? {
        if let board = boards.withLock({ $0[rollout] }) { return board }
        guard await control.view(rollout) != nil else { return nil }
        return boards.withLock { boards in
            if let board = boards[rollout] { return board }
            let board = RolloutBoard(rollout, control, reading, now: now)
            boards[rollout] = board
            return board
        }
    }
}
