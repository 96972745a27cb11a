import GateCommands
import GateModel
import GateRuntime

/// How long a stop is on its way from the evaluation that decides it to the 200 of Alertmanagers that run.
///
/// Everything on the way is the service's own: evaluation, engine, journal on disk, outbox, delivery. Only the numbers come
/// from within, so that the moment is known at which they turn bad. What is measured begins with the answer that says so. The
/// journal is made in `TMPDIR`.
struct Delivery {
    private static let singles = 100
    private static let crowd = 1000

    private let servers: [String]

    /// Reads the arguments; `nil` without the URL of an Alertmanager.
    init?(arguments: [String]) {
        guard !arguments.isEmpty, arguments.allSatisfy({ $0.hasPrefix("http") }) else { return nil }
        servers = arguments
    }

    /// Measures stops that come one after the other, and then a crowd that comes at once.
    func report() async throws {
        print("stops one after the other, among \(Self.singles) rollouts that are evaluated every second")
        try await DeliveryWorld.run(rollouts: Self.singles, interval: .seconds(1), servers) { world async throws in
            var spans: [Duration] = []
            for number in 0..<Self.singles {
                world.breakDown([number])
                try await world.arrivals(number + 1)
                spans += world.spans(of: number)
            }
            spans.sort()
            let last = spans.count - 1
            print("  p50 \(spans[last / 2]), p99 \(spans[last * 99 / 100]), longest \(spans[last])")
        }
        print("\(Self.crowd) stops at the same moment")
        try await DeliveryWorld.run(rollouts: Self.crowd, interval: .seconds(5), servers) { world async throws in
            world.breakDown(Array(0..<Self.crowd))
            try await world.arrivals(Self.crowd)
            print("  at all members after \(world.longest)")
        }
    }
}
