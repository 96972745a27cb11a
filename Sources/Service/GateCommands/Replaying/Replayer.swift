import GateModel
import GateReplay
import GateRules

/// Drives replays over one source: several variants side by side, each answer fetched once.
///
/// While the engine works on one chunk the next one is under way.
struct Replayer<Run: Replayable> {
    /// Variants with the names they are shown by.
    private(set) var runs: [Run]
    /// How the time was spent.
    private(set) var effort = ReplayEffort()

    private let source: BulkSource
    private var store: AnswerStore
    private var underWay: [Fetch: Task<Fetched, Never>] = [:]
    private let progress: ReplayProgress?

    /// Prepares a replay; all runs have the same grid.
    init(
        _ runs: [Run], source: BulkSource, form: AnswerStore.Form, step: TimeSpan, end: Timestamp,
        progress: ReplayProgress? = nil
    ) {
        self.runs = runs
        self.source = source
        store = AnswerStore(form, step: step, end: end)
        self.progress = progress
    }

    /// Replays everything.
    ///
    /// - Throws: `ReplayError` when the source cannot be reached, `CancellationError` when the task was cancelled.
    mutating func run() async throws {
        let start = ContinuousClock.now
        defer {
            for task in underWay.values { task.cancel() }
            effort.total = ContinuousClock.now - start
            progress?.end()
        }
        while let index = next {
            let needs = runs[index].advance(&store)
            for wish in store.takeWishes() { begin(wish) }
            if needs.isEmpty { continue }
            try Task.checkCancellation()
            if let point = runs[index].nextPoint { progress?.show(point) }
            let waited = ContinuousClock.now
            try await fetch(needs)
            effort.waiting += ContinuousClock.now - waited
        }
    }

    /// The run that is furthest behind.
    private var next: Int? {
        if runs.count == 1 { return runs[0].nextPoint == nil ? nil : 0 }
        let points = runs.enumerated().compactMap { index, run in run.nextPoint.map { (index: index, point: $0) } }
        return points.min { ($0.point, $0.index) < ($1.point, $1.index) }?.index
    }

    private mutating func begin(_ fetch: Fetch) {
        guard underWay[fetch] == nil else { return }
        effort.requests += 1
        let source = source
        underWay[fetch] = Task { await source.fetch(fetch) }
    }

    private mutating func fetch(_ needs: [Fetch]) async throws {
        for need in needs { begin(need) }
        for need in needs {
            guard let task = underWay[need] else { continue }
            let fetched = await task.value
            underWay[need] = nil
            if case .failed(let failure) = fetched, failure.reason == .sourceUnavailable {
                throw ReplayError(
                    "the datasource cannot be reached, and what it would have said then is not known: "
                        + failure.message)
            }
            store.take(fetched, to: need)
        }
    }
}

/// How the time of a replay was spent.
struct ReplayEffort {
    /// From the first grid point to the last.
    var total = Duration.zero
    /// The part of it in which nothing could be done but wait for the source.
    var waiting = Duration.zero
    /// Requests to the source.
    var requests = 0

    /// The share of the time that was spent waiting.
    var waitingShare: Double { total > .zero ? waiting / total : 0 }
}
