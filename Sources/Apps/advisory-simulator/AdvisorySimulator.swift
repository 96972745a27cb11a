import ArgumentParser
import HTTPTransport
import Hummingbird
import Logging
import ServiceLifecycle
import UnixSignals

/// Plays the three advisory surfaces for a few dozen tenants, so that there is something to roll out.
@main
struct AdvisorySimulator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advisory-simulator",
        abstract: "Play an advisory service on two tracks, with the faults that a rollout may meet.",
        discussion: """
            The share of traffic that the canary gets is asked of Stagegate several times a second; without an answer the \
            last one stays. Traffic is synthetic and follows from the seed. Faults are switched on while it runs:

              curl -X POST http://127.0.0.1:8080/faults/5xx_burst -d '{"on": true, "share": 0.3}'
              curl http://127.0.0.1:8080/faults
            """)

    @Option(name: .customLong("web.listen-address"), help: "Where to serve /metrics and /faults.")
    var listenAddress = ListenAddress(host: "127.0.0.1", port: 8080)

    @Option(name: .customLong("stagegate.url"), help: "Where Stagegate is asked for the canary's share.")
    var stagegateURL = "http://127.0.0.1:9095"

    @Option(help: "The rollout to follow; PUT /rollout {\"name\": …} changes it.")
    var rollout = "advisory"

    @Option(help: "How many tenants there are.")
    var tenants = 40

    @Option(help: "Requests per second of all tenants together.")
    var requestsPerSecond = 400

    @Option(help: "The seed of the traffic.")
    var seed: UInt64 = 1

    func validate() throws {
        guard (1...1000).contains(tenants) else { throw ValidationError("--tenants is not within 1...1000") }
        guard (0...10_000).contains(requestsPerSecond) else {
            throw ValidationError("--requests-per-second is not within 0...10000")
        }
    }

    func run() async throws {
        let logger = Logger(label: "advisory-simulator")
        let transport = HTTPTransport()
        defer { transport.shutdown() }
        let world = AdvisoryWorld(
            population: Tenant.population(tenants), requestsPerSecond: Double(requestsPerSecond), seed: seed)
        let simulation = Simulation(world: world, rollout: rollout)
        let weights = WeightSource(stagegateURL: stagegateURL, transport: transport)
        let application = Application(
            router: SimulatorRoutes(simulation: simulation).router(),
            configuration: ApplicationConfiguration(
                address: .hostname(listenAddress.host, port: listenAddress.port), serverName: "advisory-simulator"),
            logger: logger)
        let services: [any Service] = [
            TrafficService(simulation: simulation),
            WeightService(simulation: simulation, source: weights, logger: logger), application,
        ]
        let group = ServiceGroup(
            configuration: .init(
                services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
    }
}
