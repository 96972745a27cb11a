/// One story of the protocol, played on a rollout of its own.
protocol Story: SendableMetatype {
    /// The rollout's name.
    static var rollout: String { get }
    /// What happens, in one line.
    static var title: String { get }

    /// Plays it and claims what has to be true; throws when it cannot go on.
    static func play(_ scene: Scene) async throws
}
