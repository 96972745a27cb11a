public import GateModel
public import GateRules

/// What lint is told of the world around a rule file.
public struct LintSurroundings: Sendable {
    /// Where alerts are routed.
    public struct Routing: Sendable {
        /// The file the routes stand in, for messages.
        public let file: String
        /// The routes.
        public let tree: RoutingTree
        /// What becomes of an alert's labels on the way: once for each group of Alertmanagers; `nil` for a dropped alert.
        public let relabel: @Sendable (Labels) -> [Labels?]

        /// Makes a routing.
        public init(file: String, tree: RoutingTree, relabel: @escaping @Sendable (Labels) -> [Labels?] = { [$0] }) {
            self.file = file
            self.tree = tree
            self.relabel = relabel
        }
    }

    /// The present.
    public var now: Timestamp
    /// Everybody with a credential; `nil` when that is not known.
    public var people: [Actor]?
    /// Where alerts are routed; `nil` when that is not known.
    public var routing: Routing?
    /// How often samples come, as the source has them; `nil` when it was not asked.
    public var samplesEvery: TimeSpan?

    /// Makes surroundings.
    public init(now: Timestamp, people: [Actor]? = nil, routing: Routing? = nil) {
        self.now = now
        self.people = people
        self.routing = routing
    }
}
