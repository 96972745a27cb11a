internal import GateEngine
internal import GateModel
public import GateRules

/// Runs one rollout through bad weather and then through calm, from one seed.
///
/// First everything that can happen happens at random: numbers go bad or missing, evaluations come late or never, people and
/// incidents interfere, rules are reloaded, the clock jumps. Then the weather ends, and the rollout has to complete within
/// a stated number of evaluations.
///
/// - Source: two phases after TigerBeetle's VOPR: safety under faults first, liveness without them afterwards.
public struct Simulator: Sendable {
    /// What a run came to.
    public struct Report: Sendable {
        /// The seed.
        public let seed: UInt64
        /// Every step.
        public let transcript: Transcript
        /// How many evaluations the calm took to completion; `nil` when it did not complete.
        public let calmEvaluations: Int?
        /// What went wrong; empty when nothing did.
        public let failures: [String]
        /// The steps themselves.
        let records: [World.Record]
    }

    private var world: World
    private var random: SplitMix64

    /// Runs a seed.
    ///
    /// - Parameters:
    ///   - seed: Same seed, same run.
    ///   - rule: The rule to begin with; the seed draws one when it is `nil`.
    ///   - length: How many things happen in bad weather.
    ///   - calmBound: How many good evaluations completion may take; 19 for the five stages of the default rule with the
    ///     longer windows, and some for what is lost on the way.
    /// - Returns: What it came to.
    public static func run(
        seed: UInt64, rule: RolloutRule? = nil, length: Int = 400,
        calmBound: Int = 24
    ) -> Report {
        let rule = rule ?? SimulatedRules.drawn(by: seed)
        var simulator = Simulator(world: World(rule), random: SplitMix64(seed: seed))
        simulator.world.records = []
        for _ in 0..<length {
            simulator.badWeather()
            simulator.proveNowAndThen()
        }
        let calm = simulator.world.completeCalmly(within: calmBound)
        let records = simulator.world.records ?? []
        var failures = HistoryChecks.failures(of: records, from: World(rule).state)
        if calm == nil { failures.append("not complete after \(calmBound) good evaluations") }
        return Report(
            seed: seed, transcript: Transcript(records), calmEvaluations: calm, failures: failures, records: records)
    }

    private mutating func badWeather() {
        switch random.pick(Self.weather) {
        case .move(let move): world.make(move)
        case .noise: evaluateNoise()
        case .late: catchUp()
        case .spell: lastForAWhile()
        case .gap: world.miss(1 + random.below(6))
        case .inFlight: letSomebodyActBeforeTheAnswer()
        case .clockStep: stepClock()
        case .again: repeatNewestPoint()
        }
    }

    /// Proofs come between everything else; they are not drawn, so that the seeds of the corpus keep their weather.
    private mutating func proveNowAndThen() {
        if world.state.sequence % 16 == 0 { world.make(.proof) }
    }

    private enum Weather {
        case move(Move)
        case noise
        case late
        case spell
        case gap
        case inFlight
        case clockStep
        case again
    }

    private static let weather: [(weight: Int, value: Weather)] =
        [
            (600, .move(.pass)), (60, .move(.thin)), (60, .spell), (20, .move(.regression)), (60, .move(.fail)),
            (60, .move(.blind)),
            (16, .move(.alarm)), (30, .move(.start)),
            (120, .move(.approve)), (10, .move(.hold)), (40, .move(.unhold)), (8, .move(.rollBack)), (4, .move(.kill)),
            (60, .move(.resume)), (3, .move(.abort)), (4, .move(.sev1)), (8, .move(.anomaly)), (60, .move(.resolve)),
            (6, .move(.reload)), (40, .noise), (20, .late), (20, .gap), (20, .inFlight),
            (6, .clockStep), (10, .again),
        ]

    /// The same weather for several grid points: little traffic, an outage, no answers.
    private mutating func lastForAWhile() {
        let move = random.pick([(4, Move.thin), (1, .fail), (1, .blind)])
        for _ in 0...random.below(8) { world.make(move) }
    }

    /// A grid point at which every gate and stop rule says something of its own.
    private mutating func evaluateNoise() {
        var random = random
        world.evaluateNext {
            Self.noise($0, &random)
        } stopRules: {
            Self.noise($0, &random)
        }
        self.random = random
    }

    /// A few grid points are evaluated at once, oldest first, as after a restart.
    private mutating func catchUp() {
        let points = Self.points(1 + random.below(5), in: world)
        world.now = points.last ?? world.now
        var random = random
        for at in points {
            world.evaluate(at) {
                Self.noise($0, &random)
            } stopRules: {
                Self.noise($0, &random)
            }
        }
        self.random = random
    }

    /// Somebody acts between a grid point and its evaluation; that one still runs at its own time.
    private mutating func letSomebodyActBeforeTheAnswer() {
        let at = world.rule.grid.next(after: world.now)
        let evaluation = world.evaluation(at, World.pass)
        world.now = at + .seconds(2)
        world.make(random.pick([(3, .approve), (2, .rollBack), (1, .kill), (2, .resume), (2, .hold), (1, .start)]))
        world.now = at
        world.send(.evaluated(evaluation), by: .stagegate)
    }

    /// The clock jumps, back or forth, by up to twenty intervals.
    private mutating func stepClock() {
        world.now = world.now + world.rule.interval * Int64(random.below(41) - 20)
    }

    /// The newest grid point is put to the engine once more.
    private mutating func repeatNewestPoint() {
        if let newest = world.state.attempt?.lastEvaluatedAt { world.evaluate(newest, World.fail) }
    }

    private static func points(_ count: Int, in world: World) -> [Timestamp] {
        var points = [world.rule.grid.next(after: world.now)]
        while points.count < count { points.append(points[points.count - 1] + world.rule.interval) }
        return points
    }

    private static func noise(_ subject: String, _ random: inout SplitMix64) -> Verdict {
        switch random.below(10) {
        case 0: World.fail(subject)
        case 1: World.error(subject)
        case 2: World.unproven(subject)
        default: World.pass(subject)
        }
    }
}
