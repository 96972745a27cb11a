import GateModel
import GatePlots
import GateRules
import GateRuntime
import Synchronization

/// The page of one rollout, drawn once after each change for all who look at it and may do the same.
final class RolloutBoard: Sendable {
    /// What the page shows, and the rollout it was drawn from.
    struct Look: Sendable {
        let view: RolloutView
        let picture: PagePicture
    }

    private struct State {
        var view: RolloutView?
        var lookedAt: ContinuousClock.Instant?
        var book: PlotBook?
        var plots: [PagePart] = []
        var drawnAt: Timestamp?
        var drawnVisit: PlotBook.Visit?
        var decisions: [API.DecisionRecord]?
        var decisionsKey: DecisionsKey?
        var looks: [Set<PageAction>: Look] = [:]
    }

    private let name: String
    private let control: Control
    private let now: @Sendable () -> Timestamp
    private let origin: @Sendable (Set<PageAction>) -> String
    private let reading: Turnstile
    /// Whoever comes first draws, the others wait and find it done.
    private let drawing = Turnstile(width: 1)
    private let state = Mutex(State())

    init(
        _ name: String, _ control: Control, _ reading: Turnstile,
        origin: @escaping @Sendable (Set<PageAction>) -> String, now: @escaping @Sendable () -> Timestamp
    ) {
        self.name = name
        self.control = control
        self.reading = reading
        self.origin = origin
        self.now = now
    }

    /// The page for people who may do this; `nil` when there is no such rollout any more.
    ///
    /// - Parameters:
    ///   - actions: What they may do.
    ///   - isPatient: Whether a look that is less than a second old will do.
    /// - Returns: What they are shown.
    func look(for actions: Set<PageAction>, isPatient: Bool) async -> Look? {
        if isPatient, let look = recent(actions) { return look }
        return await drawing.pass {
            if isPatient, let look = recent(actions) { return look }
            guard let view = await control.view(name) else { return nil }
            state.withLock { $0.lookedAt = .now }
            if let look = state.withLock({ $0.looks[actions] }), look.view.shows(the: view) { return look }
            await readWhatIsMissing(view)
            return await reading.pass { draw(view, for: actions) }
        }
    }

    /// Takes over what is new before anybody looks.
    ///
    /// The first page is drawn, too: the first drawing of a process takes ten times as long as those after it.
    func keepUp(with view: RolloutView) async {
        await drawing.pass { await readWhatIsMissing(view) }
        if state.withLock({ $0.looks.isEmpty }) { _ = await look(for: [], isPatient: true) }
    }

    /// The plot of a gate as it was known at the last look.
    func plot(of gate: Gate) -> GatePlot? {
        let (book, view) = state.withLock { ($0.book, $0.view) }
        return view.flatMap { book?.plot(gate, $0, now: now()) }
    }

    private func recent(_ actions: Set<PageAction>) -> Look? {
        state.withLock { state in
            guard let lookedAt = state.lookedAt, lookedAt.duration(to: .now) < HTTPLimits.look else { return nil }
            // What was drawn for others meanwhile is news for these, too.
            return state.looks[actions].flatMap { look in
                state.view.map { look.view.shows(the: $0) } ?? true ? look : nil
            }
        }
    }

    /// Draws without holding the lock: whoever looks meanwhile sees what was there before.
    private func draw(_ view: RolloutView, for actions: Set<PageAction>) -> Look {
        var state = state.withLock { $0 }
        drawPlots(view, &state)
        let page = RolloutPage(view: view, actions: actions, decisions: state.decisions)
        let picture = PagePicture(
            page.parts + state.plots, frame: view.rule.digest, origin: origin(actions),
            after: state.looks[actions]?.picture)
        let look = Look(view: view, picture: picture)
        self.state.withLock { [state] in
            ($0.plots, $0.drawnAt, $0.drawnVisit) = (state.plots, state.drawnAt, state.drawnVisit)
            $0.view = view
            $0.looks[actions] = look
        }
        return look
    }

    /// Draws the plots anew, not more often than anybody could see.
    private func drawPlots(_ view: RolloutView, _ state: inout State) {
        let now = now()
        if let drawnAt = state.drawnAt, state.book?.visit == state.drawnVisit, now >= drawnAt,
            now - drawnAt < HTTPLimits.redraw
        {
            return
        }
        state.drawnAt = now
        state.drawnVisit = state.book?.visit
        state.plots = view.rule.gates.enumerated().map { index, gate in
            let plot = state.book?.plot(gate, view, now: now)
            return PagePart(id: "plot-\(index)", content: plot?.svg ?? Markup([]))
        }
    }

    /// Reads from the journal what is not known yet; what cannot be read is missing on the page, which says so.
    private func readWhatIsMissing(_ view: RolloutView) async {
        await readDecisions(view)
        guard let visit = PlotBook.visit(of: view), let evaluation = view.evaluation else { return }
        var book = state.withLock { $0.book }
        if book?.visit != visit { book = PlotBook(visit, at: evaluation.at, interval: view.rule.interval) }
        guard var book, evaluation.at > book.through else {
            return state.withLock { $0.book = book }
        }
        let isNext = evaluation.at - book.through <= view.rule.interval && book.through > book.from
        let range = RolloutHistory.Range(
            rollout: name, from: book.through + TimeSpan(milliseconds: 1), through: evaluation.at,
            limit: HTTPLimits.plottedPoints)
        // Without the journal the line is broken where nothing is known.
        if !isNext, let history = try? await control.evidence.history(range) { book.add(history) }
        book.add(evaluation)
        state.withLock { [book] in $0.book = book }
    }

    private func readDecisions(_ view: RolloutView) async {
        let key = DecisionsKey(view)
        if state.withLock({ $0.decisionsKey == key && $0.decisions != nil }) { return }
        // Without the journal the page says that it could not be read, and the next look tries again.
        let records = try? await control.records(name, HTTPLimits.pageDecisions, false)
        let decisions = records.map { API.DecisionList($0, limit: HTTPLimits.pageDecisions).decisions }
        state.withLock { state in
            state.decisions = decisions
            state.decisionsKey = key
        }
    }
}

extension RolloutView {
    /// Whether a page drawn from this view is right for another one, too.
    fileprivate func shows(the other: RolloutView) -> Bool {
        state.sequence == other.state.sequence && servedWeight == other.servedWeight
            && rule.digest == other.rule.digest && waitingFor == other.waitingFor
    }
}

/// What every decision changes at least in part: while it stays the same, no decision was made.
private struct DecisionsKey: Equatable {
    let attempts: Int
    let phase: Phase
    let enteredAt: Timestamp?
    let hold: Hold?
    let candidate: String?
    let approval: Approval?
    let stop: Stop?
    let rollback: Rollback?
    let digest: String

    init(_ view: RolloutView) {
        let attempt = view.state.attempt
        attempts = view.state.attemptCount
        phase = view.state.phase
        enteredAt = attempt?.visit.enteredAt
        hold = attempt?.hold
        candidate = attempt?.candidate?.id
        approval = attempt?.approval
        stop = attempt?.stop
        rollback = attempt?.rollback
        digest = view.rule.digest
    }
}
