import GateModel
import GateRuntime
import Synchronization

/// A Prometheus that answers every query with one number, or not at all.
final class FakeSource: Sendable {
    enum Mood: Sendable {
        /// Answers with this value, without labels.
        case value(Double)
        /// Answers with these series.
        case series([Sample])
        /// Says that it cannot.
        case down
        /// Says nothing until the caller gives up.
        case hanging
    }

    private struct Contents {
        var mood: Mood
        var asked: [Query] = []
        var hangingCount = 0
    }

    private let contents: Mutex<Contents>

    init(_ mood: Mood = .value(1)) {
        contents = Mutex(Contents(mood: mood))
    }

    var mood: Mood {
        get { contents.withLock { $0.mood } }
        set { contents.withLock { $0.mood = newValue } }
    }

    /// Every query so far.
    var asked: [Query] { contents.withLock { $0.asked } }

    /// How many queries hang right now.
    var hangingCount: Int { contents.withLock { $0.hangingCount } }

    var port: MetricsSource {
        MetricsSource { query, _, _ in await self.answer(query) }
    }

    private func answer(_ query: Query) async -> QueryOutcome {
        let mood = contents.withLock { contents in
            contents.asked.append(query)
            return contents.mood
        }
        switch mood {
        case .value(let value): return .answered(QueryResult(samples: [Sample(value)]))
        case .series(let samples): return .answered(QueryResult(samples: samples))
        case .down: return .failed(QueryFailure(reason: .sourceUnavailable, message: "connection refused"))
        case .hanging:
            contents.withLock { $0.hangingCount += 1 }
            // Ends only by cancellation, which is what the test is about.
            try? await Task.sleep(for: .seconds(3600))
            contents.withLock { $0.hangingCount -= 1 }
            return .failed(QueryFailure(reason: .sourceUnavailable, message: "cancelled"))
        }
    }
}
