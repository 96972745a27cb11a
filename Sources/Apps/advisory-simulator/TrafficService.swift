import ServiceLifecycle

/// Lets the simulated time keep up with the real one.
struct TrafficService: Service {
    /// The length of every step, so that traffic follows from the seed and the number of steps alone.
    private static let step = Duration.milliseconds(50)
    private static let stepSeconds = 0.05
    /// Steps made up for at once after a pause; older ones are left out, like the traffic of a machine that slept.
    private static let maxStepsBehind = 40

    let simulation: Simulation

    func run() async throws {
        await cancelWhenGracefulShutdown { await keepUp() }
    }

    private func keepUp() async {
        let clock = ContinuousClock()
        var next = clock.now
        while !Task.isCancelled {
            if clock.now - next > Self.step * Self.maxStepsBehind { next = clock.now }
            next += Self.step
            // Cancelled: the loop's condition ends it.
            try? await clock.sleep(until: next)
            await simulation.advance(bySeconds: Self.stepSeconds)
        }
    }
}
