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
    /// The command that asks the source a query by hand, without secrets; `nil` where there is none.
    public var curl: (@Sendable (Query, _ timeout: TimeSpan) -> String)?

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
