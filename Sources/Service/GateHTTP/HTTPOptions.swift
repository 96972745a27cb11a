public import GateModel

/// What can be set about the HTTP surface.
public struct HTTPOptions: Sendable {
    /// Whether anybody may reload: `--web.enable-lifecycle`.
    public var lifecycleEnabled: Bool
    /// What build is running.
    public var build: API.BuildInfo
    /// The time of day, for the record of refused calls.
    public var now: @Sendable () -> Timestamp
    /// Headers that stand in every answer beside or instead of ours; one with an empty value is left out.
    public var headers: @Sendable () -> [String: String] = { [:] }
    /// What the status routes tell of the process.
    public var process = ProcessStatus.unknown
    /// What the page says of where the numbers come from.
    public var datasource = Datasource()
    /// Whether browsers reach the service through TLS, here or at a proxy before it.
    public var isSecure = false
    /// The URL people reach the service at, where it is another one than the one it listens on.
    public var externalURL: String?

    /// Where the numbers come from, without secrets.
    public struct Datasource: Sendable {
        /// Its URL; `nil` when nobody said.
        public var url: String?
        /// The command line that asks a query by hand; `nil` when nobody can say.
        public var command: @Sendable (_ query: Query, _ timeout: TimeSpan) -> String?

        /// Makes a description; by default nothing is known.
        public init(
            url: String? = nil, command: @escaping @Sendable (Query, TimeSpan) -> String? = { _, _ in nil }
        ) {
            self.url = url
            self.command = command
        }
    }

    /// Makes options.
    public init(lifecycleEnabled: Bool, build: API.BuildInfo, now: @escaping @Sendable () -> Timestamp) {
        self.lifecycleEnabled = lifecycleEnabled
        self.build = build
        self.now = now
    }
}

/// The limits of the HTTP surface.
enum HTTPLimits {
    /// Bytes of a request body.
    static let body = 64 * 1024
    /// Bytes of a notification of Alertmanager: about a thousand alerts.
    static let notification = 1024 * 1024
    /// Characters of a name in a body: revision, candidate, stage, item, incident id.
    static let name = 200
    /// Characters of a reason or a note.
    static let text = 4096
    /// Journal records of one answer.
    static let records = 1000
    /// Journal records of one answer when nothing else is asked.
    static let defaultRecords = 100
    /// Points of each gate in one history.
    static let points = 2000
    /// Points of each gate in one history when nothing else is asked.
    static let defaultPoints = 1000
    /// Points of each gate in one plot: four for each column of pixels a plot has on most screens.
    static let plottedPoints = 1200
    /// Evaluations read for one history, or for all plots of one report: three and a half days at 15 s, some 150 MB of
    /// verdicts of ten gates.
    static let evaluations: Int64 = 20_000
    /// How long a call may wait for a change.
    static let wait = TimeSpan.minutes(5)
    /// Calls that may wait for a change at the same time; beyond that they are answered at once, so that consumers of the
    /// weight cannot take every connection from the kill switch.
    static let waiters = 256
    /// Viewers of live pages at the same time: each holds a connection.
    static let viewers = 240
    /// How often a live page is looked at for something new.
    static let look = Duration.seconds(1)
    /// After how many looks without anything new a viewer is sent a sign of life.
    static let looksOfSilence = 15
    /// How long a viewer is served before the browser has to come again and show who it is.
    static let viewing = Duration.seconds(600)
    /// How often the plots of a live page are drawn anew, at most.
    static let redraw = TimeSpan.seconds(5)
    /// Points of each plot on the page of a rollout.
    static let pagePoints = 160
    /// Evaluations of a visit that are read for the plots of its page when nobody has looked at it yet; the report shows all.
    static let pageHistory: Int64 = 1000
    /// Gates of running rollouts whose plots are kept current while nobody looks: some 10 MB of points.
    static let followedGates = 500
    /// Decisions on the page of a rollout.
    static let pageDecisions = 40
    /// Evaluations on the page of a gate when nothing else is asked, and at most.
    static let pageEvaluations = (usual: 30, most: 120)
    /// Sessions of people who logged in, at the same time.
    static let sessions = 1000
    /// How long a session lasts without being used, and at all.
    static let session = (idle: TimeSpan.hours(1), whole: TimeSpan.hours(12))
    /// Connections at the same time.
    ///
    /// - Source: Prometheus, `--web.max-connections`.
    static let connections = 512
    /// Further connections on which nothing but the kill switch works: as many as the process may open, at most 4096.
    static let surplusConnections = min(
        4096, max(64, FileDescriptors.raiseLimit() - connections - FileDescriptors.reserve))
    /// Seconds a connection may be idle.
    ///
    /// - Source: Prometheus, `--web.read-timeout`.
    static let idleSeconds: Int64 = 300
    /// Characters of a call that are kept in the record of refused calls.
    static let recordedCall = 200
}
