import GateModel
import GatePlots
import GateRules
import GateRuntime
import Synchronization

/// What all who look at live pages share.
final class PageStore: Sendable {
    let list: ListBoard
    /// What is new about the list.
    let lookout: Lookout<PagePicture?>
    /// Tells the pictures of this process from those of the one before.
    private let boot = String(UInt64.random(in: .min ... .max), radix: 36)
    private let control: Control
    private let reading: Turnstile
    private let now: @Sendable () -> Timestamp
    private let boards = Mutex<[String: RolloutBoard]>([:])
    private let lookouts = Mutex<[String: [Set<PageAction>: Lookout<PagePicture?>]]>([:])

    init(control: Control, reading: Turnstile, now: @escaping @Sendable () -> Timestamp) {
        self.control = control
        self.reading = reading
        self.now = now
        let list = ListBoard(control, reading, origin: Self.origin(boot, []))
        self.list = list
        lookout = Lookout { await list.look(isPatient: true).picture }
    }

    /// What pictures have in common that can follow one another: the process and what the reader may do.
    func origin(of actions: Set<PageAction>) -> String { Self.origin(boot, actions) }

    private static func origin(_ boot: String, _ actions: Set<PageAction>) -> String {
        let bits = PageAction.allCases.map { actions.contains($0) ? "1" : "0" }.joined()
        return "\(boot)-\(Int(bits, radix: 2) ?? 0)"
    }

    /// What is new about the page of a rollout, which has to be there.
    func lookout(at rollout: String, for actions: Set<PageAction>) -> Lookout<PagePicture?> {
        lookouts.withLock { lookouts in
            if let known = lookouts[rollout]?[actions] { return known }
            let new = Lookout { [weak self] in
                await self?.look(at: rollout, for: actions, isPatient: true)?.picture
            }
            lookouts[rollout, default: [:]][actions] = new
            return new
        }
    }

    /// The page of a rollout; `nil` when there is no such rollout.
    func look(at rollout: String, for actions: Set<PageAction>, isPatient: Bool) async -> RolloutBoard.Look? {
        // Only rollouts that exist get a board, so that there are never more of them than rules.
        guard let board = await board(of: rollout) else { return nil }
        let look = await board.look(for: actions, isPatient: isPatient)
        if look == nil {
            boards.withLock { $0[rollout] = nil }
            lookouts.withLock { $0[rollout] = nil }
        }
        return look
    }

    /// Reads ahead, so that whoever opens a page waits for no journal, until it is cancelled.
    func keepUp() async {
        while !Task.isCancelled {
            var gates = 0
            for view in await control.list() where view.state.phase.isEvaluated {
                gates += view.rule.gates.count
                guard gates <= HTTPLimits.followedGates else { break }
                await board(of: view.rule.name)?.keepUp(with: view)
            }
            // Cancelled: the loop's condition ends it.
            try? await Task.sleep(for: HTTPLimits.look)
        }
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
        let origin: @Sendable (Set<PageAction>) -> String = { [boot] in Self.origin(boot, $0) }
        return boards.withLock { boards in
            if let board = boards[rollout] { return board }
            let board = RolloutBoard(rollout, control, reading, origin: origin, now: now)
            boards[rollout] = board
            return board
        }
    }
}
