import GateModel
import GatePlots
import GateRules
import GateRuntime
import Synchronization

/// The page of all rollouts, drawn once after each change for all who look at it.
final class ListBoard: Sendable {
    /// What the page shows, and the rollouts it was drawn from.
    struct Look: Sendable {
        let views: [RolloutView]
        let picture: PagePicture
    }

    private struct State {
        var lookedAt: ContinuousClock.Instant?
        var look: Look?
    }

    private let origin: String
    private let control: Control
    private let reading: Turnstile
    private let drawing = Turnstile(width: 1)
    private let state = Mutex(State())

    init(_ control: Control, _ reading: Turnstile, origin: String) {
        self.origin = origin
        self.control = control
        self.reading = reading
    }

    /// The page; `isPatient`: whether a look that is less than a second old will do.
    func look(isPatient: Bool) async -> Look {
        if isPatient, let look = recent { return look }
        return await drawing.pass {
            if isPatient, let look = recent { return look }
            let views = await control.list()
            let last = state.withLock { state in
                state.lookedAt = .now
                return state.look
            }
            if let last, last.signature == Look.signature(views) { return last }
            return await reading.pass {
                let frame = views.map(\.rule.name).joined(separator: " ")
                let picture = PagePicture(
                    ListPage.parts(views), frame: frame, origin: origin, after: last?.picture)
                let look = Look(views: views, picture: picture)
                state.withLock { $0.look = look }
                return look
            }
        }
    }

    private var recent: Look? {
        state.withLock { state in
            guard let lookedAt = state.lookedAt, lookedAt.duration(to: .now) < HTTPLimits.look else { return nil }
            return state.look
        }
    }
}

extension ListBoard.Look {
    fileprivate var signature: [String] { Self.signature(views) }

    fileprivate static func signature(_ views: [RolloutView]) -> [String] {
        views.map { "\($0.rule.name) \($0.etag) \($0.rule.digest) \($0.waitingFor)" }
    }
}
